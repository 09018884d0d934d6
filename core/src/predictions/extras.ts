import { grouped } from '../numeric/describe.js';
import { dataError } from '../data/bytes.js';
import { isIdName, scoreHead } from './names.js';
import { type Column, type ExtraColumn, placeOf, quoteCell } from './types.js';

/** The most bytes of one text that are kept. */
export const LONGEST = 4000;
/** Units of UTF-16 of all texts together, and columns. */
const MOST_UNITS = 32 * 2 ** 20;
const MOST_COLUMNS = 16;
/** So many texts tell whether all name pictures. */
const SAMPLE = 100;
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;

/**
 * The columns that are none of `used`, as texts; the names of those that find no room too. Throws `data` where two files
 * name their items by a column of one name, and not in one order: then their rows are not of the same items.
 */
export function extraColumns(
  columns: readonly Column[],
  rows: number,
  used: readonly (Column | null)[],
): { extras: ExtraColumn[]; leftOut: string[] } {
  const isUsed = (column: Column): boolean => used.some((other) => other !== null && isPart(column, other));
  const beside = columns.filter((column) => column.width === null && column.rows === rows && !isUsed(column));
  const extras: ExtraColumn[] = [];
  const leftOut: string[] = [];
  const ids: Column[] = [];
  let room = MOST_UNITS;
  for (const column of beside) {
    const is = column.numbers || isIdName(column.name) ? 'id' : null;
    const twin = is && ids.find(({ name, file }) => name === column.name && file !== column.file);
    if (twin) {
      if (![column, twin].some(isCount)) checkSame(column, twin);
      continue;
    }
    if (is) ids.push(column);
    const texts = extras.length < MOST_COLUMNS ? textsOf(column, room) : null;
    if (!texts) {
      leftOut.push(column.name);
      continue;
    }
    room -= texts.units.length;
    extras.push({ name: column.name, is: namesPictures(column) ? 'image' : is, ...texts });
  }
  return { extras, leftOut };
}

/** Whether a column is another, or one class of it. */
function isPart({ id, file, name }: Column, other: Column): boolean {
  if (id === other.id) return true;
  const head = scoreHead(name)?.head;
  return file === other.file && (other.heads?.some((each) => each === name || each === head) ?? false);
}

/** The texts of a column; null where there are more units than fit. */
function textsOf({ cells, rows }: Column, most: number): Pick<ExtraColumn, 'units' | 'ends'> | null {
  const ends = new Uint32Array(rows);
  let units = new Uint16Array(Math.min(most, 16 * rows));
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const text = cells.clipped(row, LONGEST);
    if (at + text.length > most) return null;
    if (at + text.length > units.length) {
      const grown = new Uint16Array(Math.min(most, 2 * (at + text.length)));
      grown.set(units);
      units = grown;
    }
    for (let i = 0; i < text.length; i++) units[at++] = text.charCodeAt(i);
    ends[row] = at;
  }
  return { units: units.slice(0, at), ends };
}

function namesPictures({ cells, rows, numbers }: Column): boolean {
  if (numbers) return false;
  for (let row = 0; row < Math.min(rows, SAMPLE); row++) if (!PICTURE.test(cells.clipped(row, LONGEST))) return false;
  return rows > 0;
}

/** Numbers its rows in order, as a table written anew does: that names no item. */
function isCount({ cells, rows, numbers }: Column): boolean {
  const first = cells.number(0);
  if (numbers || (first !== 0 && first !== 1)) return numbers ?? false;
  for (let row = 1; row < rows; row++) if (cells.number(row) !== first + row) return false;
  return true;
}

function checkSame(column: Column, twin: Column): void {
  for (let row = 0; row < column.rows; row++) {
    const [found, expected] = [column, twin].map(({ cells }) => quoteCell(cells.clipped(row, LONGEST)));
    if (found !== expected)
      throw dataError(placeOf(column, row), found, `${expected}, as in row ${grouped(row + 1)} of ${twin.file}`);
  }
}

/** The text of a row of such a column. */
export function extraText({ units, ends }: ExtraColumn, row: number): string {
  let text = '';
  for (let at = row === 0 ? 0 : ends[row - 1]; at < ends[row]; at++) text += String.fromCharCode(units[at]);
  return text;
}
