import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { checkOptions } from '../numeric/option.js';
import { dataError, type Inflate, type NamedBytes } from '../data/bytes.js';
import { readColumns } from './columns.js';
import { extraColumns } from './extras.js';
import { classesOf, indicesOf } from './labels.js';
import { rolesOf } from './roles.js';
import { argmax, readScores } from './scores.js';
import { checkCounts, type PredictionChoices, type PredictionQuestion, type Predictions, Unanswered } from './types.js';

/** Every choice that there is. */
const CHOICES = {
  header: true,
  actual: true,
  predicted: true,
  scores: true,
  scoreKind: true,
  classes: true,
  positive: true,
  normalize: true,
} satisfies Record<keyof PredictionChoices, true>;

/**
 * Reads what a model said of labelled items: labels beside predictions, or beside probabilities or logits, from one
 * file or several. JSON (lists by name, a list of objects, or one list), JSON Lines (an object a line), CSV (`label,prediction`, `label,p0,p1`,
 * `label,prob_cat,prob_dog`), NPY (by the file's name) and NPZ, gzipped or not. Names of the classes come from a list
 * called `classes`, from `prob_cat` and its like, or from the labels, sorted as scikit-learn's; with scores, whole
 * numbers are class indices. Where scores stand alone the class of the greatest is the prediction. Labels are texts as they
 * stand; a probability that misses 0 or 1 by rounding is taken as it, and counted; sums that miss 1 by no more than the decimals that are written explain are taken as they
 * stand, and told. Columns beside these are kept as texts, each with at most `LONGEST` bytes.
 * A question comes back where only a person can tell; called again with the answer among the choices it goes on.
 * Throws `data` with file and row or line: unequal counts, a class that is not one, NaN, what is no probability.
 */
export function readPredictions(
  files: readonly NamedBytes[],
  inflate: Inflate,
  choices: PredictionChoices = {},
): Predictions | PredictionQuestion {
  checkOptions(choices, Object.keys(CHOICES));
  try {
    return assemble(files, inflate, choices);
  } catch (error) {
    if (error instanceof Unanswered) return error.question;
    throw error;
  }
}

function assemble(files: readonly NamedBytes[], inflate: Inflate, choices: PredictionChoices): Predictions {
  const read = files.map((file) => readColumns(file, inflate, choices));
  const listed = read.find(({ classes }) => classes)?.classes ?? choices.classes ?? null;
  const columns = read.flatMap((each) => each.columns);
  const { actual, predicted, scores: scored, scoreKind } = rolesOf(columns, choices);
  if (actual.rows === 0) throw dataError(actual.id, 'no labels', 'one or more');
  if (actual.rows > limits.predictions)
    throw dataError(actual.id, counted(actual.rows, 'label'), `at most ${grouped(limits.predictions)}`);
  const numbers = actual.rows * (scored?.width ?? 1);
  if (numbers > limits.elements)
    throw dataError(scored?.id ?? '', counted(numbers, 'score'), `at most ${grouped(limits.elements)}`);
  if (predicted) checkCounts(predicted, actual, 'predictions');
  if (scored) checkCounts(scored, actual, 'rows of scores');
  const scores = scored && readScores(scored, scoreKind, choices);
  const labels = classesOf({ actual, predicted, scores, scored, listed, choices });
  const indices = indicesOf(actual, labels);
  const beside = [...read.flatMap((each) => each.numbering), ...columns];
  const { extras, leftOut } = extraColumns(beside, actual.rows, [actual, predicted, scored]);
  const { classes } = labels;
  return {
    kind: 'predictions',
    classes: [...classes],
    actual: indices,
    predicted: predicted ? indicesOf(predicted, labels) : argmax(scores!),
    scores: scores && { kind: scores.kind, data: scores.data },
    normalized: scores?.normalized ?? 0,
    rounded: scores?.rounded ?? 0,
    sums: scores?.sums ?? null,
    extras,
    leftOut,
    from: { actual: actual.id, predicted: predicted?.id ?? null, scores: scored?.id ?? null },
  };
}
