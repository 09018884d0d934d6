import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError } from './bytes.js';
import type { Cells, TableForm } from './cells.js';
import { isLabelName } from './columns.js';
import type { Json } from './json.js';
import { placeIn } from './utf8.js';

/** What is said where rows and columns of JSON do not fit. */
const ROWS = 'rows that hold a number or a text for each column';

/**
 * The rows of a JSON text of one of the forms that pandas writes: a list of records (`records`), one record a line
 * (`lines`), columns of values by the name of their row (`columns`), columns of lists (`lists`), records by the name of
 * their row (`index`), or names and rows apart (`split`). Null where a text is none of these. A value costs four bytes more than it did in the text; a key that a
 * record lacks is a missing value.
 * Throws `data` with the place of a value that is a list or an object, of a key that the first record lacks, of a row that
 * stands elsewhere in the first column, where rows differ in length, and where nothing tells columns from rows.
 */
export function jsonCells(json: Json, isLines: boolean): Cells | null {
  if (isLines) return ofRecords(json, json.items(0), 'lines');
  if (json.isList(0)) {
    const rows = json.items(0);
    return rows.length > 0 && json.isObject(rows[0]) ? ofRecords(json, rows, 'records') : null;
  }
  const keys = json.items(0);
  if (keys.length === 0) return null;
  let [objects, flat] = [true, true];
  for (let i = 1; i < keys.length; i += 2) {
    objects &&= json.isObject(keys[i]);
    flat &&= isFlatList(json, keys[i]);
  }
  if (objects)
    return hasRowKeys(json, keys) ? ofRecords(json, valuesOf(keys), 'index') : ofColumns(json, keys, 'columns');
  if (flat && keys.length > 2) return ofColumns(json, keys, 'lists');
  return ofSplit(json, keys);
}

/** The values of an object by the numbers of its keys and values. */
const valuesOf = (items: Uint32Array): Uint32Array => items.filter((_, i) => i % 2 === 1);

/**
 * Whether an object of objects has a row under each key, and not a column: labels are called so by a column, and numbers
 * are names of rows. Throws `data` where that tells nothing.
 */
function hasRowKeys(json: Json, keys: Uint32Array): boolean {
  const inner = json.items(keys[1]);
  const all = (items: Uint32Array, is: (key: string) => boolean): boolean => {
    for (let i = 0; i < items.length; i += 2) if (!is(json.text(items[i]))) return false;
    return true;
  };
  const isNoLabel = (key: string): boolean => !isLabelName(key);
  const isNumber = (key: string): boolean => /^\d+$/.test(key);
  for (const is of [isNoLabel, isNumber]) {
    const [above, below] = [all(keys, is), all(inner, is)];
    if (above !== below) return above;
  }
  throw json.error(
    keys[0],
    `the key ${JSON.stringify(json.text(keys[0]))}, which may name a column or a row`,
    'a column called label, class, target or y, or a list of records',
  );
}

function isFlatList(json: Json, value: number): boolean {
  if (!json.isList(value)) return false;
  const end = json.after(value);
  return end === value + 1 || !(json.isList(value + 1) || json.isObject(value + 1));
}

/** The values of a table by their numbers in the JSON, row by row; 0, which is the whole, stands for none. */
class JsonCells implements Cells {
  readonly file: string;
  readonly form: TableForm;
  readonly index = 0;
  readonly count: number;

  constructor(
    private readonly json: Json,
    kind: TableForm['kind'],
    readonly names: readonly string[],
    private readonly values: Uint32Array,
    /** The value that each row begins with. */
    private readonly begins: Uint32Array,
  ) {
    this.file = json.name;
    this.form = { kind };
    this.count = begins.length;
  }

  get width(): number {
    return this.names.length;
  }

  text(row: number, column: number): string {
    const value = this.at(row, column);
    return value === 0 || this.isNull(value) ? '' : this.json.text(value);
  }

  number(row: number, column: number): number {
    const value = this.at(row, column);
    return value === 0 ? NaN : this.json.number(value);
  }

  place(row: number, column = 0): string {
    const { json, file } = this;
    const at = placeIn(file, json.bytes, json.startOf(this.at(row, column) || this.begins[row]));
    return `${file}, line ${grouped(at.line + 1)}, column ${grouped(at.column + 1)}`;
  }

  sample(row: number, column: number): string {
    const value = this.at(row, column);
    if (value === 0 || this.isNull(value)) return '';
    return this.json.isText(value) ? this.json.text(value).slice(0, 40).trim() : this.json.raw(value);
  }

  quote(row: number, column: number): string {
    const sample = this.sample(row, column);
    return sample === '' ? 'nothing' : JSON.stringify(sample);
  }

  lines(): Uint32Array {
    const { bytes } = this.json;
    const lines = new Uint32Array(this.count);
    let [line, at] = [0, 0];
    for (let row = 0; row < this.count; row++) {
      const start = this.json.startOf(this.begins[row]);
      // Rows of columns begin in the first column, and so stand in order too.
      for (; at < start; at++) if (bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10)) line++;
      lines[row] = line;
    }
    return lines;
  }

  private at(row: number, column: number): number {
    return this.values[row * this.width + column];
  }

  private isNull(value: number): boolean {
    return !this.json.isText(value) && this.json.raw(value) === 'null';
  }
}

