/**
 * Files of a folder that came from someone else, made to end the process that reads them: what lies below `.surprisal`,
 * corrections beside data, configurations, pictures. As a program, `node hostileRecords.js SHARE NAME ...`, it reads each
 * in so large a share of its greatest size, and writes a line of JSON when it begins and what came of it at its end.
 */
import { pathToFileURL } from 'node:url';
import { defaultConfig, limits, type RunFiles } from '@surprisal/core';
import { readSettings } from '../../extension/runs/derive/readConfig.js';
import { readCorrections } from '../../extension/runs/disk/correctionsFile.js';
import { readLab } from '../../extension/runs/disk/labFile.js';
import { readLabels } from '../../extension/runs/disk/labelsFile.js';
import { namedIn } from '../../extension/runs/disk/owner.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { packPictures } from '../../extension/runs/pictures/picturePack.js';
import { withPictures } from '../../extension/worker/pictures/decodeFolders.js';
import { hash, head, MemoryDisk } from './memoryDisk.js';

const id = '20240229-235959';
const sha256 = 'a1'.repeat(32);
const MB = 2 ** 20;

/** What is said of so many bytes: a beginning, a piece again and again, and an end. */
type Read = (size: number) => unknown;
const filled = (size: number, piece: string, begin: string, end: string): Uint8Array => {
  const bytes = Buffer.alloc(size, piece);
  const whole = Math.floor((size - begin.length - end.length) / piece.length) * piece.length;
  const to = begin.length + whole;
  bytes.copyWithin(begin.length, 0, whole);
  bytes.write(begin);
  bytes.write(end, to);
  return new Uint8Array(bytes.subarray(0, to + end.length));
};
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const corrections = (bytes: Uint8Array): unknown => readCorrections(bytes);
const labels = (bytes: Uint8Array): unknown => readLabels(bytes, 2);
const lab = (bytes: Uint8Array): unknown => readLab(text(bytes));
const claim = (bytes: Uint8Array): unknown => namedIn(text(bytes)) ?? 'none';
const settings = (bytes: Uint8Array): unknown => readSettings(text(bytes));
const records = (file: string) => async (bytes: Uint8Array) => {
  const disk = new MemoryDisk();
  const store = new RunStore(disk, hash);
  if (file !== 'run.json') await store.create(head());
  const [own = id] = await disk.list('');
  disk.files.set(`${own}/${file}`, bytes);
  const { runs, problems } = await store.list();
  const told = runs.length > 0 ? (await store.batches(runs[0])).problems : problems;
  return told.length > 0 ? told.join('\n') : 'read';
};

const SETS = `{"surprisal":"corrections","version":1,"sets":[{"sources":[{"file":"a","sha256":"${sha256}"}],"corrections":[`;
const FOUND =
  '{"surprisal":"doubtful labels","version":1,"crc32":1,"check":null,"found":{"count":1,"errors":1,"joint":[';
const PIECES = ['{},', '1,', '[],', '"a",', '{"row":-1,"old":"a","verdict":"right"},'];

/** Each with the most bytes that it is read with. */
const cases: Record<string, { most: number; read: Read }> = {};
const add = (
  name: string,
  most: number,
  read: (bytes: Uint8Array) => unknown,
  pieces: readonly string[],
  begin: string,
  end: string,
): void =>
  pieces.forEach((piece) => {
    cases[`${name}: ${begin.slice(-24)}${piece.slice(0, 12)}`] = {
      most,
      read: (size) => read(filled(size, piece, begin, end)),
    };
  });
add('corrections', 16 * MB, corrections, PIECES, SETS, '0]}]}');
add('corrections', 16 * MB, corrections, ['{},', '1,'], SETS.replace(/\{"sources".*/, ''), '0]}');
add('labels', 64 * MB, labels, PIECES, FOUND, '0]}}');
add(
  'labels',
  64 * MB,
  labels,
  ['AAAA'],
  `${FOUND}[1,1],[1,1]],"estimated":[[1,1],[1,1]],"items":[],"probabilities":[],"pixels":"`,
  '"}}',
);
add('loss lab', 64 * MB, lab, PIECES, '{"surprisal":"loss lab","version":1,"title":"a","runs":[', '0]}');
for (const version of [1, 2]) {
  const begin = `{"version":${version},"kind":"trained","id":"${id}","title":"a",`;
  add(`record ${version}`, 64 * MB, records('run.json'), PIECES, `${begin}"classes":[`, '0]}');
  add(`record ${version}`, 64 * MB, records('run.json'), ['{},', '1,'], `${begin}"config":{"network":[`, '0]}}');
  add(`record ${version}`, 64 * MB, records('run.json'), ['{},', '1,'], `${begin}"epochs":[`, '0]}');
}
for (const log of ['epochs.jsonl', 'steps.jsonl']) {
  add(log, 64 * MB, records(log), ['{}\n', '\n', '1\n', '{},', '"\\"'], '', '\n');
  add(log, MB, records(log), ['\\"'], '{"a":NaN', '\n');
}
add('settings', 64 * MB, settings, ['\n', '\r\n'], '', 'oops');
add('settings', 64 * MB, settings, ['1,', '\n'], '{"network":[', ' ]}');
for (const [name, read] of Object.entries({ claim, settings }))
  add(name, 64 * MB, read, ['[', '{"a":', '[],', '1,', '"a\\"'], '{"network":[', '');
add('record', 64 * MB, records('run.json'), ['[', '{"a":'], '', '');

/** A PNG of one pixel with chunks of data of so many bytes each, and packs of such. */
function chunks(size: number, body: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  bytes.write('IHDR', 12);
  bytes.set([0, 0, 0, 1, 0, 0, 0, 1, 8], 16);
  let at = 33;
  for (; at + 2 * (12 + body) <= size; at += 12 + body) {
    bytes.writeUInt32BE(body, at);
    bytes.write('IDAT', at + 4);
  }
  bytes.writeUInt32BE(0, at);
  bytes.write('IEND', at + 4);
  return new Uint8Array(bytes);
}
for (const body of [0, 1])
  cases[`pictures of chunks of ${body}`] = {
    most: 96 * MB,
    read: (size) => {
      const bytes = chunks(Math.min(size, limits.pictureFile), body);
      const pictures = Array.from({ length: Math.max(1, Math.floor(size / bytes.length)) }, (_, i) => ({
        path: `a/${i}.png`,
        bytes,
      }));
      const files: RunFiles = { images: packPictures('p', pictures), labels: { name: '', bytes: new Uint8Array(0) } };
      return withPictures({ config: defaultConfig(), files });
    },
  };

export const names: readonly string[] = Object.keys(cases);

async function main(asked: readonly string[], share: number): Promise<void> {
  for (const name of asked) {
    process.stdout.write(`${JSON.stringify({ name })}\n`);
    const { most, read } = cases[name];
    const begun = performance.now();
    let outcome: string;
    try {
      outcome = String(await read(Math.floor(most * share)));
    } catch (error) {
      outcome = `refused: ${(error as Error).message}`;
    }
    const memory = process.resourceUsage().maxRSS * 1024;
    const ms = Math.round(performance.now() - begun);
    process.stdout.write(`${JSON.stringify({ name, outcome: outcome.slice(0, 300), memory, ms })}\n`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  void main(process.argv.slice(3), Number(process.argv[2]));
