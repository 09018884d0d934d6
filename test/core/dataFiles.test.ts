import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  CoreError,
  crc32,
  defaultConfig,
  onlyClasses,
  prepareData,
  readDataset,
  readNpy,
  readNpz,
  readSafetensors,
  rowInFile,
  sliceRows,
  writeSafetensors,
  type NamedBytes,
} from '@surprisal/core';
import { textFile } from './arrayFiles.js';
import { refuses } from './fails.js';
import { inflate, runToEnd } from './training.js';
import { readReference } from './worst.js';

interface Reference {
  arrays: { type: string; shape: number[]; file: string; values: (number | string)[] }[];
  refused: Record<string, string>;
  archives: { stored: string; deflated: string };
  digits: string;
}
const reference = readReference<Reference>('arrays.json');
const decoded = (base64: string, name = 'some.npy'): NamedBytes => ({
  name,
  bytes: new Uint8Array(Buffer.from(base64, 'base64')),
});

/** A NumPy file with a header of our own making. */
function npy(header: string, body = new Uint8Array(0), length = header.length): NamedBytes {
  const bytes = [0x93, ...Buffer.from('NUMPY'), 1, 0, length & 255, length >> 8, ...Buffer.from(header), ...body];
  return { name: 'some.npy', bytes: Uint8Array.from(bytes) };
}

