import { counted, grouped } from '../numeric/describe.js';
import { dataError } from '../data/bytes.js';
import type { Json } from '../data/json.js';
import { jsonCells, NONE } from './cells.js';
import { type Column, quoteCell } from './types.js';

type Named = Omit<Column, 'id' | 'file'>;

/** Lists by their keys; `{cat: [...], dog: [...]}` under a key are scores by class. */
export function objectColumns(json: Json): Named[] {
  const columns: Named[] = [];
  for (const [key, value] of json.members(0)) {
    if (json.isList(value)) columns.push(jsonColumn(json, key, json.items(value)));
    else if (json.isObject(value)) {
      const column = classColumn(json, key, json.members(value));
      if (column) columns.push(column);
    }
  }
  if (columns.length === 0) throw dataError(json.name, 'no lists', 'lists such as "labels" and "predictions"');
  return columns;
}

/** Lists by class as one column of scores; null where they are no lists, or only one. */
function classColumn(json: Json, key: string, members: ReadonlyMap<string, number>): Named | null {
  const heads = [...members.keys()];
  const lists = [...members.values()];
  if (lists.length < 2 || !lists.every((list) => json.isList(list))) return null;
  const width = lists.length;
  const rows = json.items(lists[0]).length;
  const values = new Uint32Array(rows * width);
  for (let part = 0; part < width; part++) {
    const items = json.items(lists[part]);
    if (items.length !== rows)
      throw dataError(
        `${json.name}: ${key}`,
        `${counted(items.length, 'value')} of ${quoteCell(heads[part])}`,
        `${grouped(rows)}, as of the first class`,
      );
    for (let row = 0; row < rows; row++) values[row * width + part] = items[row];
  }
  return { ...checked(json, key, values, width), heads };
}

/** A list of objects, one a row: a column for each key of the first. */
export function recordColumns(json: Json): Named[] {
  const rows = json.items(0);
  for (let row = 0; row < rows.length; row++)
    if (!json.isObject(rows[row]))
      throw dataError(rowPlace(json, row), quoteValue(json, rows[row]), 'an object, as in row 1');
  const columns: Named[] = [];
  for (const [key, { heads, values }] of byKey(json, rows)) {
    const missing = values.indexOf(NONE);
    if (missing >= 0) throw dataError(rowPlace(json, missing), `no "${key}"`, 'it, as in row 1');
    if (!json.isObject(values[0])) {
      columns.push(jsonColumn(json, key, values));
      continue;
    }
    const inner = [...byKey(json, values).values()].map((each) => each.values);
    const cells = new Uint32Array(values.length * inner.length);
    for (let at = 0; at < cells.length; at++) cells[at] = inner[at % inner.length][Math.floor(at / inner.length)];
    columns.push({ ...checked(json, key, cells, inner.length), heads });
  }
  return columns;
}

/** Of each key of the first object its values in all of them, `NONE` where one has none, and its own keys where it is an object. */
function byKey(json: Json, rows: Uint32Array): Map<string, { values: Uint32Array; heads: string[] | null }> {
  const columns = new Map<string, { values: Uint32Array; heads: string[] | null }>();
  for (const [key, value] of json.members(rows[0])) {
    const heads = json.isObject(value) ? [...json.members(value).keys()] : null;
    columns.set(key, { values: new Uint32Array(rows.length).fill(NONE), heads });
  }
  for (let row = 0; row < rows.length; row++) {
    if (!json.isObject(rows[row])) continue;
    const end = json.after(rows[row]);
    for (let key = rows[row] + 1; key < end; key = json.after(key + 1)) {
      const column = columns.get(json.text(key));
      if (!column) continue;
      if (column.values[row] !== NONE) throw json.error(key, `the key ${json.raw(key)} twice`, 'each key once');
      column.values[row] = key + 1;
    }
  }
  return columns;
}

/** Numbers or texts, one a row, or lists of as many as there are in the first row. */
export function jsonColumn(json: Json, name: string, rows: Uint32Array): Named {
  if (rows.length === 0 || !json.isList(rows[0])) return checked(json, name, rows, null);
  const width = json.items(rows[0]).length;
  const values = new Uint32Array(rows.length * width);
  for (let row = 0; row < rows.length; row++) {
    const items = json.isList(rows[row]) ? json.items(rows[row]) : new Uint32Array(0);
    if (items.length !== width)
      throw dataError(`${rowPlace(json, row)}, ${name}`, counted(items.length, 'value'), `${width}, as in row 1`);
    values.set(items, row * width);
  }
  return checked(json, name, values, width);
}

function checked(json: Json, name: string, values: Uint32Array, width: number | null): Named {
  for (let at = 0; at < values.length; at++) {
    const isList = values[at] !== NONE && json.isList(values[at]);
    if (isList || (values[at] !== NONE && json.isObject(values[at])))
      throw dataError(
        `${rowPlace(json, Math.floor(at / (width ?? 1)))}, ${name}`,
        isList ? 'a list' : 'an object',
        'a number or a text',
      );
  }
  const rows = width === null ? values.length : width === 0 ? 0 : values.length / width;
  return { name, rows, width: width === 1 ? null : width, cells: jsonCells(json, values), heads: null, line: null };
}

const rowPlace = (json: Json, row: number): string => `${json.name}, row ${grouped(row + 1)}`;
const quoteValue = (json: Json, value: number): string => (json.isList(value) ? 'a list' : json.raw(value));
