import { counted, grouped, tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { checkOptions, readChoice, type ChoiceOption } from '../numeric/option.js';
import { toTensor, type NestedNumbers, type NumericArray, type Tensor } from '../tensor/tensor.js';
import {
  checkSameLength,
  LabelIndex,
  labelValues,
  quoteLabel,
  sortLabels,
  type Label,
  type LabelVector,
} from './labels.js';
import type { LabelCounter } from './labelCounter.js';
import { MOST_CLASSES, tally } from './tally.js';

/** How often a class was read as another: `counts[i][j]` items of class `labels[i]` were read as `labels[j]`. */
export interface ConfusionMatrix {
  readonly labels: readonly Label[];
  /** Actual on the rows, predicted on the columns. */
  readonly counts: readonly (readonly number[])[];
  /** Items left out because a label of theirs is not listed; present only with `unlisted: 'drop'`. */
  readonly dropped?: number;
}

export interface ConfusionOptions {
  /** The classes and their order; by default all that appear, sorted. */
  labels?: readonly Label[];
  /** What becomes of an item with a label that is not in `labels`; default `error`. */
  unlisted?: Unlisted;
  /** Counts typed arrays faster, to the same counts. */
  counter?: LabelCounter;
}

type Unlisted = 'error' | 'drop';

const UNLISTED = {
  kind: 'choice',
  name: 'unlisted',
  title: 'What becomes of an item with an unlisted label',
  default: 'error',
  choices: ['error', 'drop'],
} as const satisfies ChoiceOption<Unlisted>;

/**
 * Counts how each class was read.
 *
 * Formula: `counts[i][j] = #{k : actual[k] = labels[i], predicted[k] = labels[j]}`; rows are actual, columns predicted.
 * Takes two vectors of `n` labels, whole numbers, strings or booleans, all of one kind; gives whole counts.
 * Classes that are listed but never seen keep a row and a column of zeros; empty vectors need `labels`.
 * As scikit-learn's, except that an item whose label is not listed is an error, or with `unlisted: 'drop'` is counted
 * in `dropped`: scikit-learn leaves it out in silence.
 * Throws `shape` for vectors of two lengths, `range` or `notFinite` for a number that is not whole, `data` for mixed
 * kinds or an unlisted label, `empty` for nothing to count, `limit` above 4,096 classes, `option`.
 * @example confusionMatrix([0, 0, 1], [0, 1, 1]).counts // [[1, 1], [0, 1]]
 * Source: scikit-learn's `confusion_matrix`.
 */
export function confusionMatrix(
  actual: LabelVector,
  predicted: LabelVector,
  options: ConfusionOptions = {},
): ConfusionMatrix {
  checkOptions(options, ['labels', UNLISTED, 'counter']);
  const unlisted = readChoice(UNLISTED, options.unlisted);
  const a = labelValues(actual, 'actual');
  const p = labelValues(predicted, 'predicted');
  checkSameLength(a, p, 'actual', 'predicted');
  const seen = tally(a, p, options.counter);
  const index = indexLabels(options.labels ?? sortLabels([...seen.labels]));
  const { labels } = index;
  const place = seen.labels.map((label) => index.find(label));
  const counts = labels.map(() => Array.from(labels, () => 0));
  let dropped = 0;
  seen.counts.forEach((count, cell) => {
    const i = place[Math.floor(cell / place.length)];
    const j = place[cell % place.length];
    if (i < 0 || j < 0) dropped += count;
    else counts[i][j] = count;
  });
  if (unlisted === 'drop') return { labels, counts, dropped };
  if (dropped > 0) {
    checkListed(index, a, 'actual');
    checkListed(index, p, 'predicted');
  }
  return { labels, counts };
}

/**
 * A confusion matrix from counts that stand ready: flat, `classes * classes` row by row, or nested; actual on the rows.
 * Without `labels` the classes are 0, 1, ... Throws `shape` where the counts are not square or the labels do not fit,
 * `negative` or `notFinite` where a cell is not a count.
 * @example confusionFromCounts(Uint32Array.of(5, 1, 0, 4)).counts // [[5, 1], [0, 4]]
 */
export function confusionFromCounts(
  counts: NumericArray | Tensor | NestedNumbers,
  labels?: readonly Label[],
): ConfusionMatrix {
  const { shape, data } = toTensor(counts, 'counts');
  const size = shape.length === 1 ? Math.round(Math.sqrt(data.length)) : shape[0];
  if (shape.length > 2 || size * size !== data.length || (labels !== undefined && labels.length !== size))
    throw new CoreError(
      'shape',
      `shape ${tuple(shape)}${labels ? ` for ${counted(labels.length, 'label')}` : ''}`,
      'classes * classes counts',
      { argument: 'counts' },
    );
  const names = indexLabels(labels ?? Array.from({ length: size }, (_, i) => i)).labels;
  const rows = names.map((_, i) => {
    const row: number[] = [];
    for (let j = 0; j < size; j++) {
      checkCount(data[i * size + j], i, j);
      row.push(data[i * size + j]);
    }
    return row;
  });
  return { labels: names, counts: rows };
}

/** Throws unless `count` is a finite number from 0 up. */
export function checkCount(count: unknown, row: number, column: number): void {
  if (typeof count === 'number' && count >= 0 && count < Infinity) return;
  const code = typeof count !== 'number' ? 'shape' : count < 0 ? 'negative' : 'notFinite';
  throw new CoreError(code, String(count), 'a count from 0 up', { argument: 'counts', path: [row, column] });
}

/** The classes in their order; throws where there are none, too many, or one stands twice. */
export function indexLabels(labels: readonly Label[]): LabelIndex {
  const place = { argument: 'labels' };
  if (labels.length === 0) throw new CoreError('empty', 'no labels', 'at least one class', place);
  if (labels.length > MOST_CLASSES)
    throw new CoreError('limit', counted(labels.length, 'class', 'classes'), `at most ${grouped(MOST_CLASSES)}`, place);
  const index = new LabelIndex();
  labels.forEach((label, i) => {
    if (index.add(label, 'labels', i) !== i)
      throw new CoreError('option', `${quoteLabel(label)} again`, 'each label once', { ...place, path: [i] });
  });
  return index;
}

/** Throws `data` at the first label that is not in the index. */
function checkListed(index: LabelIndex, vector: ArrayLike<Label>, argument: string): void {
  for (let k = 0; k < vector.length; k++)
    if (index.find(vector[k]) < 0) {
      const classes = index.labels.slice(0, 20).map(quoteLabel).join(', ');
      throw new CoreError('data', `the label ${quoteLabel(vector[k])}`, `one of ${classes}`, { argument, path: [k] });
    }
}
