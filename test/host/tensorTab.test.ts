import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  type ArrayBlock,
  type ArrayHeader,
  everything,
  type HeatMap,
  type Selection,
  selectedCount,
  sliceView,
} from '@surprisal/core';
import fc from 'fast-check';
import { sampleOf } from '../../extension/host/tensor/sampleOf.js';
import type { TensorStatistics } from '../../extension/protocol/tensor.js';
import { npyArray, safetensors } from '../core/madeFiles.js';
import { registration, Uri } from './madePage.js';
import { type Made, openedTensors as opened, type Views } from './tensorTabs.js';

interface Case {
  what: string;
  shape: number[];
  dtype: string;
  file: string;
}
const { cases } = JSON.parse(readFileSync('test/reference/data/tensors.json', 'utf8')) as { cases: Case[] };

/** An NPY file of float32: `value(i)` at place `i` in C order. */
function floats(shape: readonly number[], value: (i: number) => number): Uint8Array {
  const numbers = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i));
  return npyArray('<f4', shape, new Uint8Array(numbers.buffer));
}

const TWO_BYTES = JSON.stringify({ a: { dtype: 'U8', shape: [2], data_offsets: [0, 2] } });

describe('a tab of tensors in the host (R7, S3, S13, F36)', function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), 'tensors-'));
  const all: Views[] = [];
  const tab = (...given: Parameters<typeof opened>) => {
    const made = opened(...given);
    all.push(made.views);
    return made;
  };
  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  after(() => {
    for (const views of all) views.dispose();
    rmSync(folder, { recursive: true });
  });

  it('shows files that NumPy and safetensors wrote, each with the shape and the type that they gave it', async () => {
    const some = cases.filter((_, i) => i % 25 === 0);
    assert.ok(some.length >= 10);
    for (const { what, file, shape, dtype } of some) {
      const kind = what.split(' ')[0];
      const ending = kind.startsWith('npz') ? 'npz' : kind.startsWith('idx') ? 'idx' : kind;
      const path = write(`some.${ending}`, Buffer.from(file, 'base64'));
      const { read, ask } = tab();
      const { tensors, fault } = await read(path);
      assert.equal(fault, null, what);
      const found = tensors.findIndex((each) => each.shape.join() === shape.join() && each.dtype === dtype);
      assert.ok(found >= 0, `${what}: ${JSON.stringify(tensors)}`);
      const slice = sliceView(everything(shape));
      const { values } = await ask('block', { tensor: found, slice, rows: [0, 4], columns: [0, 4] });
      assert.ok(values.length <= 16, what);
    }
  });

  it('answers what a page asks, a sample of much, and a cancel', async () => {
    const [rows, columns] = [3000, 2000];
    const path = write(
      'much.npy',
      floats([rows, columns], (i) => (i % 1000) / 1000),
    );
    const { read, ask, copied, computed, state } = tab();
    const { tensors, source } = await read(path);
    assert.deepEqual([tensors.length, tensors[0].count, source.kind], [1, rows * columns, 'file']);
    const whole = everything([rows, columns]);
    const part: Selection = [
      { ...whole[0], count: 2 },
      { ...whole[1], start: 998, count: 3 },
    ];
    const slice = sliceView(part);
    const block: ArrayBlock = await ask('block', { tensor: 0, slice, rows: [0, 2], columns: [0, 3] });
    assert.deepEqual(block.texts, ['0.998', '0.999', '0.0', '0.998', '0.999', '0.0']);
    const [heat]: HeatMap[] = await ask('heats', [{ tensor: 0, slice: sliceView(whole), height: 3, width: 2 }]);
    assert.ok(heat.mean.every((mean) => Math.abs(mean - 0.4995) < 1e-6));
    const asked = { tensor: 0, selection: whole, most: 65_536, bins: 10, ticket: 1 };
    const sample: TensorStatistics = await ask('statistics', asked);
    assert.ok(sample.sampled! > 50_000 && sample.sampled! <= 65_536 && Math.abs(sample.of.mean! - 0.4995) < 0.01);
    const stopped = ask('statistics', { ...asked, most: null, ticket: 2 });
    await ask('cancel', 2);
    await assert.rejects(stopped);
    const { of } = await ask('statistics', { ...asked, most: null, ticket: 3 });
    assert.deepEqual([of.count, of.min, of.nan], [rows * columns, 0, 0]);
    const rank = await ask('rank', { tensor: 0, slice, value: 0.5 });
    assert.deepEqual(rank, { below: 2, equal: 0, above: 4 });
    await ask('copy', { tensor: 0, slice, form: 'numpy' });
    assert.match(copied[0], /^np\.array\(\[\[0\.998, 0\.999, 0\.0\],/);
    const taken = state(({ sides }) => sides.target !== null);
    await ask('takeSide', { tensor: 0, slice, side: 'target' });
    assert.equal((await taken).sides.target, 'much.npy [:2, 998:1001]');
    assert.equal(computed.length, 0);
    await ask('takeSide', { tensor: 0, slice, side: 'prediction' });
    assert.equal(computed.length, 1);
    assert.deepEqual(JSON.parse(computed[0][0]), JSON.parse(computed[0][1]));
  });

  it('a complex slice is no side of a loss, and a long name stands there cut', async () => {
    const complex = cases.find(({ what, dtype }) => what.startsWith('npy') && dtype.startsWith('complex'))!;
    const first = tab();
    await first.read(write('complex.npy', Buffer.from(complex.file, 'base64')));
    const slice = sliceView(everything(complex.shape));
    await assert.rejects(first.ask('takeSide', { tensor: 0, slice, side: 'target' }), /A loss is of real numbers/);
    const name = 'x'.repeat(5000);
    const json = Buffer.from(JSON.stringify({ [name]: { dtype: 'U8', shape: [2], data_offsets: [0, 2] } }));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    const second = tab();
    await second.read(write('long.safetensors', Buffer.concat([length, json, Buffer.of(1, 2)])));
    const taken = second.state(({ sides }) => sides.target !== null);
    await second.ask('takeSide', { tensor: 0, slice: sliceView(everything([2])), side: 'target' });
    assert.ok((await taken).sides.target!.length < 200);
  });

  it('files that lie about their size, hold objects, or are none are told by name, and cost nothing', async () => {
    const lies = {
      'cut.npy': npyArray('<f4', [10, 28, 28], new Uint8Array(400)),
      'huge.npy': npyArray('<f4', [4_000_000_000, 4_000_000_000], new Uint8Array(4)),
      'object.npy': npyArray('|O', [2], new Uint8Array(8)),
      'none.safetensors': Buffer.from('nothing of the kind'),
      'empty.npy': new Uint8Array(0),
    };
    for (const [name, bytes] of Object.entries(lies)) {
      const { read } = tab();
      const { fault, tensors } = await read(write(name, bytes));
      const words = fault ?? tensors.map((each) => each.fault).join();
      assert.match(words, /expected/, `${name}: ${words}`);
      if (fault !== null) assert.ok(fault.includes(name), fault);
    }
    const { read } = tab();
    assert.equal((await read(join(folder, 'missing.npy'))).fault, 'missing.npy is not there.');
    const behind = write('behind.safetensors', safetensors(TWO_BYTES, 10));
    const { fault, tensors } = await tab().read(behind);
    assert.deepEqual(
      [fault, tensors.map((each) => each.fault)],
      ['8 bytes from 2 on in no tensor; expected every byte in one.', [null]],
    );
  });

  it('of a file that is cut the error stays, and its first whole rows are shown on request (S13)', async () => {
    const whole = floats([10, 4, 3], (i) => i);
    const path = write('cut.npy', whole.subarray(0, whole.length - 4 * 55));
    const { read, ask, state } = tab();
    const { tensors, fault } = await read(path);
    const words = '260 bytes for shape (10, 4, 3); expected 480 bytes.';
    assert.deepEqual([fault, tensors.length], [null, 1]);
    assert.deepEqual(
      [tensors[0].fault, tensors[0].shape, tensors[0].dtype, tensors[0].part],
      [words, [10, 4, 3], 'float32', [5, 4, 3]],
    );
    const slice = sliceView(everything([5, 4, 3]), 0, 2);
    const query = { tensor: 0, slice: { ...slice, axes: slice.axes }, rows: [0, 5], columns: [0, 3] };
    await assert.rejects(ask('block', query), /no part of this tensor/);
    for (const other of [1, 2 ** 20, -1, 'x']) await assert.rejects(ask('showPart', other));
    const shown = state(({ reading }) => reading === 2);
    await ask('showPart', 0);
    const [part] = (await shown).tensors;
    assert.deepEqual(
      [part.fault, part.cut, part.shape, part.count, part.bytes],
      [null, `${words} These are its first 60 numbers.`, [5, 4, 3], 60, 240],
    );
    const { texts } = await ask('block', query);
    assert.equal(texts.at(-1), '50.0');
    await assert.rejects(ask('showPart', 0), /no part of this tensor/);
    const flat = state(({ reading }) => reading === 3);
    await ask('readAs', { tensor: 0, shape: [60] });
    assert.equal((await flat).tensors[0].cut, part.cut);
    const again = state(({ loading }) => !loading);
    await ask('reload', null);
    assert.equal((await again).tensors[0].fault, words);
  });

  it('a hover says the range and draws the histogram of a small file, and what a file says is text in it (S2)', async () => {
    const { views } = tab();
    const token = { isCancellationRequested: false, onCancellationRequested: () => registration };
    const hover = async (name: string, bytes: Uint8Array): Promise<Made[]> =>
      (await views.hover(new Uri(write(name, bytes)), token))!.contents;
    const wave = floats([40, 5], (i) => (i === 3 ? NaN : (i % 50) / 10 - 2));
    const [words, picture] = await hover('small.npy', wave);
    assert.match(
      words.value.replaceAll('\\', ''),
      /40 × 5, 200 numbers {2}\nmin −2, max 2\.9, mean .*; NaN 1, infinite 0$/,
    );
    assert.deepEqual(picture.isTrusted, { enabledCommands: ['surprisal.viewTensor'] });
    const [, base64] =
      /^!\[histogram: of 60 bars the highest counts \d+\]\(data:image\/svg\+xml;base64,([\w+/=]+)\|/.exec(
        picture.value,
      )!;
    const svg = Buffer.from(base64, 'base64').toString();
    const heights = [...svg.matchAll(/<rect [^>]* height="([\d.]+)" fill="(#\w+)"/g)];
    assert.equal(heights.length, 50);
    assert.deepEqual([...new Set(heights.map(([, , fill]) => fill))], ['#1a70d6', '#b25c00']);
    assert.match(svg, />-2<\/text><text [^>]*>0<\/text><text [^>]*>2\.9<\/text><\/svg>$/);

    const [, far] = await hover(
      'far.npy',
      floats([500, 2], (i) => (i < 3 ? 1e6 : (i % 100) / 100)),
    );
    assert.match(far.value, /\)\n\n3 numbers farther out are not drawn\n\n\[Open/);
    const drawn = Buffer.from(/base64,([\w+/=]+)/.exec(far.value)![1], 'base64').toString();
    assert.match(drawn, />0<\/text><text [^>]*>2\.\d+<\/text><\/svg>$/);

    const hostile = [
      '](command:workbench.action.quit)',
      '<img src=x>',
      '![](https://a.example/x)',
      'a\nb\u202e',
      '`$(gear)`',
    ];
    const entries = hostile.map((name, i) => [name, { dtype: 'U8', shape: [1], data_offsets: [i, i + 1] }]);
    const many = safetensors(JSON.stringify({ ...Object.fromEntries(entries), ['x'.repeat(1e6)]: entries[0][1] }), 9);
    const [named, link] = await hover('names.safetensors', many);
    assert.ok(named.value.length < 2000 && named.isTrusted === undefined);
    assert.doesNotMatch(named.value, /(?<!\\)[[\]<>`!(]|\u202e|:\/\/|a\nb/);
    assert.match(link.value, /^\s*\[Open in the viewer\]\(command:surprisal\.viewTensor\?[^)]*\)$/);
    const [cut] = await hover('cut.npy', wave.subarray(0, wave.length - 8));
    assert.match(cut.value.replaceAll('\\', ''), /^cut\.npy: 792 bytes for shape \(40, 5\); expected 800 bytes\./);
    const [behind] = await hover('behind.safetensors', safetensors(TWO_BYTES, 10));
    assert.match(behind.value.replaceAll('\\', ''), /2, 2 numbers {2}\n8 bytes from 2 on in no tensor; expected every/);
    const much = await hover('much.npy.gz', gzipSync(floats([1100, 1000], () => 1)));
    assert.match(much[0].value.replaceAll('\\', ''), /1100 × 1000, 1,100,000 numbers$/);
    assert.doesNotMatch(much[1].value, /histogram/);
  });

  it('of more tensors than a message holds, those that fit are listed and the others counted', async () => {
    const number = 30_000;
    const entry = (_: unknown, i: number): string =>
      `"layer.${i}.${'x'.repeat(300)}":{"dtype":"U8","shape":[1],"data_offsets":[${i},${i + 1}]}`;
    const header = Buffer.from(`{${Array.from({ length: number }, entry).join()}}`);
    const size = Buffer.alloc(8);
    size.writeUInt32LE(header.length);
    const { read } = tab();
    const {
      tensors,
      more = 0,
      fault,
    } = await read(write('many.safetensors', Buffer.concat([size, header, Buffer.alloc(number)])));
    assert.deepEqual([fault, tensors.length + more], [null, number]);
    assert.ok(more > 0 && tensors.length > 10_000, `${tensors.length} and ${more}`);
    const long = JSON.stringify({ ['x'.repeat(11e6)]: { dtype: 'y'.repeat(4e6), shape: [], data_offsets: [0, 0] } });
    const one = await tab().read(write('long.safetensors', safetensors(long, 0)));
    assert.deepEqual([one.fault, one.tensors.length, one.more], [null, 1, 0]);
    assert.ok(JSON.stringify(one).length < 20_000);
  });

  it('a file that changes is told, and read anew when that is asked for', async () => {
    const path = write(
      'grows.npy',
      floats([4], (i) => i),
    );
    const { read, ask, state, change } = tab();
    await read(path);
    const told = state(({ source }) => source.kind === 'file' && source.changed);
    write(
      'grows.npy',
      floats([6], (i) => 2 * i),
    );
    change();
    const { tensors } = await told;
    assert.deepEqual(tensors[0].shape, [4]);
    const slice = sliceView(everything([4]));
    await assert.rejects(ask('block', { tensor: 0, slice, rows: [0, 1], columns: [0, 4] }), /changed/);
    const again = state(({ loading }) => !loading);
    await ask('reload', null);
    const now = await again;
    assert.deepEqual(
      [now.tensors[0].shape, now.reading, now.source.kind === 'file' && now.source.changed],
      [[6], 2, false],
    );
    const all6 = sliceView(everything([6]));
    const { texts } = await ask('block', { tensor: 0, slice: all6, rows: [0, 1], columns: [0, 6] });
    assert.deepEqual(texts, ['0.0', '2.0', '4.0', '6.0', '8.0', '10.0']);
  });

  it('the numbers of a file are read as another shape of as many, and no other', async () => {
    const path = write(
      'flat.npy',
      floats([12], (i) => i),
    );
    const { read, ask, state } = tab();
    await read(path);
    await assert.rejects(ask('readAs', { tensor: 0, shape: [5, 3] }), /12 numbers|shape/);
    const told = state(({ reading }) => reading === 2);
    await ask('readAs', { tensor: 0, shape: [3, 4] });
    assert.deepEqual((await told).tensors[0].shape, [3, 4]);
    const slice = sliceView(everything([3, 4]));
    const { texts } = await ask('block', { tensor: 0, slice, rows: [1, 3], columns: [0, 2] });
    assert.deepEqual(texts, ['4.0', '5.0', '8.0', '9.0']);
  });

  it('no message of a page makes it read beside its file, or throw (S3)', async () => {
    const path = write(
      'small.npy',
      floats([3, 4], (i) => i),
    );
    const { read, ask, send } = tab();
    await read(path);
    const good = { start: 0, step: 1, count: 3, kept: true };
    const forged = [
      { axes: [good], rows: null, columns: 0 },
      { axes: [{ ...good, count: 4 }, good], rows: 0, columns: 1 },
      { axes: [{ ...good, start: -1 }, good], rows: 0, columns: 1 },
      { axes: [{ ...good, start: 2, step: -2 }, good], rows: 0, columns: 1 },
      { axes: [{ ...good, step: 0 }, good], rows: 0, columns: 1 },
      { axes: [good, good], rows: 1, columns: 1 },
      { axes: [good, good], rows: 0, columns: 2 },
      { axes: [good, { ...good, kept: false }], rows: 0, columns: 1 },
    ];
    for (const slice of forged)
      await assert.rejects(ask('block', { tensor: 0, slice, rows: [0, 3], columns: [0, 3] }), JSON.stringify(slice));
    const slice = { axes: [good, good], rows: 0, columns: 1 };
    await assert.rejects(ask('block', { tensor: 1, slice, rows: [0, 3], columns: [0, 3] }));
    await assert.rejects(ask('block', { tensor: 0, slice, rows: [0, 1e6], columns: [0, 1e6] }));
    await assert.rejects(ask('copy', { tensor: 0, slice, form: '../../x' }));
    const methods = [
      'block',
      'heats',
      'picture',
      'statistics',
      'rank',
      'copy',
      'takeSide',
      'cancel',
      'answer',
      'constructor',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...methods), fc.anything(), (method, params) => {
        send({ kind: 'request', id: 1e6, method, params });
        send(params);
      }),
      { numRuns: 300 },
    );
  });

  it('a sample lies within its tensor, is about as large as was asked for, and reaches over all of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('C' as const, 'F' as const),
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        (shape, order, most, isCut) => {
          const bytes = 4 * shape.reduce((a, b) => a * b, 1);
          const about = { name: '', dtype: 'float32' as const, byteOrder: 'little' as const, start: 0, packed: null };
          const header: ArrayHeader = { ...about, shape, order, bytes };
          const selection = everything(shape).map((cut, axis) =>
            isCut[axis] && cut.count > 2 ? { ...cut, start: 1, count: cut.count - 1 } : cut,
          );
          fc.pre(selectedCount(selection) > most);
          const { array, selection: read } = sampleOf(header, selection, most);
          const number = selectedCount(read);
          assert.ok(number >= 1 && number <= Math.max(2 * most, 256), `${number} of ${most}`);
          read.forEach(({ start, step, count }, axis) => assert.ok(start + step * (count - 1) < array.shape[axis]));
          assert.ok(array.start + array.bytes <= bytes);
        },
      ),
    );
  });
});

describe('a path in a text (R7)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paths-'));
  const outside = mkdtempSync(join(tmpdir(), 'beside-'));
  before(() => {
    mkdirSync(join(folder, 'data'));
    for (const at of [join(folder, 'x.npy'), join(folder, 'data', 'y.npz'), join(outside, 'z.npy')])
      writeFileSync(at, '');
    symlinkSync(join(outside, 'z.npy'), join(folder, 'link.npy'));
    symlinkSync(outside, join(folder, 'linked'));
  });
  after(() => [folder, outside].forEach((each) => rmSync(each, { recursive: true })));

  const found = async (line: string, isTrusted = true): Promise<string[]> => {
    const { pathHovers } = opened(folder, isTrusted);
    const asked: string[] = [];
    const { provideHover } = pathHovers((uri) => (asked.push(uri.path), Promise.resolve(undefined)));
    const document = {
      uri: new Uri(join(folder, 'data', 'a.py')),
      languageId: 'python',
      lineAt: () => ({ text: line }),
    };
    const token = { isCancellationRequested: false, onCancellationRequested: () => undefined };
    await provideHover(document, { line: 0, character: line.indexOf('|') < 0 ? 12 : line.indexOf('|') }, token);
    return asked;
  };

  it('is found in its quotes, and nothing else is', () => {
    const { pathAt } = opened();
    const line = `z = np.load("data/x.npy", mmap_mode='r') + np.load('y.npz')["a"]`;
    assert.deepEqual(pathAt(line, 15), { path: 'data/x.npy', start: 13, end: 23 });
    assert.equal(pathAt(line, line.indexOf('y.npz'))?.path, 'y.npz');
    for (const at of [3, 30, line.length]) assert.equal(pathAt(line, at), undefined, String(at));
    const none = [
      '/etc/x.npy',
      '~/x.npy',
      'C:\\x.npy',
      'c:x.npy',
      '\\\\host\\x.npy',
      '//host/x.npy',
      'https://a/x.npy',
      'x.txt',
      'a\tx.npy',
    ];
    for (const path of none) assert.equal(pathAt(`"${path}"`, 2), undefined, path);
    for (const path of ['x.npy', 'a b/ü.safetensors', './x.idx', '../t10k-images-idx3-ubyte.gz'])
      assert.equal(pathAt(`"${path}"`, 2)?.path, path);
  });

  it('is looked for beside its document and in the workspace, never outside or through a link, and only where that is trusted', async () => {
    assert.deepEqual(await found(`np.load("y.npz")`), [join(folder, 'data', 'y.npz')]);
    assert.deepEqual(await found(`np.load("x.npy")`), [join(folder, 'x.npy')]);
    assert.deepEqual(await found(`np.load("../x.npy")`), [join(folder, 'x.npy')]);
    for (const path of [
      'link.npy',
      'linked/z.npy',
      `../../${outside.slice(5)}/z.npy`,
      '../../x.npy',
      'none.npy',
      '../data/../../x.npy',
    ])
      assert.deepEqual(await found(`np.load("${path}")`), [], path);
    assert.deepEqual(await found(`np.load("x.npy")`, false), []);
  });
});