describe('NPY', () => {
  it('D10 T9 reads what NumPy writes: every type, byte order, axis order and shape', () => {
    for (const { type, shape, file, values } of reference.arrays) {
      const read = readNpy(decoded(file));
      assert.deepEqual(read.shape, shape, type);
      assert.deepEqual(Array.from(read.data), values.map(Number), `${type} ${shape.join('x')}`);
    }
    assert.equal(reference.arrays.length, 240);
  });

  it('S10 refuses objects, records, text, dates and complex numbers, and never rounds a whole number', () => {
    for (const [what, file] of Object.entries(reference.refused))
      refuses(
        () => readNpy(decoded(file)),
        what === 'beyond 2^53' ? /element 1 about 9007199254740992/ : /^some\.npy: /,
      );
    refuses(() => readNpy(npy("{'descr': '__import__', 'fortran_order': False, 'shape': (1,)}")), /'__import__'/);
    refuses(() => readNpy(npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", new Uint8Array(8))), /objects/);
    refuses(() => readNpy(npy("{'descr': '<constructor', 'fortran_order': False, 'shape': ()}")), /'<constructor'/);
  });

  it('S13 refuses a header that promises what the bytes do not hold', () => {
    const header = (shape: string): string => `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`;
    refuses(() => readNpy(npy(header('(4294967296, 4294967296)'))), /expected 147,573,952,589,676,412,928 bytes/);
    refuses(() => readNpy(npy(header('(-1,)'))), /expected a count of 0 or more/);
    refuses(() => readNpy(npy(header('(99999999999999999999,)'))), /a count/);
    refuses(() => readNpy(npy(header('(2,)'), new Uint8Array(15))), /15 bytes for shape \(2,\); expected 16 bytes/);
    refuses(
      () => readNpy(npy(header('(2,)'), new Uint8Array(16), 60_000)),
      /a header of 60,000 bytes; expected at most 10,000/,
    );
    refuses(() => readNpy(npy(header('(2,)'), new Uint8Array(0), 9_000)), /one that ends within the file/);
    refuses(() => readNpy(npy(header(`(${'1,'.repeat(33)})`), new Uint8Array(8))), /rank 33/);
    const unclosed = [
      '',
      '{',
      "{'descr': 3}",
      "{'descr': '<f8'",
      "{'other': 1}",
      "{'descr': '<f8'} x",
      "{'shape': (1 2)}",
    ];
    for (const wrong of unclosed) refuses(() => readNpy(npy(wrong)), /^some\.npy: header, character \d+: /);
    refuses(() => readNpy({ name: 'some.npy', bytes: Uint8Array.of(1, 2, 3) }), /another beginning/);
  });
});

describe('NPZ', () => {
  for (const which of ['stored', 'deflated'] as const)
    it(`D10 T9 reads a ${which} archive of NumPy`, () => {
      const npz = readNpz(decoded(reference.archives[which], 'some.npz'), inflate);
      assert.deepEqual(npz.names, ['images', 'labels']);
      assert.deepEqual([npz.read('images').shape, ...npz.read('labels').data], [[2, 3, 4], 5, 7]);
      refuses(() => npz.read('other'), /no array "other"; expected one of images, labels/);
    });

  /** A zip of one entry, each field as given. */
  const zip = (
    data: Uint8Array,
    { size = data.length, crc = crc32(data), count = 1, method = 8, copies = 1 } = {},
  ): NamedBytes => {
    const packed = method === 8 ? new Uint8Array(deflateRawSync(data)) : data;
    const local = Buffer.alloc(31);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(1, 26);
    local.write('a', 30);
    const directory = Buffer.alloc(47);
    directory.writeUInt32LE(0x02014b50, 0);
    directory.writeUInt16LE(method, 10);
    directory.writeUInt32LE(crc, 16);
    directory.writeUInt32LE(packed.length, 20);
    directory.writeUInt32LE(size, 24);
    directory.writeUInt16LE(1, 28);
    directory.write('a', 46);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(count, 10);
    end.writeUInt32LE(local.length + packed.length, 16);
    const parts = [local, packed, ...new Array<Buffer>(copies).fill(directory), end];
    return { name: 'some.npz', bytes: new Uint8Array(Buffer.concat(parts)) };
  };
  const array = readFileSync('test/reference/data/arrays.json').subarray(0, 1000);

  it('S11 refuses bombs, lies, overlaps and damage, each before it unpacks where it can', () => {
    const never = (): never => assert.fail('unpacked');
    refuses(() => readNpz(zip(new Uint8Array(10), { size: 600 * 2 ** 20 }), never), /629,145,600 bytes when unpacked/);
    refuses(() => readNpz(zip(new Uint8Array(10), { size: 2 ** 20 }), never), /at most 1,100 to 1/);
    refuses(() => readNpz(zip(array, { count: 2000 }), never), /2,000 arrays; expected at most 1,024/);
    refuses(() => readNpz(zip(array, { count: 2 }), never), /breaks off at entry 1/);
    refuses(() => readNpz(zip(array, { count: 2, copies: 2 }), never), /"a" and "a" overlapping/);
    refuses(() => readNpz(zip(array, { method: 9 }), never), /packing method 9/);
    refuses(() => readNpz(zip(array, { method: 0, size: 1 }), never), /two sizes/);
    refuses(() => readNpz(zip(array, { size: 900 }), inflate).read('a'), /damaged data/);
    refuses(() => readNpz(zip(array, { size: 1100 }), inflate).read('a'), /bytes that differ/);
    refuses(() => readNpz(zip(array, { crc: 1 }), inflate).read('a'), /the declared size and CRC-32/);
    refuses(
      () => readNpz({ name: 'some.npz', bytes: zip(array).bytes.subarray(0, 60) }, never),
      /no directory at its end/,
    );
    refuses(() => readNpz({ name: 'some.npz', bytes: new Uint8Array(3) }, never), /no directory/);
  });
});

describe('data sets of any file', () => {
  it('T9 takes labels from a named column, from the last one, or from a file of their own', () => {
    const read = (a: NamedBytes, b?: NamedBytes): unknown => {
      const { width, height, labels, classes } = readDataset(a, b, inflate);
      return [width, height, [...labels], classes];
    };
    assert.deepEqual(read(textFile('label,a,b\n7,1,2\n3,4,5\n')), [2, 1, [1, 0], ['3', '7']]);
    assert.deepEqual(read(textFile('1,2,3,4,cat\n5,6,7,8,dog\n')), [4, 1, [0, 1], ['cat', 'dog']]);
    assert.deepEqual(read(textFile('[a],{b},label\n1,2,x\n3,4,y\n', 'a.csv')), [2, 1, [0, 1], ['x', 'y']]);
    assert.deepEqual(read(textFile('1,2\n3,4'), textFile('b\na\n', 'l.csv')), [2, 1, [1, 0], ['a', 'b']]);
  });

  it('T9 reads JSON and archives, gzipped or not, and keeps bytes as bytes', () => {
    const json = textFile('{"images": [[[0, 255], [1, 2]], [[3, 4], [5, 6]]], "labels": ["x", "y"]}', 'a.json');
    for (const file of [json, { ...json, bytes: new Uint8Array(gzipSync(json.bytes)) }]) {
      const data = readDataset(file, undefined, inflate);
      assert.deepEqual([data.width, data.height, data.classes], [2, 2, ['x', 'y']]);
      assert.ok(data.features instanceof Uint8Array);
    }
    const npz = readDataset(decoded(reference.archives.deflated, 'a.npz'), undefined, inflate);
    assert.deepEqual([npz.count, npz.width, npz.height, npz.classes], [2, 4, 3, ['5', '7']]);
    const reals = readDataset(textFile('[[0.5, 1], [2, 3]]', 'a.json'), textFile('[1, 0]', 'b.json'), inflate);
    assert.deepEqual([...reals.features], [0.5, 1, 2, 3]);
  });

  it('F13 names the file, and where in it something is wrong', () => {
    const read = (a: NamedBytes, b?: NamedBytes) => (): unknown => readDataset(a, b, inflate);
    refuses(
      read(textFile('a,label\n1,2\nx,3\n')),
      /some\.csv, line 3, column 1: "x" in column "a" of numbers; expected a finite number/,
    );
    refuses(read(textFile('[[1, 2], [3]]', 'a.json'), textFile('[1, 2]', 'b.json')), /a\.json.*line 1/);
    refuses(read(textFile('[[1, 2], [3, 4]]', 'a.json'), textFile('[1]', 'b.json')), /b\.json: 1 label for 2 images/);
    refuses(read(textFile('[[1, NaN]]', 'a.json'), textFile('[1]', 'b.json')), /a\.json: NaN in item 0/);
    for (const cell of ['', '" "'])
      refuses(
        read(textFile(`x,label\n1,0\n2,${cell}\n3,0\n`)),
        /some\.csv, line 3, column 2: nothing; expected a label/,
      );
    const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}";
    const labels = npy(header, new Uint8Array(Float64Array.of(1, NaN).buffer));
    refuses(read(textFile('[[1, 2], [3, 4]]', 'a.json'), labels), /some\.npy, item 1: "NaN"; expected a label/);
    refuses(read(textFile('{"other": 1}', 'a.json')), /a\.json: no features/);
    refuses(read(textFile('['.repeat(100), 'a.json'), textFile('[1]', 'b.json')), /a\.json/);
    refuses(
      read(textFile('[[1]]', 'a.json'), textFile('['.repeat(1_000_000), 'b.json')),
      /b\.json, line 1, column 65: more than 64 open brackets/,
    );
    refuses(
      read({ name: 'a.csv', bytes: Uint8Array.of(0x31, 0xff, 0xfe) }),
      /a\.csv, line 1, column 2: bytes that are not UTF-8/,
    );
  });

  it("T9 trains on scikit-learn's digits, read from a table of 64 columns without names", () => {
    const config = defaultConfig();
    config.data = { ...config.data, source: 'files', files: { images: 'digits.csv' }, stratified: true };
    config.network.layers = [{ kind: 'dense', width: 24, activation: 'relu' }];
    config.optimiser = { ...config.optimiser, rate: 0.02 };
    config.batch = 32;
    const parts = prepareData(config, { images: textFile(reference.digits, 'digits.csv') }, inflate);
    assert.deepEqual([parts.sets[0].width, parts.sets[0].height, parts.test.length], [64, 1, 120]);
    const { record } = runToEnd(config, { parts }).epochs.at(-1)!;
    assert.ok(record.testAccuracy >= 0.9, `accuracy ${record.testAccuracy}`);
  });

  it('F18 gives a value or an error of its own, whatever bytes it gets', () => {
    const seeds = [
      decoded(reference.arrays[100].file).bytes,
      decoded(reference.archives.stored).bytes,
      decoded(reference.archives.deflated).bytes,
      textFile('{"images": [[0, 255], [1, 2]], "labels": ["x", "y"]}').bytes,
      textFile('label,a,b\n7,1,2\n3,4,"5"\n').bytes,
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 4 }),
        fc.nat(600),
        (seed, changes, end) => {
          const bytes = seed.slice(0, Math.max(1, end > 500 ? seed.length : end));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          try {
            const { count, labels, features, width, height } = readDataset({ name: 'some', bytes }, undefined, inflate);
            assert.deepEqual([labels.length, features.length], [count, count * width * height]);
          } catch (error) {
            assert.ok(error instanceof CoreError, String(error));
          }
        },
      ),
      { numRuns: Number(process.env.FUZZ_CASES ?? 2000), seed: Number(process.env.FUZZ_SEED ?? 2) },
    );
  });
});

