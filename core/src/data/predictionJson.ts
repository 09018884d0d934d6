import { dataError, grouped } from './bytes.js';
import { type Cell, type Column, quoteCell } from './predictionTypes.js';

type Named = Omit<Column, 'id' | 'file'>;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCell = (value: unknown): value is Cell =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Lists by their keys; `{cat: [...], dog: [...]}` under a key are scores by class. */
export function objectColumns(file: string, value: object): Named[] {
  const columns: Named[] = [];
  for (const [key, list] of Object.entries(value)) {
    if (Array.isArray(list)) columns.push(jsonColumn(file, key, list));
    else if (isRecord(list) && Object.values(list).every(Array.isArray) && Object.keys(list).length > 1) {
      const parts = Object.values(list) as unknown[][];
      const rows = parts[0].map((_, i) => parts.map((part) => part[i]));
      const uneven = parts.findIndex((part) => part.length !== rows.length);
      if (uneven >= 0)
        throw dataError(
          `${file}: ${key}`,
          `${grouped(parts[uneven].length)} values of ${quoteCell(Object.keys(list)[uneven])}`,
          `${grouped(rows.length)}, as of the first class`,
        );
      columns.push({ ...jsonColumn(file, key, rows), heads: Object.keys(list) });
    }
  }
  if (columns.length === 0) throw dataError(file, 'no lists', 'lists such as "labels" and "predictions"');
  return columns;
}

/** A list of objects, one a row. */
export function recordColumns(file: string, rows: readonly unknown[]): Named[] {
  const odd = rows.findIndex((row) => !isRecord(row));
  if (odd >= 0) throw dataError(`${file}, row ${grouped(odd + 1)}`, quoteCell(rows[odd]), 'an object, as in row 1');
  const records = rows as Record<string, unknown>[];
  return Object.keys(records[0]).map((key) => {
    const missing = records.findIndex((row) => !Object.hasOwn(row, key));
    if (missing >= 0) throw dataError(`${file}, row ${grouped(missing + 1)}`, `no "${key}"`, 'it, as in row 1');
    const first = records[0][key];
    if (!isRecord(first))
      return jsonColumn(
        file,
        key,
        records.map((row) => row[key]),
      );
    const heads = Object.keys(first);
    const values = records.map((row) => heads.map((head) => (isRecord(row[key]) ? row[key][head] : null)));
    return { ...jsonColumn(file, key, values), heads };
  });
}

export function jsonColumn(file: string, name: string, list: readonly unknown[]): Named {
  const width = Array.isArray(list[0]) ? list[0].length : null;
  const cells: Cell[] = [];
  list.forEach((row, i) => {
    const values: unknown[] = width === null ? [row] : Array.isArray(row) ? row : [];
    const place = `${file}, row ${grouped(i + 1)}, ${name}`;
    if (width !== null && values.length !== width)
      throw dataError(place, `${values.length} values`, `${width}, as in row 1`);
    for (const value of values) {
      if (!isCell(value)) throw dataError(place, Array.isArray(value) ? 'a list' : 'an object', 'a number or a text');
      cells.push(value);
    }
  });
  return { name, rows: list.length, width: width === 1 ? null : width, cells, heads: null, lines: null };
}
