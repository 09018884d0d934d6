import { limits, readNpy, tuple, type NamedBytes, type ScoreKind } from '@surprisal/core';
import { predictedOf } from '../disk/matrices.js';
import { RecordError } from './recordProblems.js';

const wrong = (file: string, found: string, expected: string): RecordError =>
  new RecordError({ file, found, expected });

/** Probabilities are written with few decimals, and half precision has three. */
const ROUNDED = 0.02;

/** Classes of items, one each, and one beyond the largest; `classes` are named, where that is known. */
export function readClassFile(
  file: NamedBytes,
  classes: number | undefined,
): { indices: Uint16Array; classes: number } {
  const { shape, data, type } = readNpy(file);
  if (shape.length !== 1) throw wrong(file.name, `shape ${tuple(shape)}`, 'one class an item');
  checkItems(file.name, shape[0]);
  if (!/^[iu]/.test(type)) throw wrong(file.name, `numbers of type ${type}`, 'whole numbers');
  const last = (classes ?? limits.predictedClasses) - 1;
  let most = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (!(value >= 0 && value <= last)) throw wrong(file.name, `class ${value} at ${i}`, `0 to ${last}`);
    if (value > most) most = value;
  }
  const count = classes ?? most + 1;
  return { indices: data instanceof Uint16Array ? data : Uint16Array.from(data), classes: count };
}

function checkItems(file: string, items: number): void {
  if (items > limits.predictions) throw wrong(file, `${items} items`, `at most ${limits.predictions}`);
}

/** Scores of items, a row each, in single precision; the class of the greatest is that of the numbers as they stand. */
export function readScores(
  { name, bytes }: NamedBytes,
  kind: ScoreKind,
): { kind: ScoreKind; data: Float32Array; items: number; classes: number; predicted: () => Uint16Array } {
  const { shape, data, type } = readNpy({ name, bytes });
  if (shape.length !== 2 || !type.startsWith('f'))
    throw wrong(name, `shape ${tuple(shape)} of type ${type}`, 'real numbers, one row an item, one column a class');
  const [items, classes] = shape;
  checkItems(name, items);
  if (data.length > limits.elements) throw wrong(name, `${data.length} scores`, `at most ${limits.elements}`);
  const scores = data instanceof Float32Array ? data : Float32Array.from(data);
  if (classes < 2) throw wrong(name, `shape ${tuple(shape)}`, 'a column for each class, two or more');
  checkScores(name, kind, scores, classes);
  const exact = data instanceof Float64Array ? data : scores;
  return { kind, data: scores, items, classes, predicted: () => predictedOf(exact, classes) };
}

/** Throws what is wrong with rows of scores, the first of which is that of item `first`. */
export function checkScores(name: string, kind: ScoreKind, data: Float32Array, classes: number, first = 0): void {
  const isLogits = kind === 'logits';
  for (let row = first, at = 0; at < data.length; row++) {
    let [sum, most] = [0, -Infinity];
    for (let c = 0; c < classes; c++, at++) {
      const value = data[at];
      const fits = isLogits ? value < Infinity : value >= 0 && value <= 1 + ROUNDED;
      if (!fits)
        throw wrong(name, `${value} of item ${row}, class ${c}`, isLogits ? 'a number' : 'a probability from 0 to 1');
      sum += value;
      if (value > most) most = value;
    }
    if (most === -Infinity) throw wrong(name, `-Infinity for every class of item ${row}`, 'one finite logit at least');
    if (!isLogits && Math.abs(sum - 1) > ROUNDED)
      throw wrong(name, `probabilities of item ${row} that sum to ${sum.toPrecision(4)}`, 'a sum of 1');
  }
}

/** Counts of a matrix that was written without items. */
export function readCounts(file: NamedBytes, classes: number | undefined): { counts: Uint32Array; classes: number } {
  const { shape, data } = readNpy(file);
  const [rows, columns] = shape;
  const expected = classes ?? rows;
  if (shape.length !== 2 || rows !== columns || rows !== expected)
    throw wrong(file.name, `shape ${tuple(shape)}`, `(${expected ?? 'n'}, ${expected ?? 'n'})`);
  if (rows > limits.matrixClasses) throw wrong(file.name, `${rows} classes`, `at most ${limits.matrixClasses}`);
  for (let i = 0; i < data.length; i++)
    if (!(Number.isInteger(data[i]) && data[i] >= 0 && data[i] < 2 ** 32))
      throw wrong(file.name, `${data[i]} at ${Math.floor(i / rows)}, ${i % rows}`, 'a count');
  return { counts: data instanceof Uint32Array ? data : Uint32Array.from(data), classes: rows };
}