/** Room for the values of a table; throws where more of them are missing than are there. */
function roomFor(json: Json, rows: number, width: number): Uint32Array {
  if (rows === 0 || width === 0) throw dataError(json.name, 'no rows', 'one or more');
  if (width > limits.keys) throw dataError(json.name, counted(width, 'column'), `at most ${grouped(limits.keys)}`);
  if (rows * width > 2 * json.count)
    throw dataError(json.name, `${grouped(json.count)} values for ${grouped(rows)} rows of ${grouped(width)}`, ROWS);
  return new Uint32Array(rows * width);
}

function checkCell(json: Json, value: number): number {
  if (json.isList(value) || json.isObject(value))
    throw json.error(value, json.isList(value) ? 'a list in a cell' : 'an object in a cell', 'a number or a text');
  return value;
}

function ofRecords(json: Json, rows: Uint32Array, kind: 'records' | 'lines' | 'index'): Cells {
  for (const row of rows) if (!json.isObject(row)) throw json.error(row, 'a row that is no record', 'an object');
  const first = json.members(rows[0]);
  const names = [...first.keys()];
  const values = roomFor(json, rows.length, names.length);
  const places = new Map(names.map((name, i) => [name, i]));
  for (let row = 0; row < rows.length; row++) {
    const items = json.items(rows[row]);
    for (let i = 0; i < items.length; i += 2) {
      const key = json.text(items[i]);
      const at = names[i / 2] === key ? i / 2 : places.get(key);
      if (at === undefined)
        throw json.error(items[i], `the key ${JSON.stringify(key)}`, 'the keys of the first record');
      if (values[row * names.length + at] !== 0)
        throw json.error(items[i], `the key ${JSON.stringify(key)} twice`, 'each key once');
      values[row * names.length + at] = checkCell(json, items[i + 1]);
    }
  }
  return new JsonCells(json, kind, names, values, rows);
}

function ofColumns(json: Json, keys: Uint32Array, kind: 'columns' | 'lists'): Cells {
  const width = keys.length / 2;
  const step = kind === 'columns' ? 2 : 1;
  const names: string[] = [];
  const known = new Set<string>();
  if (width > limits.keys) throw dataError(json.name, counted(width, 'column'), `at most ${grouped(limits.keys)}`);
  let rows = 0;
  let values: Uint32Array = new Uint32Array(0);
  let begins = new Uint32Array(0);
  let first: Uint32Array = new Uint32Array(0);
  for (let column = 0; column < width; column++) {
    const name = json.text(keys[2 * column]);
    if (known.has(name)) throw json.error(keys[2 * column], `the key ${JSON.stringify(name)} twice`, 'each key once');
    names.push(name);
    known.add(name);
    const items = json.items(keys[2 * column + 1]);
    if (column === 0) {
      rows = items.length / step;
      values = roomFor(json, rows, width);
      begins = new Uint32Array(rows);
      first = items;
    }
    if (items.length / step !== rows)
      throw json.error(keys[2 * column], counted(items.length / step, 'value'), `${rows}, as in the first column`);
    for (let row = 0; row < rows; row++) {
      const value = items[step * row + step - 1];
      if (kind === 'columns' && !json.isSame(items[2 * row], first[2 * row]))
        throw json.error(
          items[2 * row],
          `the row ${JSON.stringify(json.text(items[2 * row]))}`,
          `${JSON.stringify(json.text(first[2 * row]))}, as the first column has there`,
        );
      values[row * width + column] = checkCell(json, value);
      if (column === 0) begins[row] = value;
    }
  }
  return new JsonCells(json, kind, names, values, begins);
}

function ofSplit(json: Json, keys: Uint32Array): Cells | null {
  const parts = new Map<string, number>();
  if (keys.length > 6) return null;
  for (let i = 0; i < keys.length; i += 2) parts.set(json.text(keys[i]), keys[i + 1]);
  const [columns, data] = [parts.get('columns'), parts.get('data')];
  if (columns === undefined || data === undefined || !json.isList(columns) || !json.isList(data)) return null;
  if ([...parts.keys()].some((key) => !['columns', 'data', 'index'].includes(key))) return null;
  const named = json.items(columns);
  if (named.length > limits.keys)
    throw json.error(columns, counted(named.length, 'column'), `at most ${grouped(limits.keys)}`);
  const names = Array.from(named, (item) => json.text(item));
  const rows = json.items(data);
  const values = roomFor(json, rows.length, names.length);
  for (let row = 0; row < rows.length; row++) {
    if (!json.isList(rows[row])) throw json.error(rows[row], 'a row that is no list', 'a list');
    const items = json.items(rows[row]);
    if (items.length !== names.length)
      throw json.error(rows[row], counted(items.length, 'value'), `${names.length}, one a column`);
    items.forEach((value, column) => (values[row * names.length + column] = checkCell(json, value)));
  }
  return new JsonCells(json, 'split', names, values, rows);
}
