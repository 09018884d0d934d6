import type { TableRows } from '../../protocol/inspector/table.js';

/** The rows that a query looks at, by their index in the test part. */
interface Searched {
  table: TableRows;
  classes: readonly string[];
  actual: Uint16Array;
  predicted: Uint16Array;
}

const CONDITION = /^(.+?)\s*(<=|>=|!=|=|<|>)\s*(.+)$/;

/**
 * Keeps the indices that a search finds, which is a row's number, a class by the beginning of its name, a value that stands
 * in a column, or a condition such as `proline > 800`.
 */
export const searchRows = (indices: readonly number[], search: string, searched: Searched): number[] =>
  indices.filter(finds(search.trim(), searched));

function finds(search: string, { table, classes, actual, predicted }: Searched): (index: number) => boolean {
  if (search === '') return () => true;
  const { columns, values, rows } = table;
  const width = columns.length;
  const [, name, sign, wanted] = CONDITION.exec(search) ?? [];
  const column = name === undefined ? -1 : columns.findIndex((each) => each.name.toLowerCase() === name.toLowerCase());
  if (column >= 0) {
    const { words } = columns[column];
    const at = words ? words.findIndex((word) => word.toLowerCase() === wanted.toLowerCase()) : numberOf(wanted);
    return (index) => compare(values[index * width + column], sign, at);
  }
  const number = numberOf(search);
  const lower = search.toLowerCase();
  const inClass = classes.map((each) => each.toLowerCase().startsWith(lower));
  const words = columns.map((each) => each.words?.findIndex((word) => word.toLowerCase() === lower) ?? -1);
  return (index) => {
    if (rows[index] === number || inClass[actual[index]] || inClass[predicted[index]]) return true;
    for (let j = 0; j < width; j++) {
      const value = values[index * width + j];
      if (columns[j].words ? words[j] >= 0 && value === words[j] : value === number) return true;
    }
    return false;
  };
}

/** A number as a person types it: with a true minus sign, and commas between thousands. */
const numberOf = (text: string): number =>
  text.trim() === '' ? NaN : Number(text.replace('−', '-').replace(/,(?=\d{3}\b)/g, ''));

function compare(value: number, sign: string, wanted: number): boolean {
  if (sign === '<') return value < wanted;
  if (sign === '>') return value > wanted;
  if (sign === '<=') return value <= wanted;
  if (sign === '>=') return value >= wanted;
  return sign === '=' ? value === wanted : value !== wanted;
}
