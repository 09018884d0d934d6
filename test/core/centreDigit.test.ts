import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { centreDigit, CoreError, defaultConfig, openReader, type Dataset, type RunConfig } from '@surprisal/core';
import { cases } from '../cases.js';
import { Seeded } from '../reference/seeded.js';
import { runToEnd } from './training.js';

const SIDE = 28;
const SIZE = SIDE * SIDE;
const CANVAS = 280;

/** Ink between the middles of pixels, each beside its neighbours by how near they are; none outside. */
function inkAt(digit: Uint8Array, x: number, y: number): number {
  const [column, row] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
  const [right, below] = [x - 0.5 - column, y - 0.5 - row];
  const at = (i: number, j: number): number => (i < 0 || j < 0 || i >= SIDE || j >= SIDE ? 0 : digit[i * SIDE + j]);
  const top = at(row, column) * (1 - right) + at(row, column + 1) * right;
  const bottom = at(row + 1, column) * (1 - right) + at(row + 1, column + 1) * right;
  return top * (1 - below) + bottom * below;
}

/** A digit drawn anew on a large canvas, `scale` times as large, from (`left`, `top`): grey, or with a pen that is black or nothing. */
function drawn(digit: Uint8Array, scale: number, left: number, top: number, pen: boolean): Uint8Array {
  return Uint8Array.from({ length: CANVAS * CANVAS }, (_, at) => {
    const ink = inkAt(digit, ((at % CANVAS) + 0.5 - left) / scale, (Math.floor(at / CANVAS) + 0.5 - top) / scale);
    return pen ? (ink >= 127.5 ? 255 : 0) : Math.round(ink);
  });
}

const canvas = { width: CANVAS, height: CANVAS };

describe('the centring of a drawn digit (T11)', function () {
  this.timeout(60_000);

  it('leaves the images of MNIST’s test part as they are, to the byte', () => {
    const images = new Uint8Array(gunzipSync(readFileSync('dist/mnist/test-images.idx.gz'))).subarray(16);
    let other = 0;
    for (let at = 0; at < images.length; at += SIZE) {
      const image = images.subarray(at, at + SIZE);
      const again = centreDigit(image, { width: SIDE, height: SIDE });
      if (!image.every((value, i) => value === again[i])) other++;
    }
    assert.equal(images.length / SIZE, 10_000);
    // Three of them are 19 pixels wide at most, and one has its mass just between two pixels.
    assert.ok(other <= 4, `${other} images came out otherwise`);
  });

  it('keeps at least 95% of the predictions on test digits that are drawn anew, wherever and however large', () => {
    const { optimiser, ...base } = defaultConfig();
    const config: RunConfig = {
      ...base,
      network: { layers: [{ kind: 'dense', width: 100, activation: 'relu' }] },
      optimiser: { ...optimiser, id: 'adam', rate: 0.002 },
      batch: 50,
      epochs: 8,
    };
    const { trainer, parts } = runToEnd(config);
    const [set] = parts.sets as [Dataset & { features: Uint8Array }];
    const checkpoint = { name: 'end.safetensors', bytes: trainer.checkpoint() };
    const reader = openReader(config, checkpoint, { ...set, classes: 10 });
    const readAs = (image: Uint8Array): number => {
      const logits = reader.logits(Float64Array.from(image, (value) => value / 255));
      return logits.indexOf(Math.max(...logits));
    };
    const random = new Seeded(7);
    for (const pen of [false, true]) {
      let same = 0;
      const test = [...parts.test].slice(0, cases(400, 150));
      for (const index of test) {
        const digit = set.features.subarray(index * SIZE, (index + 1) * SIZE);
        const scale = 3.5 + random.next() * 6;
        const room = CANVAS - SIDE * scale;
        const large = drawn(digit, scale, random.next() * room, random.next() * room, pen);
        if (readAs(digit) === readAs(centreDigit(large, canvas))) same++;
      }
      assert.ok(same / test.length >= 0.95, `${same} of ${test.length} with ${pen ? 'a pen' : 'grey'}`);
    }
  });

  it('fits the longer side to 20 pixels and keeps the aspect, in the middle', () => {
    const bar = new Uint8Array(CANVAS * CANVAS);
    for (let y = 40; y < 240; y++) bar.fill(255, y * CANVAS + 200, y * CANVAS + 220);
    const image = centreDigit(bar, canvas);
    const inked = [...image.keys()].filter((i) => image[i] > 0);
    assert.deepEqual(new Set(inked.map((i) => image[i])), new Set([255]));
    assert.deepEqual([...new Set(inked.map((i) => i % SIDE))], [13, 14]);
    assert.deepEqual([Math.floor(inked[0] / SIDE), inked.length], [4, 40]);
  });

  it('does not depend on the place, and hardly on the size of a drawing', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 6 }), (left, top, times) => {
        const shape = [0, 200, 90, 255, 40, 0, 120, 10, 255];
        const at = (x: number, y: number, unit: number): Uint8Array =>
          Uint8Array.from({ length: CANVAS * CANVAS }, (_, i) => {
            const [column, row] = [Math.floor((i % CANVAS) - x), Math.floor(i / CANVAS) - y].map((n) =>
              Math.floor(n / unit),
            );
            return column >= 0 && column < 3 && row >= 0 && row < 3 ? shape[row * 3 + column] : 0;
          });
        const image = centreDigit(at(left, top, 20), canvas);
        assert.deepEqual(centreDigit(at(0, 0, 20), canvas), image);
        const other = centreDigit(at(5, 9, 20 * times >= 90 ? 80 : 20 * times), canvas);
        assert.ok(other.every((value, i) => Math.abs(value - image[i]) <= 1));
      }),
      { numRuns: 20 },
    );
  });

  it('a drawing without ink has none after, and one that touches every side stays in the image', () => {
    assert.deepEqual(centreDigit(new Uint8Array(12), { width: 4, height: 3 }), new Uint8Array(SIZE));
    const corner = new Uint8Array(400);
    corner.fill(255, 0, 40);
    for (let y = 0; y < 20; y++) corner[y * 20] = 255;
    const image = centreDigit(corner, { width: 20, height: 20 });
    assert.equal(
      image.reduce((sum, value) => sum + value, 0),
      corner.reduce((sum, value) => sum + value, 0),
    );
  });

  it('a mass at any end moves no further than the ink leaves room', () => {
    const sides = [0, 1, 2, 3].map((turn) => {
      const ink = new Uint8Array(400);
      for (let a = 0; a < 20; a++)
        for (let b = 0; b < 20; b++) {
          const [x, y] = turn % 2 ? [b, a] : [a, b];
          ink[y * 20 + x] = a === 0 ? 1 : a > 17 ? 255 : 0;
        }
      return turn > 1 ? ink.reverse() : ink;
    });
    for (const ink of sides) {
      const image = centreDigit(ink, { width: 20, height: 20 });
      assert.equal(image.filter((value) => value === 1).length, 20);
      assert.equal(image.filter((value) => value === 255).length, 40);
    }
  });

  it('refuses bytes that are not width times height', () => {
    assert.throws(
      () => centreDigit(new Uint8Array(10), { width: 3, height: 3 }),
      (error) =>
        error instanceof CoreError &&
        error.code === 'shape' &&
        /^ink: 10 bytes; expected 9, 3 by 3$/.test(error.message),
    );
  });
});
