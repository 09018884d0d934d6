import assert from 'node:assert/strict';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { sha256 } from '../../extension/host/ports/sha256.js';
import { closePages, pages, untilPages } from './pages.js';
import { at, command, fill, put, text, train } from './storedRuns.js';

/** Forty rows of two columns, whose class is told by the first of them. */
const rows = Array.from({ length: 40 }, (_, i) => ({
  size: (i * 7) % 40,
  age: (i * 11) % 13,
  large: (i * 7) % 40 > 19,
}));
const csv = (label: (large: boolean) => string): string =>
  ['size,age,kind', ...rows.map(({ size, age, large }) => `${size},${age},${label(large)}`), ''].join('\n');
const configOf = (images: string, data: Partial<RunConfig['data']> = {}): RunConfig => {
  const base = defaultConfig();
  return {
    ...base,
    data: { ...base.data, source: 'files', files: { images }, target: 'kind', scale: 'standard', ...data },
    network: { layers: [] },
    epochs: 2,
  };
};

/** What runs on real data do on the desktop and in a browser alike. */
describe('own data in this host (R9, F28)', () => {
  after(async () => {
    await closePages('inspector');
  });

  it('R9 R11 a table trains by its columns, with the corrections of its labels that lie beside it', async () => {
    const table = csv((large) => (large ? 'large' : 'small'));
    await put(at('pets.csv'), table);
    const sources = [{ file: 'pets.csv', sha256: await sha256(new TextEncoder().encode(table)) }];
    const corrections = [{ row: 3, old: 'large', verdict: 'leftOut' }];
    assert.equal(rows[3].large, true);
    const content = { surprisal: 'corrections', version: 1, sets: [{ sources, corrections }] };
    await put(at('pets.csv.corrections.json'), JSON.stringify(content));
    await fill(configOf('pets.csv'));
    const [run] = await train();
    assert.equal(run.status, 'finished', run.message);
    assert.deepEqual([...run.classes].sort(), ['large', 'small']);
    assert.equal(run.corrections?.leftOut, 1);
    assert.equal(run.trainCount + run.validationCount + run.testCount, 39);
    await command('export', { run: run.id, what: 'predictions.csv', uri: at('own', 'predictions.csv') });
    assert.equal((await text(at('own', 'predictions.csv'))).trimEnd().split('\n').length, 1 + run.testCount);
  });

  it('R9 labels that are numbers are called as the configuration says', async () => {
    await put(
      at('numbers.csv'),
      csv((large) => (large ? '1' : '0')),
    );
    await fill(configOf('numbers.csv', { classNames: ['tiny', 'huge'] }));
    const [run] = await train();
    assert.deepEqual([run.status, run.classes], ['finished', ['tiny', 'huge']]);
  });

  it('R9 K10 predictions in JSON Lines open in an inspector', async () => {
    await closePages('inspector');
    const lines = rows.map(({ large }, i) => ({ label: large ? 'b' : 'a', prediction: i % 3 ? 'a' : 'b' }));
    await put(at('said.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await command('importPredictions', at('said.jsonl'));
    await untilPages('inspector', 'the predictions to open', (open) => open.length === 1);
    assert.match(pages('inspector')[0].label, /said\.jsonl/);
  });
});
