import { dataError, grouped } from './bytes.js';
import type { Scores } from './predictionScores.js';
import { type Cell, type Column, placeOf, type PredictionChoices, quoteCell, Unanswered } from './predictionTypes.js';

const MOST = 256;

/** The classes, and how a cell names one: by its index, or by its name. */
export interface Labels {
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
  const numeric = columns.every(({ cells }) => Array.from<Cell>(cells).every(isNumber));
  const heads = scores?.heads && !scores.heads.every((head, c) => head === String(c)) ? scores.heads : null;
  const names = heads ?? listed;
  if (scores && scored && names && names.length !== scores.width)
    throw dataError(scored.id, `${scores.width} scores a row`, `${names.length}, one for each class`);
  if (heads && listed && !heads.every((head) => listed.includes(head)))
    throw dataError(scored?.id ?? '', `scores of ${some(heads)}`, `scores of ${some(listed)}`);
  if (names) return limited({ classes: names, byIndex: numeric && !names.every((name) => isNumber(name)) });
  const found = distinct(columns, numeric);
  if (!scores) return limited({ classes: found.map(String), byIndex: false });
  if (scored?.width === null) return binary(scored, found.map(String), numeric, choices);
  if (!numeric) throw new Unanswered({ ask: 'classes', found: found.map(String), count: scores.width });
  return limited({ classes: Array.from({ length: scores.width }, (_, c) => String(c)), byIndex: true });
}

/** A single probability is of class 1 where the labels are 0 and 1; of any other two it is asked. */
function binary({ id }: Column, found: string[], numeric: boolean, { positive }: PredictionChoices): Labels {
  if (numeric && found.every((label) => label === '0' || label === '1')) return { classes: ['0', '1'], byIndex: true };
  if (found.length !== 2)
    throw dataError(id, `one probability a row for ${found.length} classes (${some(found)})`, 'two classes');
  if (positive === undefined || !found.includes(positive))
    throw new Unanswered({ ask: 'positive', column: id, classes: found });
  return { classes: [found.find((label) => label !== positive)!, positive], byIndex: false };
}

/** The class index of each row. */
export function indicesOf(column: Column, { classes, byIndex }: Labels): Uint8Array {
  const index = new Map(classes.map((name, i) => [byIndex ? String(i) : name, i]));
  return Uint8Array.from({ length: column.rows }, (_, row) => {
    const cell = column.cells[row];
    const at = index.get(isNumber(cell) ? String(Number(cell)) : String(cell)) ?? index.get(String(cell));
    if (at !== undefined && cell !== null && cell !== '') return at;
    const expected = byIndex ? `a class from 0 to ${classes.length - 1}` : `one of ${some(classes)}`;
    throw dataError(placeOf(column, row), isEmpty(cell) ? 'nothing' : `the class ${quoteCell(cell)}`, expected);
  });
}

/** All that appear: numbers in numeric order, else by code unit, as scikit-learn has them. */
function distinct(columns: readonly Column[], numeric: boolean): (string | number)[] {
  const found = new Set<string | number>();
  const [{ cells: first }] = columns;
  for (const column of columns)
    for (let row = 0; row < column.rows; row++) {
      const cell = column.cells[row];
      if (isEmpty(cell)) throw dataError(placeOf(column, row), quoteCell(cell), 'a label');
      if (!numeric && typeof cell !== typeof first[0])
        throw dataError(
          placeOf(column, row),
          `the ${typeof cell} ${quoteCell(cell)}`,
          `a ${typeof first[0]}, as the first label`,
        );
      if (numeric && !Number.isInteger(Number(cell)))
        throw dataError(placeOf(column, row), `the label ${quoteCell(cell)}`, 'a whole number or a text');
      found.add(numeric ? Number(cell) : String(cell));
    }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

const isEmpty = (cell: Cell): boolean => cell === null || cell === '' || Number.isNaN(cell);

function isNumber(cell: Cell): boolean {
  return typeof cell === 'number' || (typeof cell === 'string' && cell.trim() !== '' && Number.isFinite(Number(cell)));
}

function limited(labels: Labels): Labels {
  if (labels.classes.length <= MOST) return labels;
  throw dataError('classes', `${grouped(labels.classes.length)} different labels`, `at most ${MOST} classes`);
}

const some = (names: readonly string[]): string =>
  names.slice(0, 12).map(quoteCell).join(', ') + (names.length > 12 ? ', …' : '');
