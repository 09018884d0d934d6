import {
  columnMoments,
  CoreError,
  type Dataset,
  finished,
  openReader,
  type Parts,
  permutationImportance,
  type Reader,
  scaledAs,
  scaleRow,
  softmax,
} from '@surprisal/core';
import type { ImportanceParams, Model, TableRowParams } from '../protocol/analysis.js';
import type { ColumnImportance, NearRow, TableRows } from '../protocol/inspector/table.js';
import { readAnew, type ReadParts } from './lastRead.js';
import { Rows } from './rows.js';
import { numbersFor } from './jobs.js';
import { runParallel } from './platform.node.js';
import type { Work } from './work.js';

/** Numbers of the test rows that are given to the host at most, and columns, as many as are shuffled. */
const VALUES = 8_000_000;
const COLUMNS = 5000;
/** Rows that a column is shuffled in, times columns, times shuffles: what takes some seconds. */
const READINGS = 4_000_000;
const ROWS = 5000;
const FEW = 50;
const SHUFFLES = 50;
const LEAST = 5;
const NEAR = 3;

/** The value below which a share of sorted values lies, as NumPy's `quantile` has it. */
function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return NaN;
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

const commonest = (values: Float64Array, words: number): number => {
  const counts = new Uint32Array(words);
  for (const value of values) counts[value]++;
  return values.length === 0 ? NaN : counts.indexOf(Math.max(...counts));
};

/** What the rows of a run hold: of the test part the values, and of the rows trained on what they lie between. */
export function readTable(asked: Pick<Model, 'config' | 'files'>, partsOf = readAnew): Work<TableRows> {
  const parts = partsOf(asked);
  const rows = new Rows(parts.sets);
  const room = Math.max(1, Math.min(COLUMNS, Math.floor(VALUES / Math.max(1, parts.test.length))));
  const columns = rows.columns.slice(0, room);
  const width = columns.length;
  const classes = parts.sets[0].classes.length;
  return (function* () {
    const of = Array.from({ length: classes }, (_, c) => parts.train.filter((row) => rows.label(row) === c));
    const values = new Float64Array(parts.test.length * width);
    parts.test.forEach((row, i) => {
      const features = rows.features(row);
      columns.forEach((column, j) => (values[i * width + j] = rows.value(features, column)));
    });
    const quartiles = new Float64Array(classes * width * 5).fill(NaN);
    const beyond = new Uint8Array(values.length);
    for (let j = 0; j < width; j++) {
      yield { share: j / width };
      const column = columns[j];
      const ranges = of.map((trained, c) => {
        const sorted = Float64Array.from(trained, (row) => rows.value(rows.features(row), column)).sort();
        const at = (c * width + j) * 5;
        if (column.words) quartiles[at + 2] = commonest(sorted, column.words.length);
        else [0, 0.25, 0.5, 0.75, 1].forEach((share, k) => (quartiles[at + k] = quantile(sorted, share)));
        return sorted;
      });
      const seen = ranges.map((sorted) => {
        const found = new Uint8Array(column.words?.length ?? 0);
        if (column.words) for (const word of sorted) found[word] = 1;
        return found;
      });
      parts.test.forEach((row, i) => {
        const label = rows.label(row);
        const sorted = ranges[label];
        const x = values[i * width + j];
        const outside = column.words ? !seen[label][x] : x < sorted[0] || x > sorted[sorted.length - 1];
        if (sorted.length > 0 && outside) beyond[i * width + j] = 1;
      });
    }
    const moments = columnMoments(parts.sets, parts.train);
    const inFile = new Uint32Array(parts.test.length);
    const lines = new Uint32Array(parts.test.length);
    let isText = true;
    parts.test.forEach((row, i) => {
      const place = rows.inFile(row);
      inFile[i] = place.row;
      if (place.line < 0) isText = false;
      else lines[i] = place.line;
    });
    return {
      columns: columns.map(({ name, words }) => ({ name, ...(words && { words }) })),
      more: rows.columns.length - width,
      values,
      beyond,
      rows: inFile,
      lines: isText ? lines : new Uint32Array(0),
      quartiles,
      mean: Float64Array.from(columns, ({ from }) => moments.mean[from]),
      deviation: Float64Array.from(columns, ({ from }) => Math.sqrt(moments.variance[from])),
      trained: of.map(({ length }) => length),
      form: formOf(parts.sets[0]),
    };
  })();
}

