import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  arrayStatistics,
  copyText,
  CoreError,
  everything,
  type FoundArrays,
  limits,
  openArray,
  readArrays,
  readBlock,
  sliceView,
  writeSafetensors,
} from '@surprisal/core';
import { npy, safetensors, zip } from './madeFiles.js';
import { rangeFile, unpack } from './rangeFiles.js';
import { readReference } from './worst.js';

const arrays = readReference<{ refused: Record<string, string>; archives: Record<'stored' | 'deflated', string> }>(
  'arrays.json',
);
const { cases } = readReference<{ cases: { what: string; file: string }[] }>('tensors.json');
const decoded = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const read = (bytes: Uint8Array): Promise<FoundArrays> => readArrays(rangeFile(bytes, 'some.file'), unpack);
const refuses = (bytes: Uint8Array, message: RegExp): Promise<void> =>
  assert.rejects(read(bytes), { name: 'CoreError', message });

const typed = (descr: string, shape: string, body = new Uint8Array(0)): Uint8Array =>
  npy(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`, body);

describe('headers of arrays in files', () => {
  it('S10 what holds no numbers is refused by its name, and nothing is unpickled', async () => {
    const told: Record<string, RegExp> = {
      object: /objects, which only a pickle holds and which are never unpickled \('\|O'\); expected booleans/,
      record: /records \('\[\('a', '<f4'\), \('b', '<i4'\)\]'\)/,
      text: /texts \('<U2'\)/,
      bytes: /texts of bytes \('\|S2'\)/,
      date: /dates \('<M8\[D\]'\)/,
    };
    for (const [what, message] of Object.entries(told)) await refuses(decoded(arrays.refused[what]), message);
    await refuses(typed("'<f16'", '(1,)', new Uint8Array(16)), /long doubles \('<f16'\)/);
    await refuses(typed("'<c32'", '(1,)', new Uint8Array(32)), /complex long doubles/);
    await refuses(typed("'|V2'", '(1,)', new Uint8Array(2)), /records or raw bytes/);
    await refuses(typed("'__import__'", '(1,)'), /elements of type '__import__'/);
    await refuses(typed("'<constructor'", '(1,)'), /'<constructor'/);
    await refuses(new Uint8Array(0), /some\.file: no bytes; expected a NumPy array/);
    await refuses(Uint8Array.of(0x80, 4, 0x95, 0, 0), /another beginning/);
  });

  it('S11 S13 S24 a header that lies costs neither memory nor time', async () => {
    const before = process.memoryUsage();
    const began = performance.now();
    const without = async (bytes: Uint8Array, message: RegExp): Promise<void> => {
      const { arrays: none, refused } = await read(bytes);
      assert.deepEqual([none, refused.length, refused[0].part], [[], 1, undefined]);
      assert.match(`${refused[0].found}; expected ${refused[0].expected}`, message);
    };
    await without(typed("'<f8'", '(4294967296, 4294967296)'), /expected 147,573,952,589,676,412,928 bytes/);
    await without(typed("'<f4'", '(9007199254740991, 9007199254740991, 3)'), /expected .* bytes/);
    await refuses(typed("'|b1'", `(${'1,'.repeat(33)})`, new Uint8Array(1)), /rank 33; expected at most 32/);
    await refuses(typed("'<f8'", '(-1,)'), /a count of 0 or more/);
    await refuses(typed(`[${'('.repeat(3000)}`, '(1,)'), /header, character/);
    await without(
      Uint8Array.of(0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255),
      /expected 79,/,
    );
    await refuses(Uint8Array.of(0, 0, 8, 255, 0, 0), /rank 255/);
    await refuses(safetensors('['.repeat(100_000), 0), /another beginning/);
    await refuses(safetensors(`{"a": ${'['.repeat(100_000)}`, 0), /more than 32 open brackets/);
    await refuses(new Uint8Array(gzipSync(typed("'<f8'", '(4294967296, 4294967296)'))), /a gzip of 147,573,.* bytes;/);
    const gz = gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 5, 6));
    gz.writeUInt32LE(0xffffffff, gz.length - 4);
    await refuses(new Uint8Array(gz), /a damaged gzip \(incorrect length check\)/);
    const lies = await read(
      safetensors(
        JSON.stringify({
          far: { dtype: 'F32', shape: [2], data_offsets: [8, 16] },
          huge: { dtype: 'F32', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 8] },
          none: { dtype: 'F32', shape: [2 ** 53 - 1, 0], data_offsets: [0, 0] },
          wide: { dtype: 'F32', shape: [0, ...new Array<number>(31).fill(2 ** 53 - 1)], data_offsets: [0, 0] },
          across: { dtype: 'U8', shape: [4], data_offsets: [2, 6] },
          after: { dtype: 'U8', shape: [2], data_offsets: [6, 8] },
          other: { dtype: 'F4', shape: [2], data_offsets: [0, 1] },
          odd: { dtype: 'F32', shape: [-1], data_offsets: [0, 0] },
          good: { dtype: 'U8', shape: [3], data_offsets: [0, 3] },
        }),
        8,
      ),
    );
    assert.deepEqual(
      lies.arrays.map(({ name }) => name),
      ['none', 'after', 'good'],
    );
    assert.deepEqual(
      lies.refused.map(({ name }) => name),
      ['far', 'huge', 'wide', 'other', 'odd', 'across'],
    );
    assert.match(lies.refused[0].found, /bytes up to/);
    assert.match(lies.refused[2].found, /the empty shape \(0, 9007199254740991, /);
    assert.match(lies.refused[3].found, /"F4"/);
    assert.equal(lies.refused[5].found, 'bytes that "good" has too');
    await without(typed("'<f8'", `(${'9007199254740991,'.repeat(31)} 0)`), /the empty shape/);
    assert.ok(performance.now() - began < 2000);
    const { external, arrayBuffers } = process.memoryUsage();
    assert.ok(external + arrayBuffers - before.external - before.arrayBuffers < 50e6);
  });

  it('S13 bytes of a safetensors file that no tensor has are told, and the tensors shown; its own readers take no such file', async () => {
    const entry = (from: number, to: number): object => ({
      dtype: 'U8',
      shape: [to - from],
      data_offsets: [from, to],
    });
    for (const [tensors, size, found] of [
      [{ a: entry(0, 2) }, 10, '8 bytes from 2 on in no tensor'],
      [{ a: entry(3, 5) }, 5, '3 bytes from 0 on in no tensor'],
      [{ b: entry(4, 6), a: entry(0, 2) }, 6, '2 bytes from 2 on in no tensor'],
      [{}, 4, '4 bytes from 0 on in no tensor'],
    ] as const) {
      const { arrays, refused, fault } = await read(safetensors(JSON.stringify(tensors), size));
      assert.deepEqual(arrays.map(({ name }) => name).sort(), Object.keys(tensors).sort());
      assert.deepEqual([refused, fault], [[], { found, expected: 'every byte in one' }]);
    }
    const whole = await read(safetensors(JSON.stringify({ b: entry(2, 6), none: entry(2, 2), a: entry(0, 2) }), 6));
    assert.deepEqual([whole.refused, whole.fault], [[], undefined]);
  });

  it('S16 a tensor may be called __proto__', async () => {
    const found = await read(safetensors('{"__proto__":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', 2));
    assert.deepEqual(
      found.arrays.map(({ name, shape }) => [name, shape]),
      [['__proto__', [2]]],
    );
    assert.equal(({} as Record<string, unknown>).dtype, undefined);
  });

  it('R7 lists what is sound beside what is not, with the notes of a safetensors file', async () => {
    const bytes = writeSafetensors({
      tensors: new Map([['a.weight', { shape: [2, 3], data: new Float32Array(6) }]]),
      metadata: new Map([['epoch', '2']]),
    });
    const found = await read(bytes);
    assert.deepEqual([found.format, found.notes], ['safetensors', [['epoch', '2']]]);
    const stored = await read(decoded(arrays.archives.stored));
    assert.deepEqual(
      stored.arrays.map(({ name, dtype, shape, packed }) => [name, dtype, shape, packed?.format]),
      [
        ['images', 'uint8', [2, 3, 4], 'stored'],
        ['labels', 'int64', [2], 'stored'],
      ],
    );
    const deflated = await read(decoded(arrays.archives.deflated));
    assert.deepEqual(
      deflated.arrays.map(({ packed }) => packed?.size),
      [152, 144],
    );
  });

  it('S11 an archive is read by its directory; damage is told, and no array is unpacked for it', async () => {
    const bytes = decoded(arrays.archives.deflated);
    const file = rangeFile(bytes, 'some.npz');
    const { arrays: found } = await readArrays(file, unpack);
    const asked: number[] = [];
    const beginning: typeof unpack.beginning = (packed, format) => {
      asked.push(packed.length);
      return unpack.beginning(packed, format);
    };
    // What is looked at of each is little, or an archive of 2 MB would be told by its 2 GB.
    await readArrays(file, { ...unpack, beginning });
    assert.ok(asked.length === found.length && asked.every((length) => length <= 256));
    const damaged = bytes.slice();
    damaged[found[0].packed!.to - 3] ^= 0x55;
    const other = rangeFile(damaged, 'some.npz');
    const again = await readArrays(other, unpack);
    await assert.rejects(openArray(other, again.arrays[0], unpack), {
      name: 'CoreError',
      message: /^some\.npz:images: (damaged data|bytes that differ|more than 152 bytes unpacked)/,
    });
    await refuses(bytes.subarray(0, bytes.length - 30), /no directory at its end/);
    const few = bytes.slice();
    few[few.length - 12] = 1;
    await refuses(few, /a directory of more than 1 entry; expected as many as its end says/);
    const stored = decoded(arrays.archives.stored).slice();
    const [first] = (await read(stored)).arrays;
    stored[first.packed!.to - 1] ^= 1;
    await assert.rejects(openArray(rangeFile(stored, 'some.npz'), first, unpack), {
      message: /^some\.npz:images: bytes that differ from those packed; expected the declared size and CRC-32/,
    });
  });

  it('S11 of arrays of one name none is taken for the other, and one without an ending is told by its bytes', async () => {
    const array = typed("'|u1'", '(2,)', Uint8Array.of(7, 8));
    const other = typed("'|u1'", '(2,)', Uint8Array.of(1, 2));
    const { arrays: found, refused } = await read(
      zip([
        { name: 'x.npy', data: array },
        { name: 'x', data: other },
        { name: 'plain', data: array },
        { name: 'y.npy', data: array },
        { name: 'y.npy', data: other },
        { name: 'note.txt', data: Buffer.from('words') },
      ]),
    );
    assert.deepEqual(
      found.map(({ name }) => name),
      ['plain'],
    );
    assert.deepEqual(
      refused.map(({ name, found: what }) => [name, what]),
      [...['x', 'x', 'y', 'y'].map((name) => [name, 'another array of this name']), ['note.txt', 'another beginning']],
    );
  });

  it('S24 an empty array of very many rows makes no lines', async () => {
    const file = rangeFile(typed("'|u1'", '(9007199254740991, 0)'));
    const [header] = (await readArrays(file, unpack)).arrays;
    const array = { file, header };
    const view = sliceView(everything(header.shape));
    for (const form of ['json', 'numpy', 'csv'] as const)
      await assert.rejects(copyText(array, view, form), /9,007,199,254,740,991 empty rows; expected at most 262,144/);
    assert.equal((await readBlock(array, view, [7, 900], [0, 50])).rows, 893);
    const { count, min } = await arrayStatistics(array, everything(header.shape));
    assert.deepEqual([count, min], [0, null]);
  });

  it('R7 reads no more of a file than what is shown', async () => {
    const shape = [10, 400, 50];
    const body = new Uint8Array(new Float32Array(shape.reduce((a, b) => a * b)).map((_, i) => i).buffer);
    const file = rangeFile(typed("'<f4'", `(${shape.join(', ')})`, body));
    const {
      arrays: [header],
    } = await readArrays(file, unpack);
    file.reads.length = 0;
    const array = await openArray(file, header, unpack);
    const view = sliceView(everything(shape));
    const block = await readBlock(array, view, [20, 60], [10, 40]);
    assert.deepEqual([block.texts[0], block.texts.at(-1), block.rows, block.columns], ['1010.0', '2989.0', 40, 30]);
    assert.ok(file.reads.reduce((sum, { length }) => sum + length, 0) < 10_000);
    file.reads.length = 0;
    await readBlock(array, { ...view, axes: view.axes, rows: 1, columns: 2 }, [0, 400], [0, 50]);
    assert.deepEqual(file.reads, [{ from: header.start, length: 80_000 }]);
    await assert.rejects(readBlock(array, view, [3, 1], [0, 1]), {
      message: /rows: the number 3 to the number 1; expected two counts in rising order/,
    });
    assert.equal((await readBlock(array, view, [399, 2 ** 30], [0, 2 ** 30])).texts.length, 50);
    const many = [3000, 3000];
    const wide = { ...array, header: { ...header, shape: many } };
    await assert.rejects(readBlock(wide, sliceView(everything(many)), [0, 3000], [0, 3000]), {
      message: /9,000,000 numbers; expected at most 262,144/,
    });
    assert.equal(limits.arrayCells, 262_144);
  });

  it('F36 a file that became shorter is told, and no number is made up', async () => {
    const file = rangeFile(typed("'<f4'", '(4,)', new Uint8Array(16)));
    const {
      arrays: [header],
    } = await readArrays(file, unpack);
    const short = {
      ...file,
      read: async (from: number, length: number) => (await file.read(from, length)).subarray(0, 7),
    };
    await assert.rejects(readBlock({ file: short, header }, sliceView(everything([4])), [0, 1], [0, 4]), {
      name: 'CoreError',
      message: /some\.npy: 7 bytes from byte \d+ on; expected 16, as the file had before/,
    });
  });

  it('F18 gives headers and numbers, or an error of its own, whatever bytes it gets', async () => {
    const seeds = [
      'npy <f4',
      'npy >i8',
      'npz stored',
      'npz deflated',
      'safetensors float32',
      'idx',
      'safetensors bfloat16',
    ]
      .map((what) => cases.find((each) => each.what.startsWith(what) && !each.what.includes('()')))
      .concat(cases.filter(({ what }) => what.startsWith('safetensors')).slice(0, 1))
      .flatMap((each) => (each ? [decoded(each.file)] : []));
    assert.ok(seeds.length >= 6);
    const change = fc.record({ at: fc.nat(), to: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(), { nil: undefined }),
        async (seed, changes, cut) => {
          const bytes = cut === undefined || cut % 3 > 0 ? seed.slice() : seed.slice(0, cut % seed.length);
          // Most of what can be wrong stands at the beginning and at the end.
          for (const { at, to } of changes)
            if (bytes.length > 0) bytes[at % 2 ? at % bytes.length : at % Math.min(bytes.length, 200)] = to;
          const file = rangeFile(bytes);
          try {
            const { arrays: found } = await readArrays(file, unpack);
            for (const header of found) {
              assert.ok(header.packed || header.start + header.bytes <= bytes.length);
              const array = await openArray(file, header, unpack);
              await readBlock(array, sliceView(everything(header.shape)), [0, 20], [0, 20]);
            }
          } catch (error) {
            assert.ok(error instanceof CoreError, String((error as Error).stack));
          }
          for (const { from, length } of file.reads) assert.ok(from >= 0 && from + length <= bytes.length);
        },
      ),
      { numRuns: Number(process.env.FUZZ_CASES ?? 2000), seed: Number(process.env.FUZZ_SEED ?? 20) },
    );
  });
});