describe('safetensors', () => {
  const good = writeSafetensors({
    tensors: new Map([
      ['a', { shape: [2, 1], data: Float32Array.of(1.5, -2) }],
      ['ü', { shape: [], data: Float64Array.of(Math.PI) }],
      ['empty', { shape: [0, 3], data: new Uint32Array(0) }],
    ]),
    metadata: new Map([['word', 'ä "quoted"']]),
  });

  it('come back as they were written', () => {
    const { tensors, metadata } = readSafetensors({ name: 'x', bytes: good });
    assert.deepEqual(
      [...tensors].map(([name, { shape, data }]) => [name, shape, [...data]]),
      [
        ['a', [2, 1], [1.5, -2]],
        ['ü', [], [Math.PI]],
        ['empty', [0, 3], []],
      ],
    );
    assert.equal(metadata.get('word'), 'ä "quoted"');
  });

  it('S16 S17 F18 changed in any byte: a value or an error that names the file', () => {
    for (let at = 0; at < good.length; at++)
      for (const flip of [1, 64, 255]) {
        const bytes = good.map((b, i) => (i === at ? b ^ flip : b));
        try {
          readSafetensors({ name: 'some.st', bytes });
        } catch (error) {
          assert.ok(error instanceof CoreError && error.place.file === 'some.st', String(error));
        }
      }
    assert.equal(({} as { x?: number }).x, undefined);
  });
});

it('T9 R9 a table keeps the names of its columns, and each row its place in the file', () => {
  const csv = ',length,kind,width\n0,1,a,10\n1,2,b,20\n2,3,a,30\n3,4,c,40\n'.replaceAll('kind', 'label');
  const all = readDataset(textFile(csv), undefined, inflate);
  assert.deepEqual(all.columns, ['length', 'width']);
  const some = onlyClasses(sliceRows(all, 1, 3), ['c', 'a']);
  assert.deepEqual(Array.from(some.labels), [1, 0]);
  assert.deepEqual(
    [0, 1].map((item) => rowInFile(some, item)),
    [2, 3],
  );
  assert.equal(readDataset(textFile('1,2,a\n3,4,b\n'), undefined, inflate).columns, undefined);
});
