import { CoreError } from '../numeric/error.js';
import { sum } from '../numeric/sum.js';
import { checkProbabilities } from '../probability/distribution.js';
import { toTensor, type NumericArray, type TensorLike } from '../tensor/tensor.js';

/** A table of two variables with its sums: counts or probabilities, which are only ever compared with their total. */
export interface JointTable {
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly data: NumericArray;
  readonly rowSums: Float64Array;
  readonly columnSums: Float64Array;
  readonly total: number;
}

/** Reads a table. Throws `shape` unless it has two axes, `empty`, `negative` or `notFinite`, and `undefined` where it sums to 0. */
export function readJoint(joint: TensorLike): JointTable {
  const { shape, data } = toTensor(joint, 'joint');
  const [rows, columns] = shape;
  if (shape.length !== 2)
    throw new CoreError('shape', `shape [${shape.join(', ')}]`, 'a table, [rows, columns]', { argument: 'joint' });
  if (data.length === 0)
    throw new CoreError('empty', `shape [${shape.join(', ')}]`, 'at least one cell', { argument: 'joint' });
  checkProbabilities(data, shape, 'joint', Infinity);
  const rowSums = Float64Array.from({ length: rows }, (_, i) => sum(data, i * columns, columns));
  const columnSums = Float64Array.from({ length: columns }, (_, j) => sum(data, j, rows, columns));
  const total = sum(rowSums);
  if (!(total > 0 && total < Infinity))
    throw new CoreError('undefined', `a table that sums to ${total}`, 'a positive sum', { argument: 'joint' });
  return { rows, columns, data, rowSums, columnSums, total };
}

/** The entropy in nats of counts, or of probabilities of any sum. */
export function entropyOfCounts(counts: ArrayLike<number>, total: number): number {
  return sum(Float64Array.from(counts, (n) => (n > 0 ? (n / total) * -Math.log(n / total) : 0)));
}

/** True where rows and columns are the same grouping by other names: each has one cell. */
export function isRenaming({ rows, columns, data }: JointTable): boolean {
  return rows === columns && Array.from(data).filter((n) => n > 0).length === rows;
}