/** How the rows of a table of text were read. */
function formOf({ table }: Dataset): TableRows['form'] {
  if (!table) return null;
  const { named: _, index: _i, lines, ...form } = table;
  return { ...form, first: lines[0] };
}

/** The data of a run, its rows and its network. */
function opened(
  { config, files, checkpoint }: Model,
  partsOf: ReadParts,
): { parts: Parts; rows: Rows; reader: Reader } {
  const parts = scaledAs(partsOf({ config, files }), checkpoint);
  const { width, height, classes } = parts.sets[0];
  const reader = openReader(config, checkpoint, { width, height, classes: classes.length });
  return { parts, rows: new Rows(parts.sets), reader };
}

/** How much worse the network reads the test rows when a column is shuffled; of many rows the first that were drawn. */
export function importanceOf(params: ImportanceParams, partsOf = readAnew): Work<ColumnImportance> {
  const { parts, rows, reader } = opened(params, partsOf);
  const { size, columns } = rows;
  if (columns.length > COLUMNS)
    throw new CoreError(
      'limit',
      `${columns.length} columns`,
      `at most ${COLUMNS}: each of them is shuffled and read again`,
    );
  const most = Math.max(FEW, Math.min(ROWS, Math.floor(READINGS / (columns.length * LEAST))));
  const test = parts.test.subarray(0, most);
  const shuffles = Math.max(LEAST, Math.min(SHUFFLES, Math.floor(READINGS / (test.length * columns.length))));
  const { config, checkpoint, kernels, threads = 1 } = params;
  const inputs = numbersFor(threads, test.length * size);
  test.forEach((row, i) => inputs.set(scaleRow(parts.scaling, rows.features(row)), i * size));
  const labels = Uint8Array.from(test, (row) => rows.label(row));
  const into = { rise: numbersFor(threads, columns.length), deviation: numbersFor(threads, columns.length) };
  const { width, height, classes } = parts.sets[0];
  const shape = { width, height, classes: classes.length };
  const read = { inputs, size, labels };
  const task = { config, checkpoint, kernels, size: shape, rows: read, columns, shuffles, into, count: columns.length };
  return (function* () {
    yield* runParallel(task, threads, () => undefined);
    const { loss, rise } = finished(
      permutationImportance(reader, read, columns, { shuffles, seed: config.seed, into, only: [] }),
    );
    return { loss, rise: Float64Array.from(rise), rows: test.length, shuffles };
  })();
}

/** What p of a row would be with the middle of its class in place of each value, and the training rows near it. */
export function readRow(params: TableRowParams, partsOf = readAnew): Work<{ middle: Float64Array; near: NearRow[] }> {
  const { parts, rows, reader } = opened(params, partsOf);
  const { index, middles } = params;
  return (function* () {
    yield { share: 0 };
    const row = parts.test[index];
    const label = rows.label(row);
    const features = Float64Array.from(rows.features(row));
    const middle = Float64Array.from(middles, (value, j) => {
      if (Number.isNaN(value)) return NaN;
      const { from, count, words } = rows.columns[j];
      const changed = features.slice();
      if (words) for (let k = 0; k < count; k++) changed[from + k] = Number(k === value);
      else changed[from] = value;
      return softmax(reader.logits(scaleRow(parts.scaling, changed)))[label];
    });
    const inputs = scaleRow(parts.scaling, features);
    const near: NearRow[] = [];
    for (const other of parts.train) {
      const theirs = rows.features(other);
      let sum = 0;
      for (let k = 0; k < inputs.length; k++)
        sum += (inputs[k] - (theirs[k] - parts.scaling.mean[k]) / parts.scaling.deviation[k]) ** 2;
      const distance = Math.sqrt(sum);
      if (near.length === NEAR && distance >= near[NEAR - 1].distance) continue;
      near.push({ row: rows.inFile(other).row, label: rows.label(other), distance });
      near.sort((a, b) => a.distance - b.distance);
      near.splice(NEAR);
    }
    return { middle, near };
  })();
}
