import assert from 'node:assert/strict';
import { readArrays } from '@surprisal/core';
import { rangeFile, unpack } from './rangeFiles.js';
import { readReference } from './worst.js';

interface Case {
  header: string;
  /** What NumPy reads; null where it refuses, and `other` for what is no type of numbers that are read here. */
  numpy: { type: string; shape: number[]; fortran: boolean; bytes: number } | { other: string } | null;
}
const { cases } = readReference<{ cases: Case[] }>('npyHeaders.json');
const letters: Record<string, string> = { b: 'bool', i: 'int', u: 'uint', f: 'float', c: 'complex' };

/** NumPy's name of a type, such as `float32` for `<f4`. */
const nameOf = ([, kind, ...size]: string): string =>
  kind === 'b' ? 'bool' : `${letters[kind]}${8 * Number(size.join(''))}`;

describe('headers of NumPy (R7)', () => {
  it('R7 are read and refused as NumPy does, however they are spelled: 600 of three versions, of Python 2 too', async () => {
    let read = 0;
    for (const { header, numpy } of cases) {
      const head = Buffer.from(header, 'base64');
      const words = head.toString('latin1');
      const body = numpy && 'bytes' in numpy ? numpy.bytes : 64;
      const found = readArrays(rangeFile(new Uint8Array(Buffer.concat([head, Buffer.alloc(body)]))), unpack);
      if (!numpy || 'other' in numpy) {
        await assert.rejects(found, { name: 'CoreError', code: 'data' }, words);
        continue;
      }
      const {
        arrays: [{ dtype, byteOrder, shape, order, start }],
      } = await found;
      const big = numpy.type[0] === '>' ? 'big' : numpy.type[0] === '<' ? 'little' : null;
      assert.deepEqual(
        [dtype, byteOrder, shape, order, start],
        [nameOf(numpy.type), big, numpy.shape, numpy.fortran ? 'F' : 'C', head.length],
        words,
      );
      read++;
    }
    assert.ok(read > 200);
  });
});
