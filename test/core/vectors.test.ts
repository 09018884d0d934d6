import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { compareVectors, CoreError, vectorNorm } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';

type Case = [
  norms: [number, number],
  dot: number | null,
  cosine: number,
  cosineDistance: number,
  l2: number,
  l1: number,
  apart: number,
  absoluteAt: number,
  relativeAt: number,
  relative: number,
];
const { cases } = JSON.parse(readFileSync('test/reference/data/vectors.json', 'utf8')) as { cases: Case[] };

function vectors(seed: number): { a: number[]; b: number[]; scale: number } {
  const random = new Seeded(seed);
  const n = 1 + random.below(60);
  const scale = random.pick([1, 1, 1e-3, 1e160, 1e-170]);
  const near = random.pick([0, 1e-9, 1e-5, 1]);
  const a = Array.from({ length: n }, () => random.between(-1, 1) * scale);
  return { a, b: a.map((x) => x + random.between(-1, 1) * near * scale), scale };
}

const isNear = (value: number, expected: number, size = Math.abs(expected)): boolean =>
  Math.abs(value - expected) <= 1e-15 * 4 * size;

describe('X two vectors beside each other', () => {
  it(`X norms, dot, cosine, distances and closeness: ${cases.length} seeded pairs, as mpmath, NumPy and SciPy`, () => {
    cases.forEach(([norms, dot, cosine, cosineDistance, l2, l1, apart, absoluteAt, relativeAt, relative], i) => {
      const { a, b } = vectors(i + 1);
      const found = compareVectors(a, b);
      assert(found.geometry);
      const { geometry } = found;
      norms.forEach((norm, side) => assert(isNear(geometry.norms[side], norm), `norm ${i}`));
      // What has no normal digits is not asked for: a dot product below 1e-290.
      if (dot !== null && (dot === 0 || Math.abs(dot) > 1e-290)) assert(isNear(geometry.dot, dot), `dot ${i}`);
      assert(isNear(geometry.cosine!, cosine, 1), `cosine ${i}: ${geometry.cosine}, ${cosine}`);
      // The root of it has the digits of a number near 1.
      const way = [geometry.cosineDistance!, cosineDistance].map(Math.sqrt);
      assert(cosineDistance < 0 || Math.abs(way[0] - way[1]) < 1e-15, `cosine distance ${i}`);
      assert(isNear(geometry.l2, l2) && isNear(geometry.l1, l1), `distance ${i}: ${geometry.l2}, ${l2}`);
      assert.deepEqual([found.apart, found.absolute?.index, found.relative?.index], [apart, absoluteAt, relativeAt]);
      assert(isNear(found.relative!.value, relative), `relative ${i}`);
    });
  });

  it('X infinities, NaN, zeros and unequal shapes, as NumPy has them', () => {
    const odd = compareVectors([Infinity, NaN, 1], [Infinity, NaN, 1]);
    assert.deepEqual([odd.geometry, odd.apart, odd.first], [null, 1, 1]);
    assert.equal(compareVectors([1], [Infinity]).apart, 1);
    const zero = compareVectors([0, 0], [0, 1]);
    assert.deepEqual([zero.geometry?.cosine, zero.relative], [null, { value: 1, index: 1 }]);
    // The bound is of the second one.
    assert.deepEqual([compareVectors([1.00001], [1]).apart, compareVectors([1e-8], [0]).apart], [0, 0]);
    assert.equal(compareVectors([[1], [2]], [[1], [3]]).absolute?.index, 1);
    assert.throws(
      () => compareVectors([1, 2], [1]),
      (error) => error instanceof CoreError && error.code === 'shape',
    );
    assert.equal(vectorNorm([3 * 2 ** 700, 4 * 2 ** 700]), 5 * 2 ** 700);
  });
});
