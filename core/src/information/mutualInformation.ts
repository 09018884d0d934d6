import { logRatio, relativeTerm } from '../divergences/relativeTerm.js';
import { BASE, natsPerUnit, type BaseOptions } from '../numeric/base.js';
import { checkOptions } from '../numeric/option.js';
import { CompensatedSum } from '../numeric/sum.js';
import { productsApart } from '../numeric/twofold.js';
import { powerOf2 } from '../numeric/unit.js';
import { like, type Like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';
import { readJoint, type JointTable } from './jointTable.js';

export type MutualInformationOptions = BaseOptions;

/**
 * Mutual information: how much knowing one of two variables tells about the other.
 *
 * `sum p_ij ln(p_ij / (r_i c_j))` with r and c the sums of rows and columns. Shapes: a table `[rows, columns]` of counts or
 * of probabilities, divided by its total. Nats, or units of `base`.
 * 0 for independent variables, at most the entropy of either; never negative. Nearly independent ones keep all digits, down
 * to 1e-48 nats, where scikit-learn keeps about seven; of the table as it is given: cells such as .1 times .3 are rounded,
 * which is worth some 1e-33 nats. Empty cells, rows and columns add 0.
 * Throws, naming the place: `shape` unless a table, `empty`, `negative`, `notFinite`, `undefined` for one that sums to 0, `option`.
 *
 * @example mutualInformation([[1, 0], [0, 1]], { base: 2 }) // 1
 * Source: the course; Cover and Thomas, *Elements of Information Theory*, 2.4.
 */
export function mutualInformation(joint: TensorLike, options: MutualInformationOptions = {}): number {
  checkOptions(options, [BASE]);
  return informationOf(readJoint(joint)) / natsPerUnit(options);
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
  checkOptions(options, [BASE]);
  const table = readJoint(joint);
  const scale = table.total.high * natsPerUnit(options);
  const all = informationOf(table);
  const gradient = new Float64Array(table.data.length);
  besideChance(table, (n, chance, excess, cell) => {
    const nats = Math.abs(excess) < 0.1 ? Math.log1p(excess) : logRatio(n, chance);
    gradient[cell] = (nats - all) / scale / table.unit;
  });
  return like(joint, [table.rows, table.columns], gradient);
}

/** Mutual information in nats: what each cell adds is never negative, since what all cells add apart from it cancels. */
export function informationOf(table: JointTable): number {
  const nats = new CompensatedSum();
  besideChance(table, (n, chance, excess, _, unit) => nats.add(relativeTerm(n, chance, excess) * unit));
  return nats.value / table.total.high;
}

/**
 * Visits each cell of a row and a column that are used: what it holds and what it would if these were independent, both
 * in a `unit` near the row's sum; and by what part of that it holds more. That part is
 * `(n total - row column) / (row column)`, with all its digits.
 */
function besideChance(
  { columns, data, rowSums, columnSums, total }: JointTable,
  visit: (n: number, chance: number, excess: number, cell: number, unit: number) => void,
): void {
  rowSums.forEach(({ high, low }, i) => {
    if (high === 0) return;
    const unit = powerOf2(high);
    const row = { high: high / unit, low: low / unit };
    columnSums.forEach((column, j) => {
      if (column.high === 0) return;
      const cell = i * columns + j;
      const n = data[cell] / unit;
      const product = row.high * column.high;
      const excess = productsApart({ high: n, low: 0 }, total, row, column) / product;
      visit(n, Math.max(product / total.high, Number.MIN_VALUE), excess, cell, unit);
    });
  });
}
