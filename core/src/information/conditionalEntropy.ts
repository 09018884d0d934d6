import { BASE, natsPerUnit, type BaseOptions } from '../numeric/base.js';
import { checkOptions, readChoice, type ChoiceOption } from '../numeric/option.js';
import { CompensatedSum } from '../numeric/sum.js';
import { times } from '../numeric/times.js';
import type { Twofold } from '../numeric/twofold.js';
import { like, type Like } from '../tensor/like.js';
import type { TensorLike } from '../tensor/tensor.js';
import { readJoint, surpriseOfPart, type JointTable } from './jointTable.js';

export type Given = 'rows' | 'columns';

export interface ConditionalEntropyOptions extends BaseOptions {
  /** Which variable is known; by default that of the rows. */
  given?: Given;
}

const GIVEN = {
  kind: 'choice',
  name: 'given',
  title: 'Which variable is known',
  default: 'rows',
  choices: ['rows', 'columns'],
} as const satisfies ChoiceOption<Given>;

export const CONDITIONAL_OPTIONS = [GIVEN, BASE];

/**
 * Conditional entropy: how much surprise is left in one variable for one who knows the other.
 *
 * `-sum p_ij ln(p_ij / r_i)`, with r the sums of the rows, which are known; with `given: 'columns'` theirs. Shapes: a table
 * `[rows, columns]` of counts or of probabilities, divided by its total. Nats, or units of `base`.
 * 0 where the known variable settles the other, at most the entropy of the other; never negative. Empty cells add 0. Where
 * it nearly settles it all digits are kept: each cell is told by what lies beside it, `p_ij ln(1 + (r_i - p_ij) / p_ij)`.
 * Throws, naming the place: `shape` unless a table, `empty`, `negative`, `notFinite`, `undefined` for one that sums to 0, `option`.
 *
 * @example conditionalEntropy([[1, 1], [0, 2]], { base: 2 }) // 0.5
 * Source: the course; Cover and Thomas, *Elements of Information Theory*, 2.2.
 */
export function conditionalEntropy(joint: TensorLike, options: ConditionalEntropyOptions = {}): number {
  const table = readJoint(joint);
  const known = knownSums(table, options);
  const nats = new CompensatedSum();
  table.data.forEach((n, cell) => nats.add(times(n, surpriseOfPart({ high: n, low: 0 }, known(cell)))));
  return nats.value / table.total.high / natsPerUnit(options);
}

/**
 * The gradient of `conditionalEntropy` for each cell: `(-ln(p_ij / r_i) - H) / total`. `Infinity` at an empty cell whose row
 * is used, 0 where it is not.
 *
 * @example conditionalEntropyGradient([[1, 1], [1, 1]]) // [[0, 0], [0, 0]]
 */
export function conditionalEntropyGradient<T extends TensorLike>(
  joint: T,
  options: ConditionalEntropyOptions = {},
): Like<T> {
  const table = readJoint(joint);
  const known = knownSums(table, options);
  const perUnit = natsPerUnit(options);
  const scale = table.total.high * perUnit;
  const all = conditionalEntropy(joint, options) * perUnit;
  const gradient = Float64Array.from(table.data, (n, cell) =>
    known(cell).high > 0 ? (surpriseOfPart({ high: n, low: 0 }, known(cell)) - all) / scale / table.unit : 0,
  );
  return like(joint, [table.rows, table.columns], gradient);
}

/** The sum of the known variable's line in which a cell stands. */
function knownSums(
  { columns, rowSums, columnSums }: JointTable,
  options: ConditionalEntropyOptions,
): (cell: number) => Twofold {
  checkOptions(options, CONDITIONAL_OPTIONS);
  return readChoice<Given>(GIVEN, options.given) === 'rows'
    ? (cell) => rowSums[Math.floor(cell / columns)]
    : (cell) => columnSums[cell % columns];
}
