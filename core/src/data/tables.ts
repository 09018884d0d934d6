import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { parseTensor } from '../tensor/parseTensor.js';
import type { TextOrigin } from '../tensor/source.js';
import type { NumericArray } from '../tensor/tensor.js';
import { dataError, gunzip, type Inflate, type NamedBytes } from './bytes.js';
import { type ClassLabels, classLabels } from './classLabels.js';
import { readCsv, type Table } from './csv.js';
import { firstRow, indexColumns, namesOf } from './csvHeader.js';
import { arrayFeatures, textFeatures, type Features } from './features.js';
import { readIdx } from './idx.js';
import { Json, jsonBeginning } from './json.js';
import { readNpy } from './npy.js';
import { isNpy } from './npyHeader.js';
import { holdsTexts, readNpyTexts } from './npyTexts.js';
import { readNpz } from './npz.js';
import { placeIn, textBytes } from './utf8.js';

/** What one file of data holds: features, labels, or both. */
export interface Contents {
  features: Features | null;
  labels: ClassLabels | null;
  leftOut?: readonly LeftOut[];
}

/** How many columns at the beginning of a table only number its rows. */
export interface LeftOut {
  file: string;
  columns: number;
}

const featureNames = ['images', 'features', 'data', 'pixels', 'x', 'X', 'x_train', 'X_train'];
const labelNames = ['labels', 'label', 'classes', 'class', 'targets', 'target', 'y', 'y_train'];

/**
 * Reads a file of images or labels by what it begins with, gzipped or not: IDX, NPY, NPZ (arrays named as in
 * `{images, labels}` or `{x, y}`), JSON (an array, or an object of those names), else CSV, which a file of such a
 * name is however it begins. In a table a column named
 * label, class, target or y is the labels, the first of these names that is there; without such a name, and where no
 * labels stand in a file of their own, the last column is. Columns that only number the rows are left out, and told.
 * Throws `data` with the file's name and place; so where the first row may be names or values.
 */
export function readContents(file: NamedBytes, inflate: Inflate, wanted: 'features' | 'labels' | 'both'): Contents {
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
  if (json) return fromJson(plain, json === '{', wanted);
  return fromCsv(plain, wanted);
}

function asContents(file: NamedBytes, wanted: 'features' | 'labels' | 'both'): Contents {
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

function fromNpz(file: NamedBytes, inflate: Inflate, wanted: 'features' | 'labels' | 'both'): Contents {
  const { names, read, bytesOf } = readNpz(file, inflate);
  const [only] = names;
  if (names.length === 1 && only !== undefined) return asContents(bytesOf(only), wanted);
  const [features, labels] = [featureNames, labelNames].map((known) => known.find((name) => names.includes(name)));
  return {
    features: features === undefined || wanted === 'labels' ? null : arrayFeatures(read(features)),
    labels: labels === undefined || wanted === 'features' ? null : npyLabels(bytesOf(labels)),
  };
}

function fromJson(file: NamedBytes, isObject: boolean, wanted: 'features' | 'labels' | 'both'): Contents {
  if (!isObject && wanted !== 'labels') return { features: numbersIn(file.name, textBytes(file)), labels: null };
  const json = new Json(file);
  if (!isObject) return { features: null, labels: labelList(json, 0) };
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
const isLabelName = (name: string): boolean => labelNames.includes(name.trim().toLowerCase());

function fromCsv(file: NamedBytes, wanted: 'features' | 'labels' | 'both'): Contents {
  const table = readCsv(file);
  const first = firstRow(table, isLabelName);
  if (first.is === 'doubt') throw dataError(table.place(0), first.found, first.expected);
  const names = first.is === 'names' ? namesOf(table, isLabelName) : [];
  const begin = first.is === 'names' ? 1 : 0;
  if (table.rows === begin) throw dataError(file.name, 'no rows below its names', 'one or more');
  const index = indexColumns(table, names);
  const lower = names.map((name) => name.toLowerCase());
  const named = labelNames.map((name) => lower.indexOf(name)).find((at) => at >= index) ?? -1;
  const column = named >= 0 ? named : wanted === 'features' ? -1 : table.width - 1;
  const leftOut = index > 0 ? [{ file: file.name, columns: index }] : [];
  const labels = column < 0 || wanted === 'features' ? null : columnLabels(table, column, begin);
  if (wanted === 'labels') return { features: null, labels, leftOut };
  if (table.width - index === (column < 0 ? 0 : 1))
    throw dataError(table.place(0), `${table.quote(0, index)} and no column beside it`, BETWEEN);
  return { features: tableFeatures(table, begin, index, column), labels, leftOut };
}

function columnLabels(table: Table, column: number, begin: number): ClassLabels {
  return classLabels(table.file, {
    count: table.rows - begin,
    text: (item) => table.text(item + begin, column),
    place: (item) => table.place(item + begin, column),
  });
}

/** The numbers of all columns from `index` on but one. */
function tableFeatures(table: Table, begin: number, index: number, without: number): Features {
  const count = table.rows - begin;
  const width = table.width - index - (without < 0 ? 0 : 1);
  if (count * width > 8 * limits.elements)
    throw dataError(table.file, counted(count * width, 'number'), `at most ${grouped(8 * limits.elements)}`);
  const data = new Float64Array(count * width);
  let next = 0;
  for (let row = begin; row < table.rows; row++)
    for (let column = index; column < table.width; column++) {
      if (column === without) continue;
      const x = table.number(row, column);
      if (!Number.isFinite(x)) throw dataError(table.place(row, column), table.quote(row, column), 'a finite number');
      data[next++] = x;
    }
  return textFeatures({ shape: [count, width], data });
}
