import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { CoreError, onlyClasses, readIdx, readImages, sliceRows, type NamedBytes } from '@surprisal/core';
import { inflate } from './training.js';

const word = (n: number): number[] => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const idx = (code: number, shape: number[], body: ArrayLike<number>): Uint8Array =>
  Uint8Array.from([0, 0, code, shape.length, ...shape.flatMap(word), ...Array.from(body)]);
const file = (bytes: Uint8Array, name = 'some.idx'): NamedBytes => ({ name, bytes });
const images = (n: number, side = 2): NamedBytes =>
  file(
    idx(
      8,
      [n, side, side],
      Array.from({ length: n * side * side }, (_, i) => i % 256),
    ),
    'images.idx',
  );
const labels = (values: number[]): NamedBytes => file(idx(8, [values.length], values), 'labels.idx');

describe('IDX', () => {
  it('T9 reads every element type, plain and gzipped', () => {
    const floats = new DataView(new ArrayBuffer(16));
    floats.setFloat64(0, -1.5);
    floats.setFloat64(8, 1e300);
    const cases: [number, ArrayLike<number>, number[]][] = [
      [0x08, [1, 255], [1, 255]],
      [0x09, [1, 255], [1, -1]],
      [0x0b, [1, 0, 255, 254], [256, -2]],
      [0x0c, [...word(70000), 255, 255, 255, 255], [70000, -1]],
      [0x0d, [0x3f, 0xc0, 0, 0, 0xff, 0x80, 0, 0], [1.5, -Infinity]],
      [0x0e, new Uint8Array(floats.buffer), [-1.5, 1e300]],
    ];
    for (const [code, body, expected] of cases)
      for (const pack of [(b: Uint8Array) => b, (b: Uint8Array) => new Uint8Array(gzipSync(b))]) {
        const { shape, data } = readIdx(file(pack(idx(code, [2], body))), inflate);
        assert.deepEqual([shape, [...data]], [[2], expected]);
      }
  });

  it('F13 S13 refuses, naming the file, what a header promises and the bytes do not hold', () => {
    const good = idx(8, [3, 2, 2], new Array(12).fill(7));
    const set = (at: number, value: number): Uint8Array => good.map((b, i) => (i === at ? value : b));
    const cases: [Uint8Array, RegExp][] = [
      [new Uint8Array(0), /^some\.idx: 0 bytes; expected an IDX header/],
      [good.subarray(0, 3), /3 bytes/],
      [good.subarray(0, 10), /10 bytes; expected a header of 16 bytes/],
      [set(0, 1), /magic number 01 00 08 03/],
      [set(2, 0x0a), /magic number 00 00 0a 03/],
      [set(3, 0), /rank 0/],
      [set(3, 5), /rank 5/],
      [good.subarray(0, good.length - 1), /27 bytes for shape \(3, 2, 2\); expected 28 bytes/],
      [Uint8Array.from([...good, 0]), /29 bytes/],
      [idx(8, [0xffffffff, 0xffffffff, 0xffffffff], []), /expected 79,228,162,458,924,105,385,300,197,391/],
      [new Uint8Array(gzipSync(good)).subarray(0, 20), /a (damaged )?gzip/],
      [Uint8Array.from(new Uint8Array(gzipSync(good)), (b, i) => (i === 14 ? b ^ 255 : b)), /some\.idx: /],
    ];
    for (const [bytes, message] of cases)
      assert.throws(
        () => readIdx(file(bytes), inflate),
        (error) => error instanceof CoreError && error.code === 'data' && message.test(error.message),
        String(message),
      );
  });

  it('S11 refuses a gzip that declares more than the limit before it unpacks', () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(1000)));
    new DataView(bomb.buffer).setUint32(bomb.length - 4, 300 * 2 ** 20, true);
    const never = (): never => assert.fail('unpacked');
    assert.throws(() => readIdx(file(bomb), never), /declares 314,572,800 bytes/);
    const lying = new Uint8Array(gzipSync(new Uint8Array(100_000)));
    new DataView(lying.buffer).setUint32(lying.length - 4, 100, true);
    assert.throws(() => readIdx(file(lying), inflate), /a damaged gzip/);
  });

  it('F18 gives a value or an error that names the file, whatever bytes it gets', () => {
    const seed = gzipSync(idx(8, [3, 2, 2], new Array(12).fill(7)));
    fc.assert(
      fc.property(
        fc.constantFrom<Uint8Array>(idx(8, [3, 2, 2], new Array(12).fill(7)), new Uint8Array(seed)),
        fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 4 }),
        (base, changes) => {
          const bytes = Uint8Array.from(base);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          try {
            const { shape, data } = readIdx(file(bytes), inflate);
            assert.equal(
              data.length,
              shape.reduce((a, b) => a * b, 1),
            );
          } catch (error) {
            assert.ok(error instanceof CoreError && error.place.file === 'some.idx', String(error));
          }
        },
      ),
      { numRuns: Number(process.env.FUZZ_CASES ?? 2000), seed: Number(process.env.FUZZ_SEED ?? 1) },
    );
  });
});

describe('data sets', () => {
  const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

  it('reads images with their labels', () => {
    const data = readImages(images(3), labels([7, 2, 7]), inflate, digits);
    assert.deepEqual(
      [data.count, data.width, data.height, [...data.labels], data.classes],
      [3, 2, 2, [7, 2, 7], digits],
    );
  });

  it('F13 refuses counts that differ, a label that is no class, and what is not images', () => {
    const read = (a: NamedBytes, b: NamedBytes) => (): unknown => readImages(a, b, inflate, digits);
    assert.throws(
      read(images(3), labels([1, 2])),
      /^CoreError: labels\.idx: 2 labels for 3 images; expected as many labels as images$/,
    );
    assert.throws(read(images(2), labels([1, 10])), /labels\.idx: label 10 of image 1; expected a label from 0 to 9/);
    assert.throws(
      read(labels([1]), labels([1])),
      /labels\.idx: an array of shape \(1,\); expected images of bytes, of rank 3/,
    );
    assert.throws(read(images(2), images(2)), /images\.idx: an array of shape \(2, 2, 2\); expected labels of bytes/);
    assert.throws(read(images(0), labels([])), /images of shape \(0, 2, 2\); expected one image or more/);
  });

  it('K4 keeps only the named classes, counted anew, and slices rows', () => {
    const data = readImages(images(5), labels([4, 9, 1, 9, 4]), inflate, digits);
    const two = onlyClasses(data, ['9', '4']);
    assert.deepEqual([two.count, [...two.labels], two.classes], [4, [1, 0, 0, 1], ['9', '4']]);
    assert.deepEqual([...two.features.subarray(4, 8)], [4, 5, 6, 7]);
    assert.throws(() => onlyClasses(data, ['ten', '4']), /class "ten"; expected one of 0, 1/);
    const part = sliceRows(data, 1, 2);
    assert.deepEqual(
      [[...part.labels], [...part.features]],
      [
        [9, 1],
        [4, 5, 6, 7, 8, 9, 10, 11],
      ],
    );
  });
});
