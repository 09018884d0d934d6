import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { parseTensor } from '../tensor/parseTensor.js';
import type { TextOrigin } from '../tensor/source.js';
import type { NumericArray } from '../tensor/tensor.js';
import { dataError, gunzip, type Inflate, type NamedBytes } from './bytes.js';
import { type ClassLabels, classLabels, withPoint } from './classLabels.js';
import { type Cells, type TableForm } from './cells.js';
import {
  type DataOptions,
  type FeatureColumn,
  featureColumns,
  labelNames,
  nameOf,
  noNumber,
  targetOf,
} from './columns.js';
import { checkLabelColumn } from './checkLabelColumn.js';
import { csvCells } from './csvTable.js';
import { arrayFeatures, textFeatures, type Features } from './features.js';
import { readIdx } from './idx.js';
import { isJsonLines, Json, jsonBeginning } from './json.js';
import { readNpy } from './npy.js';
import { isNpy } from './npyHeader.js';
import { holdsTexts, readNpyTexts } from './npyTexts.js';
import { type Npz, readNpz } from './npz.js';
import { jsonCells } from './records.js';
import { placeIn, textBytes } from './utf8.js';

/** What is wanted of a file. */
export type Wanted = 'features' | 'labels' | 'both';

/** What one file of data holds: features, labels, or both. */
export interface Contents {
  features: Features | null;
  labels: ClassLabels | null;
  leftOut?: readonly LeftOut[];
  /** Where the features are rows of a table whose columns were read one by one. */
  table?: TableSource;
}

/** How the rows of a data set stand in their file. */
export interface TableSource extends TableForm {
  /** Whether the columns have names there. */
  named: boolean;
  /** How many columns at the beginning only number or name the rows. */
  index: number;
  /** The column of the labels; -1 where they stand in another file. */
  target: number;
  features: readonly FeatureColumn[];
  /** The line that each row of the file begins on, from 0. */
  lines: Uint32Array;
}

/** How many columns at the beginning of a table only number its rows. */
export interface LeftOut {
  file: string;
  columns: number;
}

const featureNames = ['images', 'features', 'data', 'pixels', 'x', 'X', 'x_train', 'X_train'];
/**
 * Reads a file of images or labels by what it begins with, gzipped or not: IDX, NPY, NPZ (arrays named as in
 * `{images, labels}` or `{x, y}`), JSON (an array, an object of those names, or records as pandas writes them), else CSV, which a file of such a
 * name is however it begins. In a table a column named
 * label, class, target or y is the labels, and where there are two it is asked; without such a name, and where no
 * labels stand in a file of their own, the last column is. Columns that only number the rows are left out, and told.
 * `said` tells otherwise what a column is; `like` gives words that were found in a file before this one.
 * Throws `data` with the file's name and place; so where the first row may be names or values, and `option` for a column
 * that is not there.
 */
export function readContents(
  file: NamedBytes,
  inflate: Inflate,
  wanted: Wanted,
  said: DataOptions = {},
  like?: readonly FeatureColumn[],
): Contents {
  const bytes = gunzip(file, inflate);
  const plain = { name: file.name, bytes };
  if (bytes[0] === 0 && bytes[1] === 0) {
    const tensor = readIdx(plain, inflate);
    if (wanted === 'labels') return { features: null, labels: numberLabels(file.name, tensor.data) };
    return { features: arrayFeatures(tensor), labels: null };
  }
  if (isNpy(bytes)) return asContents(plain, wanted);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return fromNpz(plain, inflate, wanted);
  const json = jsonBeginning(plain);
  if (!json) return fromCells(csvCells(plain), wanted, said, like);
  const { values, cells } = recordsIn(plain, json === '{');
  return cells ? fromCells(cells, wanted, said, like) : fromJson(plain, values, wanted);
}

