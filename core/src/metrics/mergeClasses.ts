import { CoreError } from '../numeric/error.js';
import { indexLabels, type ConfusionMatrix } from './confusionMatrix.js';
import { quoteLabel, type Label, type LabelIndex } from './labels.js';
import { marginals } from './marginals.js';

/**
 * Gives the confusion matrix that counting with merged classes would give: what accuracy becomes if a 4 and a 9 are one.
 *
 * Formula: `merged[g][h] = sum of counts[i][j]` over the classes `i` of group `g` and `j` of group `h`.
 * Takes a confusion matrix and groups of its labels; a class in no group stays as it is. A group stands where its first
 * class stood and is named by all of them, such as `4+9`; a group of one keeps its label. Where any name is made, all
 * labels of the result are strings.
 * Throws `option` for a label that is unknown or stands in two groups and for a made name that is a label already, `empty`
 * for a group of none.
 * @example mergeClasses(confusionFromCounts([[5, 1, 0], [2, 4, 0], [0, 0, 3]]), [[0, 1]]).counts // [[12, 0], [0, 3]]
 * Source: the course.
 */
export function mergeClasses(cm: ConfusionMatrix, groups: readonly (readonly Label[])[]): ConfusionMatrix {
  const { members, counts } = mergeCounts(cm, groups);
  const merges = members.length < cm.labels.length;
  const labels = members.map((old) => (merges ? old.map((i) => cm.labels[i]).join('+') : cm.labels[old[0]]));
  indexLabels(labels);
  return { labels, counts };
}

/** The counts of `mergeClasses`, and for each merged class the indices of the old ones. */
export function mergeCounts(
  cm: ConfusionMatrix,
  groups: readonly (readonly Label[])[],
): { members: number[][]; counts: number[][] } {
  const { size } = marginals(cm);
  const index = indexLabels(cm.labels);
  const groupOf = new Map<number, number>();
  groups.forEach((group, g) => {
    if (group.length === 0)
      throw new CoreError('empty', 'a group of no classes', 'at least one', { argument: 'groups', path: [g] });
    group.forEach((label, k) => {
      const i = findLabel(index, label, 'groups', [g, k]);
      if (groupOf.has(i))
        throw new CoreError('option', `${quoteLabel(label)} again`, 'each class in one group', {
          argument: 'groups',
          path: [g, k],
        });
      groupOf.set(i, g);
    });
  });
  // Each merged class is the list of the old ones, in the order of their first.
  const members: number[][] = [];
  const target: number[] = [];
  const placeOfGroup = new Map<number, number>();
  for (let i = 0; i < size; i++) {
    const g = groupOf.get(i);
    const place = (g === undefined ? undefined : placeOfGroup.get(g)) ?? members.push([]) - 1;
    if (g !== undefined) placeOfGroup.set(g, place);
    members[place].push(i);
    target.push(place);
  }
  const counts = members.map(() => members.map(() => 0));
  cm.counts.forEach((row, i) => row.forEach((count, j) => (counts[target[i]][target[j]] += count)));
  return { members, counts };
}

/** The index of a label of the matrix; throws `option` where it has none such. */
export function findLabel(index: LabelIndex, label: Label, argument: string, path: number[] = []): number {
  const i = index.find(label);
  if (i < 0)
    throw new CoreError(
      'option',
      `the label ${quoteLabel(label)}`,
      `one of ${index.labels.map(quoteLabel).join(', ')}`,
      { argument, path },
    );
  return i;
}
