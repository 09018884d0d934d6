import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { everything, type FoundArrays, parseSlice, sliceView } from '@surprisal/core';
import type { ArrayApi, ArrayEvents } from '../../extension/protocol/arrayThread.js';
import { Rpc } from '../../extension/protocol/rpc.js';
import { npyArray } from '../core/madeFiles.js';

type Nothing = Record<never, never>;
type Told = ArrayEvents & { heartbeat: number };

/** The real thread, from the bundle that ships. */
function arrayThread(): { rpc: Rpc<Nothing, ArrayApi, Nothing, Told>; worker: Worker } {
  const worker = new Worker('./dist/worker.js');
  const rpc = new Rpc<Nothing, ArrayApi, Nothing, Told>(
    { post: (message) => worker.postMessage(message), listen: (receive) => worker.on('message', receive) },
    {},
  );
  return { rpc, worker };
}

/** Writes a file of zeros that is no longer on disk than its header. */
function sparse(path: string, header: Uint8Array, size: number): void {
  const file = openSync(path, 'w');
  writeSync(file, header);
  ftruncateSync(file, size);
  closeSync(file);
}

const LARGE = [452, 800, 800];

describe('the thread that reads arrays (R7)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'arrays-'));
  let rpc: ReturnType<typeof arrayThread>['rpc'];
  let worker: Worker;
  const at = (name: string): string => join(folder, name);
  let last = 0;
  const open = async (name: string): Promise<FoundArrays & { file: number }> => {
    const file = ++last;
    return { file, ...(await rpc.call('openArrays', { file, name, place: { path: at(name) } })) };
  };
  before(() => {
    ({ rpc, worker } = arrayThread());
    const header = npyArray('<f4', LARGE, new Uint8Array(0));
    sparse(at('large.npy'), header, header.length + 4 * 452 * 800 * 800);
  });
  after(async () => {
    await worker.terminate();
    rmSync(folder, { recursive: true });
  });

  it('R7 opens 452 x 800 x 800 numbers and a checkpoint of 2 GB by what is shown of them', async () => {
    const { file, arrays } = await open('large.npy');
    const slice = sliceView(parseSlice('[451]', LARGE));
    const asked = { file, array: arrays[0], slice };
    const block = await rpc.call('arrayBlock', { ...asked, ask: 1, rows: [780, 820], columns: [790, 820] });
    assert.deepEqual([block.rows, block.columns, block.texts[0]], [20, 10, '0.0']);
    const heat = await rpc.call('arrayHeat', { ...asked, ask: 2, height: 400, width: 400 });
    assert.deepEqual([heat.rows, heat.columns, heat.sampled], [400, 400, null]);

    const tensors = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => {
        const data_offsets = [i * 2 ** 22, (i + 1) * 2 ** 22];
        return [`layer.${i}.weight`, { dtype: 'F32', shape: [1024, 1024], data_offsets }];
      }),
    );
    const json = Buffer.from(JSON.stringify(tensors));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    sparse(at('large.safetensors'), Buffer.concat([length, json]), 8 + json.length + 500 * 2 ** 22);
    const found = await open('large.safetensors');
    assert.deepEqual([found.arrays.length, found.size > 2e9], [500, true]);
    const array = found.arrays[499];
    const whole = await rpc.call('arrayStatistics', {
      ask: 3,
      file: found.file,
      array,
      selection: everything(array.shape),
    });
    assert.deepEqual([whole.count, whole.zeros, whole.max], [2 ** 20, 2 ** 20, 0]);
  });

  it('F10 tells how far it is, answers others meanwhile, and ends where it is cancelled', async () => {
    const { file, arrays } = await open('large.npy');
    const [array] = arrays;
    const shares: number[] = [];
    rpc.on('arrayProgress', ({ ask, share }) => {
      assert.equal(ask, 10);
      shares.push(share);
      if (shares.length === 1)
        void rpc
          .call('arrayBlock', {
            ask: 11,
            file,
            array,
            slice: sliceView(everything(array.shape)),
            rows: [0, 1],
            columns: [0, 1],
          })
          .then(() => rpc.call('cancelArray', { ask: 10 }));
    });
    const all = rpc.call('arrayStatistics', { ask: 10, file, array, selection: everything(array.shape) });
    await assert.rejects(
      all,
      (error: Error & { place?: { argument?: string } }) => error.place?.argument === 'cancelled',
    );
    assert.ok(shares[0] > 0 && shares[0] < 0.9, shares.join());
    await rpc.call('closeArrays', { file });
    await assert.rejects(
      rpc.call('copyArray', { ask: 12, file, array, slice: sliceView(everything([1])), form: 'csv' }),
      {
        message: 'The file is not open.',
      },
    );
  });

  it('F36 a file that is written to while it is open is told, and can be opened again', async () => {
    const bytes = npyArray('<i8', [2], new Uint8Array(BigInt64Array.of(1n, 2n ** 60n).buffer));
    writeFileSync(at('small.npy'), bytes);
    const { file, arrays } = await open('small.npy');
    const asked = { file, array: arrays[0], slice: sliceView(everything([2])), form: 'json' } as const;
    assert.equal(await rpc.call('copyArray', { ...asked, ask: 20 }), '[1, 1152921504606846976]');
    writeFileSync(at('small.npy'), bytes);
    utimesSync(at('small.npy'), 1, 2);
    await assert.rejects(
      rpc.call('copyArray', { ...asked, ask: 21 }),
      (error: Error & { place?: { argument?: string } }) => error.place?.argument === 'changed',
    );
    const again = await open('small.npy');
    assert.equal(await rpc.call('copyArray', { ...asked, file: again.file, ask: 22 }), '[1, 1152921504606846976]');
  });

  it('F36 what is read of a file that another program writes to is never a mixture', async () => {
    const count = 2 ** 18;
    writeFileSync(at('live.npy'), npyArray('<i4', [count], new Uint8Array(new Int32Array(count).fill(1).buffer)));
    const writer = new Worker(
      `const { openSync, writeSync } = require('node:fs');
       const { workerData: { path, count, from }, parentPort } = require('node:worker_threads');
       const file = openSync(path, 'r+');
       const all = [1, 2].map((value) => new Uint8Array(new Int32Array(count).fill(value).buffer));
       let i = 0;
       parentPort.on('message', () => {
         for (let k = 0; k < 5; k++) writeSync(file, all[i++ % 2], 0, 4 * count, from);
         parentPort.postMessage(i);
       });`,
      { eval: true, workerData: { path: at('live.npy'), count, from: 128 } },
    );
    const selection = everything([count]);
    let [told, whole] = [0, 0];
    for (let round = 0; round < 25; round++) {
      // It writes while the file is opened and read; now and then that is waited for.
      const written = once(writer, 'message');
      writer.postMessage('write');
      if (round % 5 === 0) await written;
      try {
        const { file, arrays } = await open('live.npy');
        if (round % 5 !== 0) writer.postMessage('write');
        const of = await rpc.call('arrayStatistics', { ask: ++last, file, array: arrays[0], selection });
        assert.equal(of.min, of.max, `a mixture in round ${round}`);
        whole++;
        await rpc.call('closeArrays', { file });
      } catch (error) {
        assert.match((error as Error).message, /has changed since|is being written to/);
        told++;
      }
      await written;
    }
    await writer.terminate();
    assert.ok(whole > 0, `${told} told`);
  });

  it('F36 a file that is closed while it is opened is let go of', async () => {
    writeFileSync(at('brief.npy'), npyArray('<i8', [2], new Uint8Array(16)));
    const file = ++last;
    const open = () =>
      rpc.call('openArrays', { file, name: 'brief.npy', place: { path: at('brief.npy') } }).then(
        () => 'open',
        (error: Error) => error.message,
      );
    const answers = [open(), open()];
    await rpc.call('closeArrays', { file });
    for (const answer of await Promise.all(answers)) assert.match(answer, /closed before it was open/);
  });

  it('S20 a pipe, a folder, nothing, and a gzip that stands for nothing are told, and bytes are read where there is no path', async () => {
    execFileSync('mkfifo', [at('pipe.npy')]);
    await assert.rejects(open('pipe.npy'), /pipe\.npy is no file/);
    await assert.rejects(open('none.npy'), /ENOENT/);
    await assert.rejects(open('.'), /EISDIR|is no file/);
    const name = [
      0x1f,
      0x8b,
      8,
      8,
      0,
      0,
      0,
      0,
      0,
      3,
      ...new Array<number>(5000).fill(65),
      0,
      3,
      0,
      ...new Uint8Array(8),
    ];
    for (const [bytes, fault] of [
      [Uint8Array.from(name), /a damaged gzip|a gzip of another file/],
      [new Uint8Array(gzipSync('')), /a gzip of another file/],
    ] as const)
      await assert.rejects(rpc.call('openArrays', { file: ++last, name: 'a.gz', place: { bytes } }), fault);
    const idx = Uint8Array.from([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);
    for (const bytes of [idx, new Uint8Array(gzipSync(idx))]) {
      const file = ++last;
      const { arrays, format } = await rpc.call('openArrays', { file, name: 'some-ubyte', place: { bytes } });
      assert.equal(format, 'idx');
      const asked = { file, array: arrays[0], slice: sliceView(everything([2, 3])), form: 'csv' } as const;
      assert.equal(await rpc.call('copyArray', { ...asked, ask: ++last }), '1,2,3\n4,5,6\n');
    }
  });

  it('S24 a question that does not fit the array is refused', async () => {
    writeFileSync(at('two.npy'), npyArray('<i8', [2], new Uint8Array(16)));
    const { file, arrays } = await open('two.npy');
    const selection = [{ start: 0, step: 1, count: 3, kept: true }];
    await assert.rejects(
      rpc.call('arrayStatistics', { ask: 30, file, array: arrays[0], selection }),
      /one within \(2,\)/,
    );
    const array = { ...arrays[0], dtype: 'object' as 'int8' };
    await assert.rejects(rpc.call('arrayStatistics', { ask: 31, file, array, selection }), /another header/);
    const far = { ...arrays[0], shape: [2 ** 40] };
    const wide = [{ start: 2 ** 30, step: 1, count: 10, kept: true }];
    await assert.rejects(
      rpc.call('arrayStatistics', { ask: 32, file, array: far, selection: wide }),
      /0 bytes from byte/,
    );
  });
});