/** The rows of a file that is a table of text, gzipped or not; null for any other. Throws as `readContents`. */
export function readCells(file: NamedBytes, inflate: Inflate): Cells | null {
  const bytes = gunzip(file, inflate);
  const plain = { name: file.name, bytes };
  const isArray = (bytes[0] === 0 && bytes[1] === 0) || isNpy(bytes) || (bytes[0] === 0x50 && bytes[1] === 0x4b);
  if (isArray) return null;
  const json = jsonBeginning(plain);
  return json ? recordsIn(plain, json === '{').cells : csvCells(plain);
}

/** The values of a JSON text, and its rows where it holds records; of a list of numbers neither. */
function recordsIn(file: NamedBytes, isObject: boolean): { values: Json | null; cells: Cells | null } {
  const read = (lines: boolean) => {
    const values = new Json(file, lines);
    return { values, cells: jsonCells(values, lines) };
  };
  if (isObject) return read(isJsonLines(file));
  // A list of numbers is read without noting where each of them stands.
  const { bytes } = file;
  let at = bytes.indexOf(0x5b) + 1;
  while (at < bytes.length && bytes[at] <= 32) at++;
  return bytes[at] === 0x7b ? read(false) : { values: null, cells: null };
}

function asContents(file: NamedBytes, wanted: Wanted): Contents {
  return wanted === 'labels'
    ? { features: null, labels: npyLabels(file) }
    : { features: arrayFeatures(readNpy(file)), labels: null };
}

/** Labels of an array of numbers or texts, whatever its axes. */
function npyLabels(file: NamedBytes): ClassLabels {
  const { name } = file;
  if (isNpy(file.bytes) && holdsTexts(file)) return classLabels(name, { ...readNpyTexts(file), place: itemOf(name) });
  return numberLabels(name, readNpy(file).data);
}

const numberLabels = (name: string, data: NumericArray): ClassLabels =>
  classLabels(name, { count: data.length, text: (item) => String(data[item]), place: itemOf(name) });

const itemOf = (name: string) => (item: number) => `${name}, item ${grouped(item)}`;

function fromNpz(file: NamedBytes, inflate: Inflate, wanted: Wanted): Contents {
  const npz = readNpz(file, inflate);
  const { names, read, bytesOf } = npz;
  const [only] = names;
  if (names.length === 1 && only !== undefined) return asContents(bytesOf(only), wanted);
  const [features, labels] = [featureNames, labelNames].map((known) => known.find((name) => names.includes(name)));
  return {
    features: features === undefined || wanted === 'labels' ? null : withNames(arrayFeatures(read(features)), npz),
    labels: labels === undefined || wanted === 'features' ? null : npyLabels(bytesOf(labels)),
  };
}

/** The names of columns that an archive holds beside its rows. */
function withNames(features: Features, { names, bytesOf }: Npz): Features {
  const name = ['feature_names', 'columns'].find((each) => names.includes(each));
  if (name === undefined || features.shape.length !== 2) return features;
  const file = bytesOf(name);
  if (!holdsTexts(file)) return features;
  const { count, text } = readNpyTexts(file);
  if (count !== features.shape[1] || count > limits.keys) return features;
  const columns: string[] = [];
  for (let i = 0; i < count; i++) columns.push(text(i));
  return { ...features, columns };
}

function fromJson(file: NamedBytes, values: Json | null, wanted: Wanted): Contents {
  const isList = !values?.isObject(0);
  if (isList && wanted !== 'labels') return { features: numbersIn(file.name, textBytes(file)), labels: null };
  const json = values ?? new Json(file);
  if (isList) return { features: null, labels: labelList(json, 0) };
  const members = json.members(0);
  const [features, labels] = [featureNames, labelNames].map((known) => known.find((name) => members.has(name)));
  return {
    features: features === undefined || wanted === 'labels' ? null : listIn(json, members.get(features)!, features),
    labels: labels === undefined || wanted === 'features' ? null : labelList(json, members.get(labels)!),
  };
}

/** The numbers of a list that an object holds. */
function listIn(json: Json, value: number, key: string): Features {
  const { name, bytes } = json;
  if (!json.isList(value)) throw json.error(value, `no list of ${key}`, 'numbers in lists');
  const start = json.startOf(value);
  const { line, column } = placeIn(name, bytes, start);
  return numbersIn(name, bytes.subarray(start, json.listEnd(value)), { line, column });
}

