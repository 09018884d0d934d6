import { logRatio, relativeTerm } from '../divergences/relativeTerm.js';
import type { Items } from '../losses/reduce.js';
import { natsPerUnit, type BaseOptions } from '../numeric/base.js';
import { CompensatedSum } from '../numeric/sum.js';
import { like, type Like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';
import { readJoint, type JointTable } from './jointTable.js';

export type MutualInformationOptions = BaseOptions;

/**
 * Mutual information: how much knowing one of two variables tells about the other.
 *
 * `sum p_ij ln(p_ij / (r_i c_j))` with r and c the sums of rows and columns. Shapes: a table `[rows, columns]` of counts or
 * of probabilities, divided by its total. Nats, or units of `base`.
 * 0 for independent variables, at most the entropy of either; never negative, and with all its digits for nearly
 * independent ones, where scikit-learn keeps about seven. Empty cells, rows and columns add 0.
 * Throws, naming the place: `shape` unless a table, `empty`, `negative`, `notFinite`, `undefined` for one that sums to 0.
 *
 * @example mutualInformation([[1, 0], [0, 1]], { base: 2 }) // 1
 * Source: the course; Cover and Thomas, *Elements of Information Theory*, 2.4.
 */
export function mutualInformation(joint: TensorLike, options: MutualInformationOptions = {}): number {
  return informationOf(readJoint(joint)) / natsPerUnit(options);
}

/** The one item of `mutualInformation`. */
export function mutualInformationItems(joint: TensorLike, options: MutualInformationOptions): Items {
  return { values: Float64Array.of(mutualInformation(joint, options)), counted: 1, warnings: [] };
}

/**
 * The gradient of `mutualInformation` for each cell: `(ln(p_ij / (r_i c_j)) - I) / total`. `-Infinity` at an empty cell of a
 * used row and column; 0 where the row or the column is empty.
 *
 * @example mutualInformationGradient([[1, 1], [1, 1]]) // [[0, 0], [0, 0]]
 */
export function mutualInformationGradient<T extends TensorLike>(
  joint: T,
  options: MutualInformationOptions = {},
): Like<T> {
  const table = readJoint(joint);
  const { columns, data, rowSums, columnSums, total } = table;
  const unit = natsPerUnit(options);
  const all = informationOf(table);
  const gradient = Float64Array.from(data, (n, cell) => {
    const row = rowSums[Math.floor(cell / columns)];
    const column = columnSums[cell % columns];
    if (row === 0 || column === 0) return 0;
    return (logRatio(n, chanceOf(row, column, total)) - all) / total / unit;
  });
  return like(joint, [table.rows, columns], gradient);
}

/** Mutual information in nats: what each cell adds is never negative, since what all cells add apart from it cancels. */
export function informationOf({ columns, data, rowSums, columnSums, total }: JointTable): number {
  const nats = new CompensatedSum();
  for (let cell = 0; cell < data.length; cell++)
    nats.add(
      relativeTerm(data[cell], chanceOf(rowSums[Math.floor(cell / columns)], columnSums[cell % columns], total)),
    );
  return nats.value / total;
}

/** What a cell would hold if its row and column were independent: exact for counts, never 0 by underflow. */
function chanceOf(row: number, column: number, total: number): number {
  if (row === 0 || column === 0) return 0;
  if (row === total) return column;
  if (column === total) return row;
  const product = row * column;
  const chance = product > 1e-290 && product < Infinity ? product / total : row * (column / total);
  return Math.max(chance, Number.MIN_VALUE);
}
