import { grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { dataError } from './bytes.js';
import { type Cells, isMissing } from './cells.js';
import { sortClasses } from './classLabels.js';

/** A column by its name, or by its place in the table, from 0. */
export type ColumnName = string | number;

/** What a configuration says of the columns of a table. */
export interface TableOptions {
  /** The column of the labels. */
  target?: ColumnName;
  /** Columns that are no features. */
  leaveOut?: ColumnName[];
  /** Columns of words, each of which becomes one column a word; `true` is all of them. */
  oneHot?: ColumnName[] | true;
  /** Rows are pictures of this height and width. */
  imageShape?: [number, number];
}

/** What a configuration says of how the items of its files are to be taken. */
export interface DataOptions extends TableOptions {
  /** Whether the three (or one) channels of images stand before or after height and width, where the shape tells not. */
  channels?: 'first' | 'last';
  /** `legacy`: axes are not told apart, as version 0.1.0 did not. */
  scale?: string;
  /** What the classes of labels 0, 1, 2 and so on are called. */
  classNames?: string[];
}

/** A column of the file that is a feature, or one feature a word. */
export interface FeatureColumn {
  /** Its place in the file, from 0. */
  column: number;
  name: string;
  /** The words of a column that became one feature a word, in order. */
  words?: readonly string[];
}

/** What a column, an array or a key of labels is called. */
export const labelNames = ['labels', 'label', 'classes', 'class', 'targets', 'target', 'y', 'y_train'];
export const isLabelName = (name: string): boolean => labelNames.includes(name.trim().toLowerCase());

/** What a column without a name is called, as scikit-learn calls it. */
export const nameOf = ({ names }: Pick<Cells, 'names'>, column: number): string => names[column] || `x${column}`;

/** The place of a column; throws `option` where there is none, or more than one. */
export function columnAt({ names, width, file }: Cells, given: ColumnName, argument: string): number {
  const at = typeof given === 'number' ? given : names.indexOf(given);
  if (typeof given === 'string' && names.lastIndexOf(given) !== at)
    throw new CoreError('option', `${JSON.stringify(given)}, a name that stands twice in ${file}`, `a place, from 0`, {
      argument,
    });
  if (at >= 0 && at < width) return at;
  const all = names.slice(0, 30).join(', ');
  const expected =
    typeof given === 'number' || names.length === 0
      ? `a place from 0 to ${grouped(width - 1)} in ${file}`
      : `a column of ${file}: ${all}${names.length > 30 ? ', …' : ''}`;
  throw new CoreError('option', JSON.stringify(given), expected, { argument });
}

/** The column of the labels: as it is said, by its name, else the last one where the labels stand in this file; or -1. */
export function targetOf(cells: Cells, said: DataOptions, labelsHere: boolean): number {
  if (said.target !== undefined && labelsHere) return columnAt(cells, said.target, 'data.target');
  const [named] = namedTargets(cells, said, labelsHere);
  return named ?? (labelsHere ? cells.width - 1 : -1);
}

/**
 * The columns that are called as labels are and not left out, by the order of these names. A `y` beside an `x` is a coordinate, unless it is
 * the last column and the labels stand in this file.
 */
export function namedTargets(cells: Cells, said: DataOptions, labelsHere: boolean): number[] {
  const { names, index, width } = cells;
  const isLegacy = said.scale === 'legacy';
  const without = (said.leaveOut ?? []).map((name) => columnAt(cells, name, 'data.leaveOut'));
  const lower = names.map((name) => name.trim().toLowerCase());
  const isCoordinate = (at: number): boolean =>
    lower[at] === 'y' && lower.includes('x') && !(labelsHere && at === width - 1) && !isLegacy;
  return labelNames
    .map((name) => lower.indexOf(name))
    .filter((at) => at >= index && !without.includes(at) && !isCoordinate(at));
}

/** The columns that are features; those of words that are asked for with their words, or with those of `like`. */
export function featureColumns(
  cells: Cells,
  target: number,
  { leaveOut = [], oneHot = [] }: TableOptions,
  like?: readonly FeatureColumn[],
): FeatureColumn[] {
  const without = new Set([target, ...leaveOut.map((name) => columnAt(cells, name, 'data.leaveOut'))]);
  const asked = oneHot === true ? null : new Set(oneHot.map((name) => columnAt(cells, name, 'data.oneHot')));
  const columns: FeatureColumn[] = [];
  let features = 0;
  const before = like && new Map(like.map((each) => [each.name, each]));
  for (let column = cells.index; column < cells.width; column++) {
    if (without.has(column)) continue;
    const name = nameOf(cells, column);
    const known = before?.get(name);
    const isWords = known ? known.words !== undefined : asked ? asked.has(column) : holdsWords(cells, column);
    const words = isWords ? (known?.words ?? wordsOf(cells, column)) : undefined;
    features += words?.length ?? 1;
    if (features > limits.columns)
      throw dataError(cells.file, `more than ${grouped(limits.columns)} features`, `at most so many, one a word`);
    columns.push(words ? { column, name, words } : { column, name });
  }
  return columns;
}

/** Whether a text is a word: neither missing, nor written like a number as some program writes it. */
export const isWord = (text: string): boolean => !isMissing(text) && !/^[+-]?(?:[\d.,]|inf)/i.test(text);

/** Whether a column has words in it, and no number. */
function holdsWords(cells: Cells, column: number): boolean {
  let found = false;
  for (let row = 0; row < cells.count; row++) {
    if (!Number.isNaN(cells.number(row, column))) return false;
    found ||= isWord(cells.sample(row, column));
  }
  return found;
}

/** The different texts of a column, sorted; throws where there are more than classes may be, or one is missing. */
export function wordsOf(cells: Cells, column: number): string[] {
  const found = new Set<string>();
  for (let row = 0; row < cells.count; row++) {
    const word = cells.text(row, column);
    if (isMissing(word)) throw missingIn(cells, row, column);
    if (found.size === limits.classes && !found.has(word))
      throw dataError(
        cells.place(row, column),
        `more than ${limits.classes} different texts in column ${JSON.stringify(nameOf(cells, column))}`,
        'at most so many, or data.leaveOut with it',
      );
    found.add(word);
  }
  return sortClasses([...found]);
}

/** How many words a message names. */
const NAMED = 6;

/** The error of a cell that is no number: what is missing, or the words of its column and the way. */
export function noNumber(cells: Cells, row: number, column: number): CoreError {
  const sample = cells.sample(row, column);
  if (isMissing(sample)) return missingIn(cells, row, column);
  if (!isWord(sample)) return dataError(cells.place(row, column), cells.quote(row, column), 'a finite number');
  const name = JSON.stringify(nameOf(cells, column));
  const words = new Set<string>();
  for (let at = 0; at < cells.count && words.size <= NAMED; at++) {
    const isNumber = !Number.isNaN(cells.number(at, column));
    if (isNumber)
      return dataError(
        cells.place(row, column),
        `${cells.quote(row, column)} in column ${name} of numbers`,
        'a finite number',
      );
    words.add(cells.sample(at, column));
  }
  const shown = [...words].slice(0, NAMED).map((word) => JSON.stringify(word));
  const all = `${shown.join(', ')}${words.size > NAMED ? ', …' : ''}`;
  return dataError(
    cells.place(row, column),
    `${cells.quote(row, column)} in column ${name}, which holds words (${all})`,
    `a finite number, or data.oneHot or data.leaveOut with ${name}`,
  );
}

function missingIn(cells: Cells, row: number, column: number): CoreError {
  const name = JSON.stringify(nameOf(cells, column));
  const sample = cells.sample(row, column);
  return dataError(
    cells.place(row, column),
    `${sample === '' ? 'nothing' : `${JSON.stringify(sample)}, a missing value,`} in column ${name}`,
    `a finite number: fill it in, leave out the row, or the column by data.leaveOut`,
  );
}

/** Whether a column holds whole numbers none of which comes twice, as one that numbers the rows does. */
export function numbersRows(cells: Pick<Cells, 'count' | 'number'>, column: number): boolean {
  const found = new Float64Array(cells.count);
  for (let row = 0; row < cells.count; row++) {
    const x = cells.number(row, column);
    if (!Number.isSafeInteger(x)) return false;
    found[row] = x;
  }
  found.sort();
  for (let i = 1; i < found.length; i++) if (found[i] === found[i - 1]) return false;
  return true;
}

/**
 * The picture that the names of columns tell of: `pixel0` and on of a square number, `pixel_0_0` or `1x1` and on, row by
 * row. Null where they tell of none.
 */
export function namedPicture(names: readonly string[]): [number, number] | null {
  const places = names.map((name) => /^(?:pixel[ _-]?)?(\d{1,4})[x_](\d{1,4})$/i.exec(name.trim()));
  const last = places.at(-1);
  if (last && places.every((place) => place !== null)) {
    const [top, left] = [Number(places[0][1]), Number(places[0][2])];
    const [height, width] = [Number(last[1]) - top + 1, Number(last[2]) - left + 1];
    const inOrder = (place: RegExpExecArray | null, i: number): boolean =>
      Number(place![1]) - top === Math.floor(i / width) && Number(place![2]) - left === i % width;
    return height * width === names.length && places.every(inOrder) ? [height, width] : null;
  }
  const numbers = names.map((name) => Number(/^pixel[ _-]?(\d{1,8})$/i.exec(name.trim())?.[1] ?? NaN));
  const side = Math.sqrt(names.length);
  if (names.length < 4 || !Number.isInteger(side)) return null;
  return numbers.every((at, i) => at === numbers[0] + i) ? [side, side] : null;
}
