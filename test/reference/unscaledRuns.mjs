/**
 * Runs on own data as version 0.1.0 wrote and read them, which had no `data.scale`, written to data/unscaledRuns.json:
 * `node test/reference/unscaledRuns.mjs` after `npm run build` of that version. Later versions write other records.
 *
 * Of each run there are its files, its record, its last checkpoint, and how that version read the test part: features
 * were taken as x / 255 where an array was of bytes or truth values, or where text held whole numbers from 0 to 255
 * with one beyond 127, and as they stood elsewhere. Replay works in TypeScript and in double precision, so any machine
 * reads the same.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  defaultConfig,
  layOut,
  measure,
  MersenneTwister,
  openKernel,
  chooseKernel,
  prepareData,
  Trainer,
} from '@surprisal/core';

const ROWS = 30;
const WIDTH = 4;
const random = new MersenneTwister(9);
const none = { simd: new Uint8Array(0), relaxed: new Uint8Array(0) };
const below = (n) => Math.floor(random.double() * n);
const table = (least, limit) =>
  Array.from({ length: ROWS }, (_, i) =>
    Array.from({ length: WIDTH }, (_, j) => least + ((below(limit) + 9 * i * j) % limit)),
  );
const label = (i) => i % 3;
const csv = (rows) => rows.map((row, i) => `${row.join(',')},${'abc'[label(i)]}\n`).join('');
const npy = (descr, shape, body) => {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`;
  return Buffer.from([
    0x93,
    ...Buffer.from('NUMPY'),
    1,
    0,
    header.length & 255,
    header.length >> 8,
    ...Buffer.from(header),
    ...body,
  ]);
};
const labels = npy(
  '|u1',
  [ROWS],
  Array.from({ length: ROWS }, (_, i) => label(i)),
);
const square = (rows) => rows.map((row) => [row.slice(0, 2), row.slice(2)]);

const sets = {
  'text beyond 127': { images: ['table.csv', csv(table(0, 201))] },
  'text beyond 127 in a row that is left out': {
    images: ['table.csv', csv([[255, 0, 0, 0], ...table(0, 100)].slice(0, ROWS))],
    first: 1,
  },
  'text up to 127': { images: ['table.csv', csv(table(0, 128))] },
  'text with a negative number': { images: ['table.csv', csv(table(-1, 201))] },
  'images in JSON': {
    images: [
      'images.json',
      JSON.stringify({ images: square(table(0, 256)), labels: Array.from({ length: ROWS }, (_, i) => label(i)) }),
    ],
  },
  'truth values': {
    images: ['flags.npy', npy('|b1', [ROWS, WIDTH], table(0, 2).flat())],
    labels: ['labels.npy', labels],
  },
  bytes: { images: ['bytes.npy', npy('|u1', [ROWS, WIDTH], table(0, 99).flat())], labels: ['labels.npy', labels] },
  'whole numbers': {
    images: [
      'words.npy',
      npy(
        '<u2',
        [ROWS, WIDTH],
        table(0, 201)
          .flat()
          .flatMap((x) => [x, 0]),
      ),
    ],
    labels: ['labels.npy', labels],
  },
};

const script = resolve('out/train.cjs');
const inflate = () => {
  throw new Error('nothing is packed');
};
const made = {};
for (const [name, { first, ...files }] of Object.entries(sets)) {
  const folder = mkdtempSync(join(tmpdir(), 'runs-'));
  const base = defaultConfig();
  const named = Object.fromEntries(Object.entries(files).map(([key, [file]]) => [key, file]));
  for (const [file, content] of Object.values(files)) writeFileSync(join(folder, file), content);
  const config = {
    ...base,
    data: { ...base.data, source: 'files', files: named, ...(first && { first }) },
    network: { layers: [{ kind: 'dense', width: 6, activation: 'relu' }] },
    optimiser: { ...base.optimiser, rate: 1e-4 },
    batch: 8,
    epochs: 2,
    mode: 'replay',
  };
  writeFileSync(join(folder, 'run.surprisal.json'), JSON.stringify(config));
  execFileSync(process.execPath, [script, 'run.surprisal.json'], { cwd: folder });
  const id = readdirSync(join(folder, '.surprisal/runs')).find((entry) => /^\d/.test(entry));
  const run = join(folder, '.surprisal/runs', id);
  const bytes = new Uint8Array(readFileSync(join(run, 'epoch-0002.safetensors')));
  const read = Object.fromEntries(
    Object.entries(files).map(([key, [file, content]]) => [
      key,
      { name: file, bytes: new Uint8Array(Buffer.from(content)) },
    ]),
  );
  const parts = prepareData(config, read, inflate);
  const layout = layOut(config, measure(parts, 1, config));
  const kernel = openKernel(chooseKernel(none, layout.size, layout.precision));
  const trainer = new Trainer(config, layout, parts, kernel);
  trainer.resume({ name: 'checkpoint', bytes });
  made[name] = {
    files: Object.fromEntries(
      Object.entries(read).map(([key, file]) => [key, { ...file, bytes: Buffer.from(file.bytes).toString('base64') }]),
    ),
    record: JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')),
    checkpoint: Buffer.from(bytes).toString('base64'),
    logits: [...trainer.readTest()],
  };
  rmSync(folder, { recursive: true });
}
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
writeFileSync(
  'test/reference/data/unscaledRuns.json',
  `${JSON.stringify({ made: { version, node: process.version }, runs: made })}\n`,
);
