import type { Inflate, NamedBytes } from './bytes.js';
import { isMissing } from './cells.js';
import { isWord, nameOf, numbersRows, type TableOptions, targetOf } from './columns.js';
import { readCells } from './tables.js';

/** What a column of a table holds. */
export interface TableColumn {
  /** Its place in the file, from 0. */
  column: number;
  name: string;
  /** The first different words of it, at most `WORDS`; none where it holds numbers alone. */
  words: string[];
  /** There are numbers beside the words. */
  mixed: boolean;
  /** How many rows have nothing there. */
  missing: number;
  /**
   * It is called as a column that numbers the rows, or counts them one by one, and no number comes twice; or it has numbers
   * and no name of its own.
   */
  numbersRows: boolean;
}

/** The columns of a table, before anything is asked of them. */
export interface TableFacts {
  /** Columns in the file; `columns` are the first of them, without those that have no name and number the rows. */
  width: number;
  columns: TableColumn[];
  named: boolean;
  /** The column of the labels, and whether it was taken because it is the last. */
  target: { column: number; isLast: boolean };
}

const COLUMNS = 200;
const WORDS = 12;
/** What pandas calls a column without a name, such as an index; that of tables put one below the other has numbers twice. */
const UNNAMED = /^Unnamed: \d+$/;
const NUMBERS = /^(?:id|index|idx|no|nr|row|row[ _]?(?:id|no|nr)|number)$/i;

/** What the columns of a table of text hold; null where a file is none. Throws `data` as `readContents` does. */
export function describeTable(file: NamedBytes, inflate: Inflate, said: TableOptions = {}): TableFacts | null {
  const cells = readCells(file, inflate);
  if (!cells) return null;
  const { width, names, index, count } = cells;
  const columns: TableColumn[] = [];
  for (let column = index; column < Math.min(width, index + COLUMNS); column++) {
    const words = new Set<string>();
    let [missing, numbers, isWhole] = [0, 0, true];
    for (let row = 0; row < count; row++) {
      const x = cells.number(row, column);
      isWhole &&= Number.isInteger(x);
      if (!Number.isNaN(x)) {
        numbers++;
        continue;
      }
      const sample = cells.sample(row, column);
      if (isMissing(sample)) missing++;
      else if (words.size < WORDS && isWord(sample)) words.add(sample);
    }
    const name = nameOf(cells, column);
    const unique = isWhole && numbersRows(cells, column);
    columns.push({
      column,
      name,
      words: [...words],
      mixed: words.size > 0 && numbers > 0,
      missing,
      numbersRows: unique ? NUMBERS.test(name.trim()) || countsOn(cells, column) : isWhole && UNNAMED.test(name),
    });
  }
  const target = targetOf(cells, {}, true);
  const isLast = said.target === undefined && target === width - 1 && targetOf(cells, {}, false) < 0;
  return { width, columns, named: names.length > 0, target: { column: targetOf(cells, said, true), isLast } };
}

/** Whether each row has one more than the row before. */
function countsOn(cells: { count: number; number(row: number, column: number): number }, column: number): boolean {
  for (let row = 1; row < cells.count; row++)
    if (cells.number(row, column) !== cells.number(row - 1, column) + 1) return false;
  return cells.count > 2;
}
