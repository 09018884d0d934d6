import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError } from '../data/bytes.js';
import { ClassNames, isNoLabel, missingAmong, sortClasses, wholeTexts } from '../data/classLabels.js';
import { numberIn } from '../data/decimalNumber.js';
import type { Cell } from './cells.js';
import type { Scores } from './scores.js';
import { type Column, placeOf, type PredictionChoices, quoteCell, Unanswered } from './types.js';

/** The classes, and how a cell names one: by its index, or by its name. */
interface Labels {
  classes: readonly string[];
  byIndex: boolean;
}

interface Known {
  actual: Column;
  predicted: Column | null;
  scores: Scores | null;
  scored: Column | null;
  /** Names that a file or a person gave. */
  listed: readonly string[] | null;
  choices: PredictionChoices;
}

/** The classes of labels, predictions and scores together. */
export function classesOf({ actual, predicted, scores, scored, listed, choices }: Known): Labels {
  const columns = predicted ? [actual, predicted] : [actual];
  const numeric = columns.every(isNumeric);
  const heads = scores?.heads && !scores.heads.every((head, c) => head === String(c)) ? scores.heads : null;
  const names = heads ?? listed;
  if (scores && scored && names && names.length !== scores.width)
    throw dataError(scored.id, `${counted(scores.width, 'score')} a row`, `${names.length}, one for each class`);
  const count = Math.max(names?.length ?? 0, scores?.width ?? 0);
  if (count > limits.predictedClasses)
    throw dataError(
      (scored ?? actual).id,
      counted(count, 'class', 'classes'),
      `at most ${grouped(limits.predictedClasses)}`,
    );
  if (heads && listed && !heads.every((head) => listed.includes(head)))
    throw dataError(scored?.id ?? '', `scores of ${some(heads)}`, `scores of ${some(listed)}`);
  if (names) return { classes: names, byIndex: numeric && !names.every((name) => Number.isFinite(numberIn(name))) };
  const found = distinct(columns, numeric);
  if (predicted && !numeric) checkAlike(actual, predicted);
  if (!scores) return { classes: found, byIndex: false };
  if (scored?.width === null) return binary(scored, found, numeric, choices);
  if (!numeric) throw new Unanswered({ ask: 'classes', found, count: scores.width });
  return { classes: Array.from({ length: scores.width }, (_, c) => String(c)), byIndex: true };
}

/** A single probability is of class 1 where the labels are 0 and 1; of any other two it is asked. */
function binary({ id }: Column, found: string[], numeric: boolean, { positive }: PredictionChoices): Labels {
  if (numeric && found.every((label) => label === '0' || label === '1')) return { classes: ['0', '1'], byIndex: true };
  if (found.length !== 2)
    throw dataError(
      id,
      `one probability a row for ${counted(found.length, 'class', 'classes')} (${some(found)})`,
      'two classes',
    );
  if (positive === undefined || !found.includes(positive))
    throw new Unanswered({ ask: 'positive', column: id, classes: found });
  return { classes: [found.find((label) => label !== positive)!, positive], byIndex: false };
}

/** The class index of each row. */
export function indicesOf(column: Column, { classes, byIndex }: Labels): Uint16Array {
  const truths = truthsOf(classes);
  const index = new Map(classes.map((name, i) => [byIndex ? String(truths?.[i] ?? i) : name, i]));
  const textOf = labelTexts(column);
  const indices = new Uint16Array(column.rows);
  for (let row = 0; row < column.rows; row++) {
    const cell = column.cells.get(row);
    const at = isEmpty(cell) ? undefined : index.get(textOf(row));
    if (at === undefined) {
      const expected = byIndex ? `a class from 0 to ${classes.length - 1}` : `one of ${some(classes)}`;
      throw dataError(placeOf(column, row), isEmpty(cell) ? 'nothing' : `the class ${quoteCell(cell)}`, expected);
    }
    indices[row] = at;
  }
  return indices;
}

/** Of the classes True and False, in whatever order, which number each is as a label; undefined of any others. */
function truthsOf(classes: readonly string[]): number[] | undefined {
  const truths = classes.map((name) => ['false', 'true'].indexOf(name.toLowerCase()));
  return truths.length === 2 && truths.includes(0) && truths.includes(1) ? truths : undefined;
}

/** All that appear, sorted. */
function distinct(columns: readonly Column[], numeric: boolean): string[] {
  const found = new ClassNames(columns[0].id, limits.predictedClasses);
  const first = typeof columns[0].cells.get(0);
  for (const column of columns) {
    const textOf = labelTexts(column);
    for (let row = 0; row < column.rows; row++) {
      const cell = column.cells.get(row);
      if (isEmpty(cell)) throw dataError(placeOf(column, row), quoteCell(cell), 'a label');
      if (!numeric && typeof cell !== first)
        throw dataError(
          placeOf(column, row),
          `the ${typeof cell} ${quoteCell(cell)}`,
          `a ${first}, as the first label`,
        );
      if (numeric && !Number.isInteger(column.cells.number(row)))
        throw dataError(placeOf(column, row), `the label ${quoteCell(cell)}`, 'a whole number or a text');
      found.indexOf(textOf(row));
    }
    const missing = missingAmong(found.names);
    for (let row = 0; missing !== undefined; row++)
      if (textOf(row) === missing)
        throw dataError(placeOf(column, row), `${quoteCell(missing)} among labels that are numbers`, 'a label');
  }
  return sortClasses(found.names);
}

/** Refuses labels that are numbers beside predictions that are words, or the other way round: not one can be right. */
function checkAlike(actual: Column, predicted: Column): void {
  const [numbers, words] = isNumeric(actual) ? [actual, predicted] : [predicted, actual];
  if (!isNumeric(numbers)) return;
  for (let row = 0; row < words.rows; row++) if (Number.isFinite(words.cells.number(row))) return;
  throw dataError(
    placeOf(predicted, 0),
    `the class ${quoteCell(predicted.cells.get(0))} beside labels such as ${quoteCell(actual.cells.get(0))}`,
    'classes called as the labels are',
  );
}

const labelTexts = ({ rows, cells }: Column): ((row: number) => string) =>
  wholeTexts({ count: rows, text: (row) => cells.text(row) });

const isEmpty = (cell: Cell): boolean =>
  cell === null || Number.isNaN(cell) || (typeof cell === 'string' && isNoLabel(cell));

function isNumeric({ rows, cells }: Column): boolean {
  for (let row = 0; row < rows; row++) if (!Number.isFinite(cells.number(row))) return false;
  return true;
}

const some = (names: readonly string[]): string =>
  names.slice(0, 12).map(quoteCell).join(', ') + (names.length > 12 ? ', …' : '');
