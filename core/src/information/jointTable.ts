import { tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { CompensatedSum, twofoldSum } from '../numeric/sum.js';
import { times } from '../numeric/times.js';
import { restOf, type Twofold } from '../numeric/twofold.js';
import { unitFor } from '../numeric/unit.js';
import { checkProbabilities } from '../probability/distribution.js';
import { toTensor, type TensorLike } from '../tensor/tensor.js';

/** A table of two variables with its sums: counts or probabilities, which are only ever compared with their total. */
export interface JointTable {
  readonly rows: number;
  readonly columns: number;
  /** Row by row, divided by `unit`, as are the sums. */
  readonly data: Float64Array;
  readonly unit: number;
  readonly rowSums: readonly Twofold[];
  readonly columnSums: readonly Twofold[];
  readonly total: Twofold;
}

/** Reads a table. Throws `shape` unless it has two axes, `empty`, `negative` or `notFinite`, and `undefined` where it sums to 0. */
export function readJoint(joint: TensorLike): JointTable {
  const { shape, data } = toTensor(joint, 'joint');
  const [rows, columns] = shape;
  if (shape.length !== 2)
    throw new CoreError('shape', `shape ${tuple(shape)}`, 'a table of shape (rows, columns)', { argument: 'joint' });
  if (data.length === 0)
    throw new CoreError('empty', `shape ${tuple(shape)}`, 'at least one cell', { argument: 'joint' });
  checkProbabilities(data, shape, 'joint', Infinity);
  let greatest = 0;
  for (const n of data) greatest = Math.max(greatest, n);
  if (greatest === 0)
    throw new CoreError('undefined', 'a table that sums to 0', 'a positive sum', { argument: 'joint' });
  const unit = unitFor(greatest);
  const scaled = Float64Array.from(data, (n) => n / unit);
  const rowSums = Array.from({ length: rows }, (_, i) => twofoldSum(scaled, i * columns, columns, 1));
  const columnSums = Array.from({ length: columns }, (_, j) => twofoldSum(scaled, j, rows, columns));
  const parts = rowSums.flatMap(({ high, low }) => [high, low]);
  return { rows, columns, data: scaled, unit, rowSums, columnSums, total: twofoldSum(parts, 0, parts.length, 1) };
}

/** `-ln(part / whole)`, with all its digits where the part is nearly the whole. */
export function surpriseOfPart(part: Twofold, whole: Twofold): number {
  const others = restOf(whole, part) / part.high;
  return Math.abs(others) < Infinity ? Math.log1p(others) : Math.log(whole.high) - Math.log(part.high);
}

/** The entropy in nats of parts that are the whole. */
export function entropyOfParts(parts: readonly Twofold[], whole: Twofold): number {
  const nats = new CompensatedSum();
  for (const part of parts) nats.add(times(part.high, surpriseOfPart(part, whole)));
  return nats.value / whole.high;
}

/** True where rows and columns are the same grouping by other names: each has one cell. */
export function isRenaming({ rows, columns, data }: JointTable): boolean {
  return rows === columns && data.filter((n) => n > 0).length === rows;
}
