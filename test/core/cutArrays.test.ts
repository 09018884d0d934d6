import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import {
  type ArrayHeader,
  arrayStatistics,
  type AxisSlice,
  crc32,
  everything,
  limits,
  openArray,
  readArrays,
  readBlock,
  type RefusedArray,
  type Selection,
  sliceSize,
  sliceView,
} from '@surprisal/core';
import { npyArray, safetensors, zip } from './madeFiles.js';
import { rangeFile, unpack } from './rangeFiles.js';
import { readReference } from './worst.js';

const { cases } = readReference<{ cases: { what: string; file: string; shape: number[] }[] }>('tensors.json');
const decoded = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** Numbers of a part of an array, and what can be said of them. */
async function told(bytes: Uint8Array, header: ArrayHeader, selection: Selection): Promise<object> {
  const array = await openArray(rangeFile(bytes), header, unpack);
  const slice = sliceView(selection);
  const [rows, columns] = sliceSize(slice);
  const { texts } = await readBlock(array, slice, [0, rows], [0, columns]);
  return { texts, statistics: await arrayStatistics(array, selection) };
}

const firstOf = (counts: readonly number[]): AxisSlice[] =>
  counts.map((count) => ({ start: 0, step: 1, count, kept: true }));

async function refusedOf(bytes: Uint8Array): Promise<RefusedArray> {
  const { arrays, refused } = await readArrays(rangeFile(bytes, 'some.file'), unpack);
  assert.deepEqual([arrays, refused.length], [[], 1]);
  return refused[0];
}