function numbersIn(file: string, bytes: Uint8Array, origin?: TextOrigin): Features {
  try {
    return textFeatures(parseTensor(bytes, origin).tensor);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw new CoreError(error.code, error.found, error.expected, { ...error.place, file });
  }
}

function labelList(json: Json, value: number): ClassLabels {
  const wrong = (at: number, found: string): Error => json.error(at, found, 'one label an image, a text or a number');
  if (!json.isList(value)) throw wrong(value, 'labels that are no list');
  const items = json.items(value);
  for (const item of items)
    if (!json.isText(item) && !Number.isFinite(json.number(item))) throw wrong(item, 'what is no label');
  const place = (item: number): string => `${json.name}, item ${grouped(item)}`;
  return classLabels(json.name, { count: items.length, text: (item) => json.text(items[item]), place });
}

/** What makes columns of a line. */
const BETWEEN = 'features beside the labels, with commas, semicolons, tabs or, of numbers alone, spaces between';

function fromCells(
  cells: Cells,
  wanted: Wanted,
  said: DataOptions,
  like: readonly FeatureColumn[] | undefined,
): Contents {
  const { file, index } = cells;
  const target = targetOf(cells, said, wanted !== 'features');
  if (wanted === 'both' && said.target === undefined) checkLabelColumn(cells, said);
  const leftOut = index > 0 ? [{ file, columns: index }] : [];
  const labels = target < 0 || wanted === 'features' ? null : columnLabels(cells, target);
  if (wanted === 'labels') return { features: null, labels, leftOut };
  const columns = featureColumns(cells, target, said, like);
  if (columns.length === 0)
    throw dataError(cells.place(0), `${cells.quote(0, index)} and no column beside it`, BETWEEN);
  const features = cellFeatures(cells, columns);
  const named = cells.names.length > 0;
  const changed = columns.some(({ words }) => words) || (said.leaveOut?.length ?? 0) > 0;
  const names = columns.flatMap(({ name, words }) => words?.map((word) => `${name}_${word}`) ?? [name]);
  return {
    features: named || changed ? { ...features, columns: names } : features,
    labels,
    leftOut,
    table: { ...cells.form, named, index, target, features: columns, lines: cells.lines() },
  };
}

function columnLabels(cells: Cells, column: number): ClassLabels {
  return classLabels(cells.file, {
    count: cells.count,
    text: (row) => withPoint(cells.text(row, column), cells.form.decimal),
    place: (row) => cells.place(row, column),
  });
}

/** The numbers of some columns; a column of words gives one number a word, 1 where it stands there and 0 else. */
function cellFeatures(cells: Cells, columns: readonly FeatureColumn[]): Features {
  const { count } = cells;
  const width = columns.reduce((sum, { words }) => sum + (words?.length ?? 1), 0);
  const most = width > columns.length ? Math.max(limits.elements, count * columns.length) : 8 * limits.elements;
  if (count * width > most) throw dataError(cells.file, counted(count * width, 'number'), `at most ${grouped(most)}`);
  const data = new Float64Array(count * width);
  const indices = columns.map(({ words }) => words && new Map(words.map((word, i) => [word, i])));
  for (let row = 0, next = 0; row < count; row++)
    for (let i = 0; i < columns.length; i++) {
      const { column, words } = columns[i];
      if (words) {
        const at = indices[i]!.get(cells.text(row, column));
        if (at === undefined)
          throw dataError(
            cells.place(row, column),
            `${cells.quote(row, column)} in column ${JSON.stringify(nameOf(cells, column))}`,
            `one of ${words.slice(0, 12).join(', ')}${words.length > 12 ? ', …' : ''}, as in the rows trained on`,
          );
        data[next + at] = 1;
        next += words.length;
        continue;
      }
      const x = cells.number(row, column);
      if (!Number.isFinite(x)) throw noNumber(cells, row, column);
      data[next++] = x;
    }
  return textFeatures({ shape: [count, width], data });
}
