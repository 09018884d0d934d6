import type { FindingCode, Fix } from '../protocol/language.js';
import type { Fault, ReadArray } from './readArray.js';
import { rowTally, type RowTally } from './rowTally.js';

/**
 * Why the rows of an array should be distributions: a person or the settings say so (`stated`); its name does, such as
 * `probs` (`named`); its name may also mean the probability of the positive class of each item (`positive`); or a target
 * beside it holds one class an item, or distributions (`paired`).
 *
 * A mark on correct data is worse than no mark. So a row that does not sum to 1 is marked only if no other reading is left:
 * - `stated` marks any row, unless all rows are percentages.
 * - The other kinds never mark whole numbers (counts, labels, levels), percentages, sums within the rounding of the
 *   written digits, rows of zeros (padding), and rows that fall and sum to less than 1 (the most likely classes).
 * - If nine rows in ten are distributions, the others are marked.
 * - If the sums are near 1 and no number is above 1, `paired` marks them. `named` marks them if half of the rows are
 *   distributions or a sum is above 1, since a smaller sum may be part of a distribution. A single `positive` row is never
 *   marked.
 * All other rows may be multi-label, scores, weights or logits. A negative number, NaN or an infinity is never a
 * probability; under `paired`, if no row is a distribution, it shows that the array holds something else.
 */
export type Evidence = 'stated' | 'named' | 'positive' | 'paired';

/** Finds the fault of rows that should sum to 1: at most one, with the number of further ones of its kind. */
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
  if (odd.count === 0 || !areMistakes(tally, evidence)) return [];
  const sum = Number(tally.firstSum.toPrecision(6));
  return fault('sum', places(odd.first, odd.first + classes - 1), sum, odd.count - 1, ['normalise', 'softmax']);
}

/** Whether the rows that do not sum to 1 are mistakes, and not numbers of another kind. */
function areMistakes(
  { rows, good, odd, above, near, excess, falling, whole, percentages }: RowTally,
  by: Evidence,
): boolean {
  if (percentages) return false;
  if (by === 'stated') return true;
  if (whole || (falling && !excess) || (by === 'positive' && rows === 1)) return false;
  return good >= 9 * odd.count || (near && !above && (by === 'paired' || excess || good >= odd.count));
}
