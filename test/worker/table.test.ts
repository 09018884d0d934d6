import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { defaultConfig, type NamedBytes, type RunConfig } from '@surprisal/core';
import { importanceOf, readRow, readTable } from '../../extension/worker/table.js';
import type { Work } from '../../extension/worker/work.js';
import { inflate, none, runToEnd } from '../core/training.js';
import { analysisThread } from './analysisThread.js';
import { prepareData } from '@surprisal/core';

const reference = JSON.parse(readFileSync('test/reference/data/realTables.json', 'utf8')) as {
  runs: { wine: { importance: number[]; columns: string[]; rows: number[]; seed: number; probabilities: number[][] } };
};
const fileOf = (name: string): NamedBytes => ({
  name,
  bytes: new Uint8Array(readFileSync(`test/reference/data/realTables/${name}`)),
});

function end<R>(work: Work<R>): R {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The run of the reference on wine. */
function wine(): { config: RunConfig; checkpoint: NamedBytes } {
  const base = defaultConfig();
  const config: RunConfig = {
    ...base,
    data: {
      ...base.data,
      source: 'files',
      files: { images: 'wine.csv' },
      testFraction: 0.5,
      validationFraction: 0,
      stratified: true,
      scale: 'standard',
    },
    network: { layers: [{ kind: 'dense', width: 8, activation: 'relu' }] },
    mode: 'replay',
    batch: 16,
    seed: reference.runs.wine.seed,
  };
  const parts = prepareData(config, { images: fileOf('wine.csv') }, inflate);
  return { config, checkpoint: { name: 'wine', bytes: runToEnd(config, { parts }).trainer.checkpoint() } };
}

describe('the rows of a run on a table (R9)', () => {
  const { config, checkpoint } = wine();
  const model = { config, checkpoint, files: { images: fileOf('wine.csv') }, kernels: none };
  const { columns, rows } = reference.runs.wine;
  const lines = readFileSync('test/reference/data/realTables/wine.csv', 'utf8').split('\n');
  const cells = lines.slice(1, -1).map((line) => line.split(','));

  it('R9 have the values of their file, their number and their line there', () => {
    const table = end(readTable(model));
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      columns,
    );
    assert.deepEqual(Array.from(table.rows), rows);
    assert.deepEqual(
      Array.from(table.lines),
      rows.map((row) => row + 1),
    );
    rows.forEach((row, i) =>
      assert.deepEqual(
        Array.from(table.values.subarray(i * 13, (i + 1) * 13)),
        cells[row].slice(0, 13).map(Number),
        `row ${row}`,
      ),
    );
  });

  it('R9 stand beside quartiles as NumPy has them, and are marked where they lie beyond every training row of their class', () => {
    const table = end(readTable(model));
    const classes = ['Barbera', 'Barolo', 'Grignolino'];
    const tested = new Set(rows);
    classes.forEach((name, c) =>
      columns.forEach((_, j) => {
        const sorted = cells
          .filter((row, i) => row[13] === name && !tested.has(i))
          .map((row) => Number(row[j]))
          .sort((a, b) => a - b);
        const at = (sorted.length - 1) * 0.25;
        const low = sorted[Math.floor(at)];
        const quarter = low + (at % 1) * (sorted[Math.ceil(at)] - low);
        const found = table.quartiles.subarray((c * 13 + j) * 5, (c * 13 + j) * 5 + 5);
        assert.deepEqual([found[0], found[4]], [sorted[0], sorted.at(-1)]);
        assert.ok(Math.abs(found[1] - quarter) < 1e-9);
        rows.forEach((row, i) => {
          if (cells[row][13] !== name) return;
          const value = Number(cells[row][j]);
          assert.equal(table.beyond[i * 13 + j], Number(value < sorted[0] || value > sorted.at(-1)!));
        });
      }),
    );
    assert.ok(table.beyond.some(Boolean));
  });

  it("R9 the importance of a column is scikit-learn's permutation_importance of the same network", () => {
    const { rise, shuffles, rows: of } = end(importanceOf(model));
    assert.deepEqual([shuffles, of], [50, 89]);
    reference.runs.wine.importance.forEach((x, j) => assert.ok(Math.abs(rise[j] - x) < 1e-10, columns[j]));
  });

  it('R9 the importance is the same from as many threads as there are, which say how far they are', async () => {
    const alone = end(importanceOf(model));
    const shares: number[] = [];
    const thread = analysisThread({ analysed: ({ share }) => shares.push(share) });
    const found = await thread.call('importance', { ...model, threads: 3 });
    await thread.close();
    assert.deepEqual(found, alone);
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.ok(shares.every((share) => share >= 0 && share <= 1));
  });

  it('R9 p with the middle of its class in place of a value is what the network gives, and near rows are the nearest', () => {
    const table = end(readTable(model));
    const middles = Float64Array.from(columns, (_, j) => table.values[j]);
    const own = end(readRow({ ...model, index: 0, middles }));
    const label = ['Barbera', 'Barolo', 'Grignolino'].indexOf(cells[rows[0]][13]);
    for (const p of own.middle) assert.ok(Math.abs(p - reference.runs.wine.probabilities[0][label]) < 1e-10);
    assert.equal(own.near.length, 3);
    assert.ok(own.near[0].distance <= own.near[1].distance && own.near[1].distance <= own.near[2].distance);
    for (const { row } of own.near) assert.ok(!rows.includes(row));
    const changed = end(readRow({ ...model, index: 0, middles: middles.map((x, j) => (j === 12 ? x + 500 : NaN)) }));
    assert.ok(Number.isNaN(changed.middle[0]) && Math.abs(changed.middle[12] - own.middle[12]) > 1e-6);
  });

  it('R9 a column of words has one importance and one value a row', () => {
    const base = defaultConfig();
    const data = {
      ...base.data,
      source: 'files',
      files: { images: 'pets.csv' },
      target: 'kind',
      oneHot: ['color'],
    } as const;
    const pets = { config: { ...base, data: { ...data, oneHot: ['color'] } }, files: { images: fileOf('pets.csv') } };
    const table = end(readTable(pets));
    assert.deepEqual(
      table.columns.map(({ name, words }) => [name, words]),
      [
        ['Id', undefined],
        ['color', ['black', 'green', 'white']],
        ['weight', undefined],
        ['legs', undefined],
      ],
    );
    assert.ok(table.values.every((value, i) => i % 4 !== 1 || [0, 1, 2].includes(value)));
  });
});