describe('files that are cut, and what else can be checked of them (R7)', () => {
  it('S13 the first whole rows of a cut NPY or IDX file are those of the whole one, wherever it is cut', async () => {
    let parts = 0;
    for (const [i, { what, file, shape }] of cases.entries()) {
      if (!/^(npy|idx)/.test(what)) continue;
      const bytes = decoded(file);
      if (bytes[0] === 0x1f) continue;
      const {
        arrays: [whole],
      } = await readArrays(rangeFile(bytes), unpack);
      const fastest = whole.order === 'F' ? [...shape].reverse() : shape;
      for (const share of [0.2, 0.5, 0.8, 0.999]) {
        const end = whole.start + Math.floor((bytes.length - whole.start) * (share - (i % 7) / 50));
        if (end >= bytes.length || end < whole.start) continue;
        const cut = bytes.subarray(0, end);
        const { part, found } = await refusedOf(cut);
        const words = `${what}, cut at ${end}`;
        const size = whole.bytes / shape.reduce((product, n) => product * n, 1);
        const there = Math.floor((end - whole.start) / size);
        assert.match(found, /bytes? for shape/, words);
        if (there === 0) {
          assert.equal(part, undefined, words);
          continue;
        }
        assert.ok(part, words);
        assert.deepEqual(part.cut!.shape, shape, words);
        // One row more of the axis that is cut would not be there.
        const has = whole.order === 'F' ? [...part.shape].reverse() : part.shape;
        let axis = has.length - 1;
        while (has[axis] === fastest[axis]) axis--;
        const each = has.slice(axis + 1).reduce((product, n) => product * n, 1);
        assert.ok(
          has.slice(0, axis).every((n) => n === 1),
          words,
        );
        assert.ok(each * has[axis] <= there && each * (has[axis] + 1) > there, words);
        assert.deepEqual(
          await told(cut, part, everything(part.shape)),
          await told(bytes, whole, firstOf(part.shape)),
          words,
        );
        parts++;
      }
    }
    assert.ok(parts > 300, String(parts));
  });

  it('S13 bytes behind an array are told, and the array can be shown', async () => {
    const npy = npyArray('<i4', [2, 3], new Uint8Array(Int32Array.of(1, 2, 3, 4, 5, 6).buffer));
    const { found, expected, part } = await refusedOf(joined(npy, Uint8Array.of(7)));
    assert.deepEqual([found, expected, part?.shape], ['25 bytes for shape (2, 3)', '24 bytes', [2, 3]]);
    const two = joined(npy, npy);
    const { part: first } = await refusedOf(two);
    assert.deepEqual(await told(two, first!, everything([2, 3])), await told(npy, first!, everything([2, 3])));
  });

  it('S13 of a cut safetensors file the tensor at its end has its rows, if no other claims them', async () => {
    const entry = (shape: number[], from: number): object => ({
      dtype: 'U8',
      shape,
      data_offsets: [from, from + shape.reduce((a, b) => a * b, 1)],
    });
    const cut = async (tensors: object) =>
      readArrays(rangeFile(safetensors(JSON.stringify(tensors), 17), 'some.safetensors'), unpack);
    const { arrays, refused } = await cut({ a: entry([2, 2], 0), b: entry([4, 5], 4), c: entry([3], 24) });
    assert.deepEqual(
      [arrays.map(({ name }) => name), refused.map(({ name, part }) => [name, part?.shape])],
      [
        ['a'],
        [
          ['b', [2, 5]],
          ['c', undefined],
        ],
      ],
    );
    assert.match(refused[0].found, /^bytes up to \d+$/);
    for (const [lying, parts] of [
      [{ b: entry([4, 5], 4), c: entry([4, 4], 4) }, [undefined, undefined]],
      [{ a: entry([10], 2), b: entry([4, 5], 4) }, [undefined]],
    ] as const)
      assert.deepEqual(
        (await cut(lying)).refused.map(({ part }) => part),
        parts,
      );
  });

  it('R7 a gzip of several members is one array; what stands behind it, or is missing, is told', async () => {
    const npy = npyArray('<i4', [2, 3], new Uint8Array(Int32Array.of(1, 2, 3, 4, 5, 6).buffer));
    const packed = (...parts: Uint8Array[]): Uint8Array => joined(...parts.map((part) => gzipSync(part)));
    const several = packed(npy.subarray(0, 60), npy.subarray(60, 130), new Uint8Array(0), npy.subarray(130));
    for (const bytes of [several, joined(several, new Uint8Array(11))]) {
      const {
        gzip,
        arrays: [header],
      } = await readArrays(rangeFile(bytes), unpack);
      assert.deepEqual([gzip, header.shape, header.packed?.size], [true, [2, 3], npy.length]);
      const plain = await refusedOf(joined(npy, Uint8Array.of(0)));
      assert.deepEqual(
        await told(bytes, header, everything([2, 3])),
        await told(npy, { ...plain.part!, cut: undefined }, everything([2, 3])),
      );
    }
    await assert.rejects(readArrays(rangeFile(joined(several, Buffer.from('more'))), unpack), /a damaged gzip \(/);
    const short = await refusedOf(packed(npy.subarray(0, 60), npy.subarray(60, npy.length - 10)));
    assert.deepEqual([short.found, short.part?.shape], ['14 bytes for shape (2, 3)', [1, 3]]);
    const long = packed(npy, npy);
    const {
      arrays: [header],
    } = await readArrays(rangeFile(long, 'a.gz'), unpack);
    await assert.rejects(openArray(rangeFile(long, 'a.gz'), header, unpack), /a\.gz: more than \d+ bytes unpacked/);
    const few = npyArray('<i4', [1], new Uint8Array(4));
    await assert.rejects(readArrays(rangeFile(packed(few, npy), 'a.gz'), unpack), /more than 132 bytes unpacked/);
  });

  it('S11 a CRC-32 is that of one byte after another, at every length, and goes on from what came before', () => {
    const slow = (bytes: Uint8Array): number => {
      let crc = ~0;
      for (const byte of bytes)
        for (let k = 0, c = (crc ^= byte); k < 8; k++) crc = c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
      return ~crc >>> 0;
    };
    assert.equal(slow(Buffer.from('123456789')), 0xcbf43926);
    const bytes = new Uint8Array(1007).map((_, i) => (i * i * 7) % 251);
    for (const length of [...Array.from({ length: 34 }, (_, i) => i), 127, 1001]) {
      const some = bytes.subarray(5, 5 + length);
      assert.equal(crc32(some), slow(some), String(length));
      for (const at of [0, 1, 3, 8, 20])
        assert.equal(crc32(some.subarray(at), crc32(some.subarray(0, at))), slow(some));
    }
  });

  it('S11 an array that an archive stores is held to its CRC-32 when all of it is read, however large it is', async () => {
    const count = limits.arrayPart / 4 + 5;
    const body = new Uint8Array(new Float32Array(count).map((_, i) => i % 1000).buffer);
    const archive = zip([{ name: 'x.npy', data: npyArray('<f4', [count / 3, 3], body) }]);
    const all = everything([count / 3, 3]);
    const {
      arrays: [header],
    } = await readArrays(rangeFile(archive), unpack);
    assert.equal(header.packed, null);
    const { max } = await arrayStatistics(await openArray(rangeFile(archive), header, unpack), all);
    assert.equal(max, 999);
    for (const at of [header.start - 70, header.start, header.start + body.length - 1, header.start + 2 ** 21]) {
      const damaged = archive.slice();
      damaged[at] ^= 1;
      const array = await openArray(rangeFile(damaged, 'some.npz'), header, unpack);
      await assert.rejects(arrayStatistics(array, all), {
        message: /^some\.npz:x: bytes that differ from those stored; expected the CRC-32 that the archive declares/,
      });
      const some = await arrayStatistics(array, firstOf([5, 3]));
      assert.equal(some.count, 15);
    }
    // What begins in the middle, as a sample does, is read alone.
    const file = rangeFile(archive);
    const middle = { ...header, start: header.start + 2 ** 21, shape: [4], bytes: 16 };
    await arrayStatistics(await openArray(file, middle, unpack), everything([4]));
    assert.ok(file.reads.every(({ length }) => length <= 16));
  });
});
