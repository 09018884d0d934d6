/** A text of others that stands in a table: a spreadsheet shows it and takes it for no formula. A number stays what it is. */
export const notFormula = (text: string): string =>
  /^[=+\-@\t\r\n]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;

/** One cell of a table; null is an empty one. */
type Cell = string | number | null;

/**
 * Rows as CSV: commas, a point in numbers, each row ended by a line feed. A cell is put in quotes where a comma, a quote, an
 * end of line, or a blank at its ends would be read otherwise.
 * @example csvText([['a', 'b,c'], [1, null]]) // 'a,"b,c"\n1,\n'
 */
export const csvText = (rows: Iterable<Iterable<Cell>>): string =>
  Array.from(rows, (row) => `${Array.from(row, cell).join(',')}\n`).join('');

function cell(value: Cell): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
