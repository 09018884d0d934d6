import { counted, grouped } from '../numeric/describe.js';
import { dataError } from '../data/bytes.js';
import type { Json } from '../data/json.js';
import { jsonCells, NONE } from './cells.js';
import { isKnown } from './names.js';
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

/**
 * A list of objects, one a row: a column for each key of the first. A key that names nothing known may be missing or
 * hold anything: where that is no column, such as lists of unlike lengths, it is left out.
 */
export function recordColumns(json: Json): Named[] {
  const rows = json.items(0);
  const line = json.lines ? (row: number): number => json.lineOf(rows[row]) : null;
  return [...byKey(json, checkedRecords(json, rows))].flatMap(([key, found]) => {
    try {
      return [{ ...recordColumn(json, key, found), line }];
    } catch (error) {
      if (isKnown(key)) throw error;
      return [];
    }
  });
}

function checkedRecords(json: Json, rows: Uint32Array): Uint32Array {
  for (let row = 0; row < rows.length; row++)
    if (!json.isObject(rows[row]))
      throw dataError(rowPlace(json, row), quoteValue(json, rows[row]), `an object, as in ${firstRow(json)}`);
  return rows;
}

function recordColumn(
  json: Json,
  key: string,
  { heads, values }: { heads: string[] | null; values: Uint32Array },
): Named {
  const missing = values.indexOf(NONE);
  if (missing >= 0 && isKnown(key))
    throw dataError(rowPlace(json, missing), `no "${key}"`, `it, as in ${firstRow(json)}`);
  if (!json.isObject(values[0])) return jsonColumn(json, key, values);
  const inner = [...byKey(json, values).values()].map((each) => each.values);
  const cells = new Uint32Array(values.length * inner.length);
  for (let at = 0; at < cells.length; at++) cells[at] = inner[at % inner.length][Math.floor(at / inner.length)];
  return { ...checked(json, key, cells, inner.length), heads };
}

/** Of each key of the first object its values in all of them, `NONE` where one has none, and its own keys where it is an object. */
function byKey(json: Json, rows: Uint32Array): Map<string, { values: Uint32Array; heads: string[] | null }> {
  const columns = new Map<string, { values: Uint32Array; heads: string[] | null }>();
  for (const [key, value] of json.members(rows[0])) {
    const heads = json.isObject(value) ? [...json.members(value).keys()] : null;
    columns.set(key, { values: new Uint32Array(rows.length).fill(NONE), heads });
  }
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] === NONE || !json.isObject(rows[row])) continue;
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
    const items = rows[row] !== NONE && json.isList(rows[row]) ? json.items(rows[row]) : new Uint32Array(0);
    if (items.length !== width)
      throw dataError(
        `${rowPlace(json, row)}, ${name}`,
        counted(items.length, 'value'),
        `${width}, as in ${firstRow(json)}`,
      );
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

const rowPlace = (json: Json, row: number): string =>
  `${json.name}, ${json.lines ? `line ${grouped(json.lineOf(json.items(0)[row]))}` : `row ${grouped(row + 1)}`}`;
const firstRow = ({ lines }: Json): string => (lines ? 'the first line' : 'row 1');
const quoteValue = (json: Json, value: number): string => (json.isList(value) ? 'a list' : json.raw(value));
