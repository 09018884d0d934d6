import { toTensor, type NestedNumbers, type NumericArray, type Tensor } from '../tensor/tensor.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { parseTensor } from '../tensor/parseTensor.js';
import { dataError, grouped, gunzip, type Inflate, type NamedBytes } from './bytes.js';
import { cellNumber, fileText, readCsv } from './csv.js';
import { readIdx } from './idx.js';
import { readNpy } from './npy.js';
import { isNpy } from './npyHeader.js';
import { readNpz } from './npz.js';

/** What one file of data holds: features, labels, or both. */
export interface Contents {
  features: Tensor | null;
  labels: readonly (string | number)[] | null;
}

const featureNames = ['images', 'features', 'data', 'pixels', 'x', 'X', 'x_train', 'X_train'];
const labelNames = ['labels', 'label', 'classes', 'class', 'targets', 'target', 'y', 'y_train'];

/**
 * Reads a file of images or labels by what it begins with, gzipped or not: IDX, NPY, NPZ (arrays named as in
 * `{images, labels}` or `{x, y}`), JSON (an array, or an object of those names), else CSV. In a table a column named
 * label, class, target or y is the labels, the first of these names that is there; without such a name, and where no labels stand in a file of their own, the
 * last column is.
 * Throws `data` with the file's name.
 */
export function readContents(file: NamedBytes, inflate: Inflate, wanted: 'features' | 'labels' | 'both'): Contents {
  const bytes = gunzip(file, inflate);
  const plain = { name: file.name, bytes };
  if (bytes[0] === 0 && bytes[1] === 0) return asContents(readIdx(plain, inflate), wanted);
  if (isNpy(bytes)) return asContents(readNpy(plain), wanted);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return fromNpz(plain, inflate, wanted);
  const first = bytes.find((byte) => byte > 0x20);
  if (first === 0x5b || first === 0x7b) return fromJson(plain, first === 0x7b, wanted);
  return fromCsv(plain, wanted);
}

function asContents(tensor: Tensor, wanted: 'features' | 'labels' | 'both'): Contents {
  return wanted === 'labels' ? { features: null, labels: Array.from(tensor.data) } : { features: tensor, labels: null };
}

function fromNpz(file: NamedBytes, inflate: Inflate, wanted: 'features' | 'labels' | 'both'): Contents {
  const { names, read } = readNpz(file, inflate);
  const [only] = names;
  if (names.length === 1 && only !== undefined) return asContents(read(only), wanted);
  const [features, labels] = [featureNames, labelNames].map((known) => known.find((name) => names.includes(name)));
  return {
    features: features === undefined || wanted === 'labels' ? null : read(features),
    labels: labels === undefined || wanted === 'features' ? null : Array.from(read(labels).data),
  };
}

function fromJson(file: NamedBytes, isObject: boolean, wanted: 'features' | 'labels' | 'both'): Contents {
  if (!isObject && wanted !== 'labels') return { features: parseArray(file), labels: null };
  const value = parseJson(file);
  if (!isObject) return { features: null, labels: labelList(value, file.name) };
  const entries = new Map(Object.entries(value as object));
  const [features, labels] = [featureNames, labelNames].map((known) => known.find((name) => entries.has(name)));
  return {
    features:
      features === undefined || wanted === 'labels'
        ? null
        : narrowed(toTensor(entries.get(features) as NestedNumbers, `${file.name}: ${features}`)),
    labels: labels === undefined || wanted === 'features' ? null : labelList(entries.get(labels), file.name),
  };
}

function parseArray({ name, bytes }: NamedBytes): Tensor {
  try {
    return narrowed(parseTensor(bytes).tensor);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw new CoreError(error.code, error.found, error.expected, { ...error.place, file: name });
  }
}

/** What a file of JSON holds; throws `data` with its name, and with line and column where it is no JSON. */
export function parseJson({ name, bytes }: NamedBytes): unknown {
  let depth = 0;
  for (const byte of bytes) {
    if (byte === 0x5b || byte === 0x7b) depth++;
    else if (byte === 0x5d || byte === 0x7d) depth--;
    if (depth > limits.nesting) throw dataError(name, `more than ${limits.nesting} open brackets`, 'fewer');
  }
  try {
    return JSON.parse(fileText({ name, bytes }));
  } catch (error) {
    throw notJson(name, fileText({ name, bytes }), error instanceof Error ? error.message : String(error));
  }
}

/** NaN and infinities, which other languages write, are named; else the place is that of the parser's message. */
function notJson(file: string, text: string, message: string): CoreError {
  const literal = /"(?:[^"\\]|\\.)*"|(-?\b(?:NaN|Infinity)\b)/g;
  for (let found = literal.exec(text); found; found = literal.exec(text))
    if (found[1] !== undefined) return dataError(placeIn(file, text, found.index), found[1], 'a finite number');
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const found = at >= text.length ? 'an end too early' : `"${text.slice(at, at + 20)}"`;
  return dataError(placeIn(file, text, at), found, 'JSON');
}

function placeIn(file: string, text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `${file}, line ${grouped(before.length)}, column ${before[before.length - 1].length + 1}`;
}

function labelList(value: unknown, file: string): (string | number)[] {
  if (Array.isArray(value) && value.every((each) => typeof each === 'string' || Number.isFinite(each)))
    return value as (string | number)[];
  throw dataError(file, 'labels that are no list of texts or numbers', 'one label an image');
}

function fromCsv(file: NamedBytes, wanted: 'features' | 'labels' | 'both'): Contents {
  const { names, rows } = readCsv(file.name, fileText(file));
  const width = (rows[0] ?? names).length;
  const lower = names?.map((name) => name.trim().toLowerCase()) ?? [];
  const named = labelNames.map((name) => lower.indexOf(name)).find((at) => at >= 0) ?? -1;
  const column = named >= 0 ? named : wanted === 'features' ? -1 : width - 1;
  const labels = column < 0 ? null : rows.map((row) => label(row[column]));
  if (wanted === 'labels') return { features: null, labels };
  const kept = Array.from({ length: width }, (_, j) => j).filter((j) => j !== column);
  const count = rows.length * kept.length;
  if (count > 8 * limits.elements)
    throw dataError(file.name, `${grouped(count)} numbers`, `at most ${grouped(8 * limits.elements)}`);
  const data = new Float64Array(count);
  rows.forEach((row, i) =>
    kept.forEach((j, k) => {
      data[i * kept.length + k] = cellNumber(row[j], file.name, i, j);
    }),
  );
  return { features: { shape: [rows.length, kept.length], data: narrow(data) }, labels };
}

function label(cell: string): string | number {
  return cell.trim() !== '' && Number.isFinite(Number(cell)) ? Number(cell) : cell;
}

function narrowed({ shape, data }: Tensor): Tensor {
  return { shape, data: narrow(data) };
}

/** Whole numbers from 0 to 255 that go beyond 127 are bytes of pixels, and are kept as such. */
function narrow(data: NumericArray): NumericArray {
  let greatest = 0;
  for (const x of data) {
    if (!Number.isInteger(x) || x < 0 || x > 255) return data;
    greatest = Math.max(greatest, x);
  }
  return greatest > 127 ? Uint8Array.from(data) : data;
}
