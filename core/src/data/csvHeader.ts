import { counted } from '../numeric/describe.js';
import { dataError } from './bytes.js';
import { isMissing as isNothing } from './cells.js';
import { numbersRows } from './columns.js';
import type { Table } from './csv.js';

/** What the first row is; where that is in doubt, the words that say why. */
type FirstRow = { is: 'names' | 'values' } | { is: 'doubt'; found: string; expected: string };

const ONE_KIND = 'names with letters, such as x1, x2, label: in place of this line if it names columns, else above it';
const NAMES_OR_ABOVE = 'a column called label, class, target or y if this line is names, else names above it';
const SAMPLE = 100;

/**
 * Whether the first row is names or values. Texts above numbers are names, and so is one that `isKnown` and that does
 * not come again below; but where a number stands beside them the row is in doubt, unless it is one of the numbers from 0
 * on by which pandas calls columns. A missing value, such as nothing, `NA` or `?`, is no name. All else is values: numbers,
 * and texts above texts, of which nothing tells; but where none of the first row comes again, and most of the second do,
 * the row is in doubt as well. Numbers from 0 on alone, three or more, are in doubt too.
 */
export function firstRow(table: Table, isKnown: (name: string) => boolean): FirstRow {
  const { width, rows } = table;
  let [numbers, texts, above, second, known, ordered] = [0, 0, -1, -1, -1, true];
  for (let j = 0; j < width; j++) {
    const x = table.number(0, j);
    if (!Number.isNaN(x)) ordered &&= x === numbers++;
    else if (!isMissing(table, 0, j)) {
      texts++;
      if (above < 0 && isNumeric(table, j, 1)) above = j;
      if (above < 0 && second < 0 && rows > 2 && isName(table, 1, j) && isNumeric(table, j, 2)) second = j;
      if (known < 0 && isKnown(table.text(0, j)) && !comesAgain(table, j)) known = j;
    }
  }
  const doubt = (found: string, expected = ONE_KIND): FirstRow => ({ is: 'doubt', found, expected });
  if (above < 0 && second >= 0 && numbers === 0 && !holdsNumber(table, 1))
    return doubt(`${table.quote(0, second)} above ${table.quote(1, second)} above numbers`, 'one line of names');
  const numbered = ordered && numbers > 0 && rows > 1;
  if (numbered && texts === 0 && numbers === width && width > 2)
    return doubt(`0, 1, 2 and so on, ${counted(width, 'number')} that may be names`);
  if (numbered && (texts === 0 ? numbers === width - 1 && isMissing(table, 0, 0) : texts === 1 && known >= 0))
    return { is: 'names' };
  const name = above >= 0 ? above : known;
  if (name < 0 && texts === width && standsAlone(table))
    return doubt(`${table.quote(0, 0)} and other words that do not come again below`, NAMES_OR_ABOVE);
  if (name < 0) return { is: 'values' };
  return numbers === 0 ? { is: 'names' } : doubt(`${table.quote(0, name)} beside numbers`);
}

/** The names of the columns. Throws `data` where one that `mustDiffer` stands twice. */
export function namesOf(table: Table, mustDiffer: (name: string) => boolean): string[] {
  const names: string[] = [];
  const found = new Set<string>();
  for (let j = 0; j < table.width; j++) {
    const name = table.text(0, j).trim();
    if (name !== '' && mustDiffer(name) && found.has(name))
      throw dataError(table.place(0, j), `the name ${JSON.stringify(name)} twice`, 'each name once');
    found.add(name);
    names.push(name);
  }
  return names;
}

/**
 * How many columns at the beginning only number the rows, as pandas writes its index: without a name, or called
 * `Unnamed: 0`, of whole numbers none of which comes twice. Throws `data` where one without a name is anything else.
 */
export function indexColumns(table: Table, names: readonly string[]): number {
  // Names of rows, as R writes them.
  if (table.hasRowNames) return 1;
  let count = 0;
  for (; count < names.length - 1 && /^(?:Unnamed: \d+)?$/.test(names[count]); count++)
    if (!numbersRows({ count: table.rows - 1, number: (row, column) => table.number(row + 1, column) }, count)) {
      if (names[count] !== '') break;
      throw dataError(table.place(0, count), 'a column without a name', 'a name, or the numbers of the rows below');
    }
  return count;
}

const isMissing = (table: Table, row: number, column: number): boolean => isNothing(table.sample(row, column));
const isName = (table: Table, row: number, column: number): boolean =>
  Number.isNaN(table.number(row, column)) && !isMissing(table, row, column);

/** Whether the rows from one on hold numbers, or nothing, in a column; a hundred of them tell. */
function isNumeric(table: Table, column: number, from: number): boolean {
  let numbers = 0;
  for (let row = from; row < Math.min(table.rows, from + SAMPLE); row++) {
    if (!Number.isNaN(table.number(row, column))) numbers++;
    else if (!isMissing(table, row, column)) return false;
  }
  return numbers > 0;
}

function holdsNumber(table: Table, row: number): boolean {
  for (let j = 0; j < table.width; j++) if (!Number.isNaN(table.number(row, j))) return true;
  return false;
}

function comesAgain(table: Table, column: number, of = 0): boolean {
  for (let row = of + 1; row < table.rows; row++) if (table.same(of, row, column)) return true;
  return false;
}

function standsAlone(table: Table): boolean {
  let again = 0;
  for (let j = 0; j < table.width; j++)
    if (comesAgain(table, j)) return false;
    else if (comesAgain(table, j, 1)) again++;
  return table.width > 1 && 2 * again > table.width;
}
