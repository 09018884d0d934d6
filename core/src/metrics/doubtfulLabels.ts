import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { checkOptions, readChoice, type ChoiceOption } from '../numeric/option.js';
import { sum } from '../numeric/sum.js';
import { readDistributions } from '../probability/distribution.js';
import type { TensorLike } from '../tensor/tensor.js';
import { confidentJoint } from './confidentJoint.js';
import { checkClasses } from './labels.js';
import { MOST_CLASSES } from './tally.js';

/** An item whose given label its probabilities contradict. */
export interface DoubtfulLabel {
  /** Row of the probabilities. */
  index: number;
  given: number;
  suggested: number;
  /** Probability of the given and of the suggested class. */
  confidence: number;
  probability: number;
  /** Probability of the given class less the greatest of the others, -1 to 1. */
  margin: number;
}

export interface DoubtfulLabels {
  /** Most doubtful first. */
  items: DoubtfulLabel[];
  /** How sure one is of each class where it is the given one, on average; null for a class without items. */
  thresholds: (number | null)[];
  /** Items by given class (rows) and the class that they are confidently of (columns); not each item is counted. */
  joint: number[][];
  /** The same, calibrated: its rows sum to the items of each given class. */
  estimated: number[][];
  /** How many labels are estimated to be wrong: all of `estimated` but its diagonal. */
  errors: number;
}

const ORDER = {
  kind: 'choice',
  name: 'order',
  title: 'By what the most doubtful are first',
  default: 'confidence',
  choices: ['confidence', 'margin'],
} as const satisfies ChoiceOption;

/**
 * Labels that are probably wrong, by confident learning: items that are confidently of another class than they are
 * labelled. The probabilities have to be out of sample, from a model that never saw the item: one that was trained on a
 * wrong label believes it.
 *
 * Formula: `t_j` is the mean of `p_j` over the items labelled `j`. An item labelled `i` counts in `C[i][j]` where `j` has
 * the greatest `p_j` of all classes with `p_j >= t_j (1 - 1e-12)` (the first of several): a constant prediction reaches
 * its own mean, however that is rounded. What is counted off the diagonal is
 * doubtful. `estimated[i][j] = C[i][j] / sum_j C[i][j] * n_i`.
 * Takes `n` class indices and `n * classes` probabilities. The order is by `confidence`, or by `margin` where that is
 * asked for, least first, then by index. A class of which no item is confident counts as all right.
 * Throws what `crossEntropy` does for rows that are no distribution, `shape` where lengths differ, `range` for a label
 * that is no class, `limit` above 4,096 classes, `option`.
 * @example doubtfulLabels([0, 1, 0], [[0.9, 0.1], [0.2, 0.8], [0.1, 0.9]]).items[0].index // 2
 * Source: Northcutt, Jiang and Chuang, Confident learning: estimating uncertainty in dataset labels (2021).
 */
export function doubtfulLabels(
  labels: ArrayLike<number>,
  probabilities: TensorLike,
  options: { order?: 'confidence' | 'margin' } = {},
): DoubtfulLabels {
  checkOptions(options, [ORDER]);
  const order = readChoice<'confidence' | 'margin'>(ORDER, options.order);
  const { rows, data } = readDistributions(probabilities, 'probabilities', { unnormalised: 'error', atMost1: true });
  const { classes } = rows;
  if (rows.shape.length !== 2 || rows.count !== labels.length)
    throw new CoreError('shape', `[${rows.shape.join(', ')}]`, `[${labels.length}, classes], a row a label`, {
      argument: 'probabilities',
    });
  if (classes > MOST_CLASSES)
    throw new CoreError('limit', counted(classes, 'class', 'classes'), `at most ${grouped(MOST_CLASSES)}`, {
      argument: 'probabilities',
    });
  checkClasses(labels, classes);
  const { thresholds, joint, confident } = confidentJoint(labels, data, classes);
  const items: DoubtfulLabel[] = [];
  confident.forEach((suggested, index) => {
    const given = labels[index];
    if (suggested < 0 || suggested === given) return;
    const row = Array.from(data.subarray(index * classes, (index + 1) * classes));
    const other = Math.max(...row.filter((_, k) => k !== given));
    const confidence = row[given];
    items.push({ index, given, suggested, confidence, probability: row[suggested], margin: confidence - other });
  });
  items.sort((a, b) => a[order] - b[order] || a.index - b.index);
  const support = new Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) support[labels[i]]++;
  const estimated = joint.map((row, i) => {
    // At least one: of a class with items, the surest is confidently of some class.
    const counted = sum(row);
    return row.map((n) => (counted > 0 ? (n / counted) * support[i] : 0));
  });
  const errors = sum(estimated.map((row, i) => sum(row.filter((_, j) => j !== i))));
  return { items, thresholds, joint, estimated, errors };
}
