import type { Fault, ReadArray } from './readArray.js';
import { isDistribution } from './distributions.js';
import { rowsMeantAsDistributions } from './distributionFaults.js';

interface Known {
  /** The prediction calls itself logits. */
  logits: boolean;
  /** The prediction was looked at already, for its own key. */
  checked: boolean;
}

/** The faults of a target and a prediction together: unlike shapes, an index that is no class, sums, certain zeros. */
export function faultsOfPair(target: ReadArray, prediction: ReadArray, { logits, checked }: Known): Fault[] {
  const [t, p] = [target.tensor.shape, prediction.tensor.shape];
  const shape = (numbers: readonly number[]): string => `[${numbers.join(', ')}]`;
  if (same(t, p.slice(0, -1)) && p.length > 0) {
    const indices = classIndices(target, prediction);
    if (indices) return indices;
    return logits || checked || !whole(target) ? [] : rowsMeantAsDistributions(prediction, 'paired');
  }
  if (!same(t, p))
    return [
      {
        code: 'shape',
        start: prediction.found.start,
        end: prediction.found.end,
        array: prediction.found,
        found: shape(p),
        expected: shape(t),
        fixes: same(p, t.slice(0, -1)) ? ['swap'] : [],
      },
    ];
  const classes = t.at(-1) ?? 0;
  if (logits || !isDistribution(target.tensor.data, classes)) return [];
  const faults = checked ? [] : rowsMeantAsDistributions(prediction, 'paired');
  return faults.length ? faults : zeros(target, prediction);
}

const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);
const whole = ({ tensor }: ReadArray): boolean => tensor.data.every((x: number) => Number.isInteger(x));

/** Indices that frameworks pass over. */
const IGNORED = new Set([-1, -100]);

/** An index outside the classes; null where all are inside, or where the target holds no indices at all. */
function classIndices(target: ReadArray, prediction: ReadArray): Fault[] | null {
  const classes = prediction.tensor.shape.at(-1)!;
  if (classes < 2 || !whole(target)) return null;
  const { data } = target.tensor;
  const outside = Array.from(data.keys()).filter((i) => !IGNORED.has(data[i]) && (data[i] < 0 || data[i] >= classes));
  const [first] = outside;
  if (first === undefined || outside.length > data.length / 2) return null;
  const found = String(data[first]);
  const range = target.rangeOf(first);
  return [
    {
      code: 'classRange',
      ...range,
      array: target.found,
      found,
      expected: String(classes - 1),
      more: outside.length - 1,
      fixes: [],
    },
  ];
}

/** A prediction of exactly 0 for what the target holds possible costs all there is. */
function zeros(target: ReadArray, prediction: ReadArray): Fault[] {
  const [t, q] = [target.tensor.data, prediction.tensor.data];
  const at = Array.from(q.keys()).filter((i) => q[i] === 0 && t[i] > 0);
  const [first] = at;
  if (first === undefined) return [];
  const range = prediction.rangeOf(first);
  return [
    {
      code: 'zero',
      ...range,
      array: prediction.found,
      found: '0',
      expected: String(t[first]),
      more: at.length - 1,
      fixes: ['smooth'],
    },
  ];
}
