import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  defaultConfig,
  ImageSearch,
  prepareData,
  type NearestPair,
  type Neighbour,
  type NumericArray,
} from '@surprisal/core';
import fc from 'fast-check';
import { Seeded } from '../reference/seeded.js';
import { filesOf, inflate, kernelBytes, none } from './training.js';

/** Every distance, sorted; of equals the first in the list. */
function byHand(features: NumericArray, images: readonly number[], picture: NumericArray, size: number): Neighbour[] {
  return images
    .map((image) => {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += (features[image * size + k] - picture[k]) ** 2;
      return { image, distance: Math.sqrt(sum) };
    })
    .sort((a, b) => a.distance - b.distance);
}

/** Every pair, sorted; of equals the first in the two lists. */
const pairsByHand = (features: NumericArray, ones: readonly number[], others: readonly number[], size: number) =>
  ones
    .flatMap((first) =>
      byHand(features, others, features.slice(first * size, (first + 1) * size), size).map(({ image, distance }) => ({
        first,
        second: image,
        distance,
      })),
    )
    .sort((a, b) => a.distance - b.distance);

function pairsOf(one: ImageSearch, other: ImageSearch, count: number): NearestPair[] {
  const steps = one.nearestPairs(other, count);
  let done = 0;
  for (;;) {
    const { done: over, value } = steps.next();
    if (over) {
      assert.equal(done, 1, 'it says when all is done');
      return value;
    }
    assert.ok(value > done && value <= 1);
    done = value;
  }
}

/** Made by test/reference/nearest.py. */
const reference = JSON.parse(readFileSync('test/reference/data/nearest.json', 'utf8')) as {
  images: number;
  queries: number;
  cases: {
    width: number;
    height: number;
    seed: number;
    nearest: [image: number, distance: number][][];
    pairs: [first: number, second: number, distance: number][];
  }[];
};

describe('near images', () => {
  for (const [width, height, reals, channels] of [
    [7, 5, false, 1],
    [3, 2, false, 1],
    [11, 1, true, 1],
    [28, 28, false, 1],
    [9, 9, true, 1],
    [9, 6, false, 3],
    [32, 30, false, 3],
    [5, 8, true, 3],
  ] as const)
    for (const [kernel, kernels] of [
      ['TypeScript', none],
      ['WebAssembly', kernelBytes],
    ] as const)
      it(`K5 R9 ${width} by ${height} by ${channels}, ${reals ? 'reals' : 'bytes'}, ${kernel}: the nearest and the nearest pairs as by brute force`, () => {
        const random = new Seeded(width * 100 + height);
        const size = width * height * channels;
        // Few levels, so that many distances are equal.
        const values = Array.from({ length: 90 * size }, () => (random.next() < 0.6 ? 0 : random.below(4) * 60));
        const features = reals ? Float64Array.from(values, (x) => x / 8 - 3) : Uint8Array.from(values);
        const numbers = Array.from({ length: 80 }, (_, i) => (i * 37) % 90);
        const search = new ImageSearch(features, numbers, size, kernels);
        for (let query = 0; query < 20; query++) {
          const picture = features.slice(query * size, (query + 1) * size);
          assert.deepEqual(search.nearest(picture, 5), byHand(features, numbers, picture, size).slice(0, 5));
        }
        assert.equal(search.nearest(features.slice(0, size), 200).length, 80, 'no more than there are');
        const [ones, others] = [numbers.slice(0, 30), numbers.slice(30)];
        const found = pairsOf(
          new ImageSearch(features, ones, size, kernels),
          new ImageSearch(features, others, size),
          7,
        );
        assert.deepEqual(found, pairsByHand(features, ones, others, size).slice(0, 7));
      });

  it('K5 of any size, spread and scale, with equal and nearly equal images: as by brute force', () => {
    const scale = fc.constantFrom(1e-200, 1e-30, 1e-20, 1e-10, 1e-3, 1, 255, 1e6, 1e14, 1e20);
    const images = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), scale, fc.nat());
    fc.assert(
      fc.property(images, fc.constantFrom(none, kernelBytes), ([size, count, unit, seed], kernels) => {
        const random = new Seeded(seed);
        const common = Array.from({ length: size }, () => random.next());
        // Some are copies of the image before, or differ from it by little.
        const features = new Float64Array(count * size);
        for (let i = 0; i < count; i++) {
          const [near, copied] = [[1, 1e-3, 1e-7, 0][random.below(4)], i > 0 && random.below(2) === 0];
          for (let k = 0; k < size; k++) {
            const base = copied ? features[(i - 1) * size + k] : unit * common[k];
            features[i * size + k] = base + unit * near * (random.next() - 0.5);
          }
        }
        const numbers = Array.from({ length: count }, (_, i) => i);
        const search = new ImageSearch(features, numbers, size, kernels);
        const at = random.below(count);
        const picture = features.slice(at * size, (at + 1) * size);
        assert.deepEqual(search.nearest(picture, 3), byHand(features, numbers, picture, size).slice(0, 3));
        if (count < 2) return;
        const [ones, others] = [numbers.slice(0, count >> 1), numbers.slice(count >> 1)];
        const all = pairsByHand(features, ones, others, size);
        assert.deepEqual(pairsOf(search.among(ones), search.among(others), 4), all.slice(0, 4));
      }),
      { numRuns: 400 },
    );
  });

  for (const { width, height, seed, nearest, pairs } of reference.cases)
    it(`K5 ${width} by ${height}: as NumPy finds them`, () => {
      const { images, queries } = reference;
      const random = new Seeded(seed);
      const size = width * height;
      const features = Uint8Array.from({ length: images * size }, () => (random.next() < 0.6 ? 0 : random.below(256)));
      const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
      const search = (from: number, to: number) => new ImageSearch(features, range(from, to), size);
      const listed = search(queries, images);
      nearest.forEach((expected, query) => {
        const found = listed.nearest(features.slice(query * size, (query + 1) * size), expected.length);
        assert.deepEqual(
          found.map(({ image, distance }) => [image, distance]),
          expected,
        );
      });
      const found = pairsOf(search(0, images / 2), search(images / 2, images), pairs.length);
      assert.deepEqual(
        found.map(({ first, second, distance }) => [first, second, distance]),
        pairs,
      );
    });

  it('K5 digits: the nearest fours and nines of the sample as by brute force', () => {
    const config = defaultConfig();
    const { sets, train, test } = prepareData(config, filesOf(config), inflate);
    const { features, labels } = sets[0];
    const search = new ImageSearch(features, train, 784, kernelBytes);
    for (const image of test.slice(0, 10)) {
      const picture = features.slice(image * 784, (image + 1) * 784);
      assert.deepEqual(search.nearest(picture, 3), byHand(features, [...train], picture, 784).slice(0, 3));
    }
    const of = (label: number): number[] => [...train].filter((image) => labels[image] === label);
    const [fours, nines] = [of(4), of(9)];
    const found = pairsOf(search.among(fours), search.among(nines), 4);
    const least = fours
      .map((first) => {
        const [nearest] = byHand(features, nines, features.slice(first * 784, (first + 1) * 784), 784);
        return { first, second: nearest.image, distance: nearest.distance };
      })
      .sort((a, b) => a.distance - b.distance);
    assert.deepEqual(found[0], least[0]);
    assert.ok(found.every(({ distance }, i) => i === 0 || distance >= found[i - 1].distance));
  });
});
