import type { Fix, FindingCode } from '../protocol/language.js';
import type { Fault, ReadArray } from './readArray.js';
import { slackOf } from './distributions.js';

/** `named`: the key says so. `paired`: only its partner does, so numbers that can't be probabilities are no fault. */
type Meant = 'named' | 'paired';

/** The faults of rows that are meant to sum to 1, one of each kind with how many more there are. */
export function rowsMeantAsDistributions(read: ReadArray, meant: Meant): Fault[] {
  const { shape, data } = read.tensor;
  const classes = shape.at(-1) ?? 0;
  if (classes < 2) return [];
  const counts = { negative: 0, above: 0, notFinite: 0, sum: 0 };
  const first = { negative: -1, above: -1, notFinite: -1, sum: -1 };
  const note = (kind: keyof typeof counts, at: number): void => {
    if (counts[kind]++ === 0) first[kind] = at;
  };
  let firstSum = 0;
  const slack = slackOf(classes);
  for (let at = 0; at < data.length; at += classes) {
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const x = data[at + k];
      sum += x;
      if (!Number.isFinite(x)) note('notFinite', at + k);
      else if (x < 0) note('negative', at + k);
      else if (x > 1 + slack) note('above', at + k);
    }
    if (Number.isFinite(sum) && Math.abs(sum - 1) > slack) {
      note('sum', at);
      if (counts.sum === 1) firstSum = sum;
    }
  }
  const element = (index: number) => read.rangeOf(index);
  const row = (index: number) => ({ start: element(index).start, end: element(index + classes - 1).end });
  const fault = (
    code: FindingCode,
    place: { start: number; end: number },
    found: string,
    more: number,
    fixes: Fix[],
  ): Fault => ({
    code,
    ...place,
    array: read.found,
    found,
    expected: '1',
    more,
    fixes,
  });
  if (counts.notFinite)
    return [fault('notFinite', element(first.notFinite), String(data[first.notFinite]), counts.notFinite - 1, [])];
  if (counts.negative && (counts.above || counts.sum))
    return meant === 'paired' ? [] : [fault('logits', read.found, String(data[first.negative]), 0, ['softmax'])];
  if (counts.negative)
    return [fault('negative', element(first.negative), String(data[first.negative]), counts.negative - 1, ['softmax'])];
  if (counts.sum === 0) return [];
  return [
    fault('sum', row(first.sum), String(Number(firstSum.toPrecision(6))), counts.sum - 1, ['normalise', 'softmax']),
  ];
}
