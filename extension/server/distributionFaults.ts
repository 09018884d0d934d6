import type { FindingCode, Fix } from '../protocol/language.js';
import type { Fault, ReadArray } from './readArray.js';
import { rowTally, type RowTally } from './rowTally.js';

/**
 * What says that the rows of an array are distributions: a person or the settings (`said`), its name (`named`), such as
 * `probs`, a name that as often holds the probability of the positive class, one an item (`positive`), or the target
 * beside it, which holds one class an item or a distribution itself (`paired`).
 *
 * A mark on right data is worse than none, so what does not sum to 1 is marked only where no other reading is left:
 * - `said`: any row, unless all are percentages.
 * - Else never: whole numbers (counts, labels, levels), percentages, sums within the rounding of the digits written,
 *   rows of zeros (padding), and rows that fall and sum to less than 1 (the most likely of more classes).
 * - Where nine rows in ten are distributions, the others are marked.
 * - Where the sums are near 1 and no number is above 1, `paired` marks them; `named` does if half of the rows are
 *   distributions or a sum is above 1, since below 1 it may be a part of one. A single `positive` row is never marked.
 * All else may be multi-label, scores, weights or logits. A negative number, NaN or an infinity is no probability in any
 * reading; under `paired`, where no row is a distribution, they say that these are no probabilities.
 */
export type Evidence = 'said' | 'named' | 'positive' | 'paired';

/** The faults of rows that may be meant to sum to 1: one at most, with how many more of it there are. */
export function faultsOfRows(read: ReadArray, evidence: Evidence): Fault[] {
  const { shape, data } = read.tensor;
  const classes = shape.at(-1) ?? 0;
  if (classes < 2) return [];
  const tally = rowTally(data, classes);
  const { notFinite, negative, odd, good, above } = tally;
  const fault = (
    code: FindingCode,
    [start, end]: [number, number],
    found: number,
    more: number,
    fixes: Fix[],
  ): Fault[] => [{ code, start, end, array: read.found, found: String(found), expected: '1', more, fixes }];
  const places = (from: number, to = from): [number, number] => [read.rangeOf(from).start, read.rangeOf(to).end];
  if (evidence === 'paired' && good === 0 && (notFinite.count || negative.count)) return [];
  if (notFinite.count)
    return fault('notFinite', places(notFinite.first), data[notFinite.first], notFinite.count - 1, []);
  if (negative.count && good === 0 && (odd.count || above))
    return fault('logits', [read.found.start, read.found.end], data[negative.first], 0, ['softmax']);
  if (negative.count)
    return fault('negative', places(negative.first), data[negative.first], negative.count - 1, ['softmax']);
  if (odd.count === 0 || !areSlips(tally, evidence)) return [];
  const sum = Number(tally.firstSum.toPrecision(6));
  return fault('sum', places(odd.first, odd.first + classes - 1), sum, odd.count - 1, ['normalise', 'softmax']);
}

/** Whether the rows that do not sum to 1 are faults, not another kind of numbers. */
function areSlips(
  { rows, good, odd, above, near, excess, falling, whole, percentages }: RowTally,
  by: Evidence,
): boolean {
  if (percentages) return false;
  if (by === 'said') return true;
  if (whole || (falling && !excess) || (by === 'positive' && rows === 1)) return false;
  return good >= 9 * odd.count || (near && !above && (by === 'paired' || excess || good >= odd.count));
}
