import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkConfig, defaultConfig, prepareData, readDataset, type DataOptions } from '@surprisal/core';
import { refuses } from './fails.js';
import { npyOf as npy } from '../madePredictions.js';
import { inflate } from './training.js';

const labelsOf = (count: number) =>
  npy(
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 2),
  );
const read = (shape: number[], data: Uint8Array | Float32Array, said?: DataOptions) =>
  readDataset({ name: 'x.npy', bytes: npy(shape, data) }, { name: 'y.npy', bytes: labelsOf(shape[0]) }, inflate, said);

describe('images with channels (R9)', () => {
  it('R9 first or last, they become the same images, channels side by side', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 9 }),
        fc.integer({ min: 4, max: 9 }),
        fc.boolean(),
        (height, width, bytes) => {
          const last = Array.from({ length: 2 * height * width * 3 }, (_, i) => (i * 37) % 251);
          const plane = height * width;
          const first = last.map((_, i) => {
            const [image, c, pixel] = [Math.floor(i / (3 * plane)), Math.floor(i / plane) % 3, i % plane];
            return last[image * 3 * plane + pixel * 3 + c];
          });
          const make = (values: number[]) =>
            bytes ? Uint8Array.from(values) : Float32Array.from(values, (x) => x / 7);
          const [a, b] = [read([2, height, width, 3], make(last)), read([2, 3, height, width], make(first))];
          assert.deepEqual(a, b);
          assert.deepEqual([a.height, a.width, a.channels], [height, width, 3]);
          assert.deepEqual(Array.from(a.features), Array.from(make(last)));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('R9 an axis of one is a channel as well, and other items of three axes are no images of colour', () => {
    const grey = read([2, 1, 5, 4], new Uint8Array(40));
    assert.deepEqual([grey.height, grey.width, grey.channels], [5, 4, 1]);
    const volume = read([2, 4, 5, 2], new Uint8Array(80));
    assert.deepEqual([volume.height, volume.width, volume.channels], [1, 40, 1]);
  });

  it('R9 where both axes could be the channels it is asked, and what is said holds', () => {
    const data = Uint8Array.from({ length: 2 * 3 * 5 * 3 }, (_, i) => i);
    refuses(
      () => read([2, 3, 5, 3], data),
      /x\.npy, data\.channels: items of shape \(3, 5, 3\), whose channels may stand first or last; expected data\.channels/,
    );
    const [first, last] = (['first', 'last'] as const).map((channels) => read([2, 3, 5, 3], data, { channels }));
    assert.deepEqual([first.height, first.width], [5, 3]);
    assert.deepEqual([last.height, last.width], [3, 5]);
    assert.deepEqual(Array.from(first.features.subarray(0, 6)), [0, 15, 30, 1, 16, 31]);
    refuses(() => read([2, 3, 5, 4], new Uint8Array(120), { channels: 'last' }), /1 or 3 channels last/);
    refuses(() => read([2, 6], new Uint8Array(12), { channels: 'last' }), /images of 1 or 3 channels/);
  });

  it('R9 a run of version 0.1.0 sees the numbers in the order of its file, as it was trained', () => {
    const data = Uint8Array.from({ length: 2 * 3 * 5 * 3 }, (_, i) => i);
    for (const shape of [
      [2, 3, 5, 3],
      [2, 3, 3, 5],
    ]) {
      const before = read(shape, data, { scale: 'legacy' });
      assert.deepEqual([before.height, before.width, before.channels], [1, 45, 1]);
      assert.deepEqual(before.features, data);
    }
  });

  it('R9 numbers as labels get the names that are given, or the label that has none is named', () => {
    const files = {
      images: { name: 'x.npy', bytes: npy([20, 4, 4, 3], new Uint8Array(20 * 48)) },
      labels: { name: 'y.npy', bytes: labelsOf(20) },
    };
    const config = defaultConfig();
    const data = { ...config.data, source: 'files' as const, files: { images: 'x.npy', labels: 'y.npy' } };
    const named = checkConfig({ ...config, data: { ...data, classNames: ['cat', 'dog', 'newt'] } });
    assert.deepEqual(prepareData(named, files, inflate).sets[0].classes, ['cat', 'dog']);
    const digits = { ...named, data: { ...named.data, classNames: ['cat', 'dog'] } };
    const labels = {
      name: 'y.npy',
      bytes: npy(
        [20],
        Uint8Array.from({ length: 20 }, (_, i) => i % 3),
      ),
    };
    refuses(
      () => prepareData(digits, { ...files, labels }, inflate),
      /y\.npy: label "2"; expected a whole number from 0 to 1, since data\.classNames has 2 names/,
    );
    refuses(() => checkConfig({ ...config, data: { ...data, classNames: ['cat', 'cat'] } }), /data\.classNames/);
    refuses(() => checkConfig({ ...config, data: { ...data, channels: 'middle' } }), /data\.channels/);
  });
});
