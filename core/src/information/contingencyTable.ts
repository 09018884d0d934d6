import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import {
  checkSameLength,
  LabelIndex,
  labelValues,
  sortLabels,
  type Label,
  type LabelVector,
} from '../metrics/labels.js';

/** How often each label goes with each group. */
export interface ContingencyTable {
  /** The names of the rows and of the columns, sorted. */
  readonly labels: readonly Label[];
  readonly groups: readonly Label[];
  readonly counts: number[][];
}

/**
 * Counts how often each label goes with each group: the joint table of two sequences.
 *
 * `counts[i][j] = #{k : labels[k] = label i, groups[k] = group j}`. Shapes: two vectors of n labels, whole numbers, strings
 * or booleans; the two may be of different kinds.
 * Throws, naming the place: `shape` for two lengths, `empty`, `range` for a number that is not whole, `notFinite`, `data` for
 * mixed kinds, `limit` above four million cells.
 *
 * @example contingencyTable(['a', 'a', 'b'], [0, 1, 1]).counts // [[1, 1], [0, 1]]
 * Source: scikit-learn, `contingency_matrix`.
 */
export function contingencyTable(labels: LabelVector, groups: LabelVector): ContingencyTable {
  const a = encodeLabels(labels, 'labels');
  const b = encodeLabels(groups, 'groups');
  checkSameLength(a.codes, b.codes, 'labels', 'groups');
  if (a.codes.length === 0) throw new CoreError('empty', 'no labels', 'at least one', { argument: 'labels' });
  if (a.names.length * b.names.length > MOST_CELLS)
    throw new CoreError(
      'limit',
      `${counted(a.names.length, 'label')} and ${counted(b.names.length, 'group')}`,
      `at most ${grouped(MOST_CELLS)} cells`,
      { argument: 'groups' },
    );
  const counts = a.names.map(() => b.names.map(() => 0));
  a.codes.forEach((code, k) => counts[code][b.codes[k]]++);
  return { labels: a.names, groups: b.names, counts };
}

const MOST_CELLS = 2 ** 22;

/** The distinct labels in order, and the place of each item's among them. */
export function encodeLabels(vector: LabelVector, argument: string): { names: Label[]; codes: Int32Array } {
  const index = new LabelIndex();
  const seen = Int32Array.from(labelValues(vector, argument) as ArrayLike<Label>, (label, k) =>
    index.add(label, argument, k),
  );
  const names = sortLabels([...index.labels]);
  const order = new LabelIndex();
  names.forEach((name, k) => order.add(name, argument, k));
  const place = index.labels.map((label) => order.find(label));
  return { names, codes: seen.map((code) => place[code]) };
}
