import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { everything, limits, sliceView, type FoundArrays } from '@surprisal/core';
import type { ArrayApi, ArrayEvents } from '../../extension/protocol/arrayThread.js';
import { Rpc } from '../../extension/protocol/rpc.js';
import { bundled, l10n } from './bundled.js';

type Nothing = Record<never, never>;
interface Token {
  isCancellationRequested: boolean;
  onCancellationRequested(hear: () => void): { dispose(): void };
}
interface ArrayFile {
  found(): Promise<FoundArrays>;
  reload(): Promise<FoundArrays>;
  ask(method: string, params: object, asking?: { token?: Token; tell?: (share: number) => void }): Promise<unknown>;
  dispose(): void;
}
type Begin = (
  hears: { arrayProgress: (how: ArrayEvents['arrayProgress']) => void },
  lost: (reason: Error) => void,
) => object;
class CancellationError extends Error {}
const host = bundled<{ ArrayThread: new (begin: Begin) => { file(uri: object): Promise<ArrayFile> } }>(
  'tensor/arrayThread',
);

/** The real threads, from the bundle that ships, and a file system of files in memory. */
function opened(inMemory: Map<string, { size: number; bytes: Uint8Array }>) {
  const threads: Worker[] = [];
  const ended = new EventEmitter();
  const vscode = {
    CancellationError,
    FileType: { File: 1, Directory: 2 },
    l10n,
    env: { language: 'en' },
    window: { createOutputChannel: () => ({ error: () => undefined }) },
    workspace: {
      fs: {
        stat: async ({ path }: { path: string }) => ({ type: 1, size: inMemory.get(path)!.size }),
        readFile: async ({ path }: { path: string }) => inMemory.get(path)!.bytes,
      },
    },
  };
  // The log is not to be shared with that of other tests.
  const { ArrayThread } = host(vscode, {});
  const arrays = new ArrayThread((hears, lost) => {
    const worker = new Worker('./dist/worker.js');
    threads.push(worker);
    const rpc = new Rpc<Nothing, ArrayApi, Nothing, ArrayEvents>(
      { post: (message) => worker.postMessage(message), listen: (receive) => worker.on('message', receive) },
      {},
    );
    rpc.onEach(hears);
    const end = (reason: Error): void => {
      rpc.close(reason);
      lost(reason);
    };
    worker.on('exit', () => {
      end(new Error('it ended'));
      ended.emit('ended');
    });
    return { rpc, dispose: () => void worker.terminate() };
  });
  return { arrays, threads, ended };
}

const idx = Uint8Array.from([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);

describe('the thread for arrays of the host (R7)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'arrays-'));
  after(() => rmSync(folder, { recursive: true }));
  const uriOf = (name: string): object => {
    const path = join(folder, name);
    return { scheme: 'file', path, fsPath: path };
  };
  const whole = (found: FoundArrays): object => ({
    array: found.arrays[0],
    slice: sliceView(everything(found.arrays[0].shape)),
    form: 'csv',
  });

  it('F2 a thread that is lost is begun anew by the next question, and ends with the last file', async () => {
    const { arrays, threads, ended } = opened(new Map());
    writeFileSync(join(folder, 'a.idx'), idx);
    const file = await arrays.file(uriOf('a.idx'));
    const other = await arrays.file(uriOf('a.idx'));
    const copy = async (): Promise<unknown> => file.ask('copyArray', whole(await file.found()));
    assert.equal(await copy(), '1,2,3\n4,5,6\n');
    const gone = once(ended, 'ended');
    await threads[0].terminate();
    await gone;
    assert.equal(await copy(), '1,2,3\n4,5,6\n');
    assert.equal(threads.length, 2);
    writeFileSync(
      join(folder, 'a.idx'),
      idx.map((each, i) => (i < 12 ? each : each + 1)),
    );
    await assert.rejects(copy(), (error: Error & { place?: { argument?: string } }) => {
      return error.place?.argument === 'changed';
    });
    await file.reload();
    assert.equal(await copy(), '2,3,4\n5,6,7\n');
    other.dispose();
    assert.equal(await copy(), '2,3,4\n5,6,7\n');
    const closed = once(ended, 'ended');
    file.dispose();
    await closed;
    await assert.rejects(file.ask('arrayRank', {}), CancellationError);
    assert.equal(threads.length, 2, 'a file that is closed begins none');
    await assert.rejects(arrays.file(uriOf('none.idx')), /ENOENT/);
  });

  it('F10 a cancel ends a question with a CancellationError, and the thread lives', async () => {
    const { arrays } = opened(new Map());
    const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (20000000,), }`.padEnd(117) + '\n';
    const head = [0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0, ...Buffer.from(text)];
    const bytes = Buffer.alloc(128 + 80_000_000);
    bytes.set(head);
    writeFileSync(join(folder, 'b.npy'), bytes);
    const file = await arrays.file(uriOf('b.npy'));
    const {
      arrays: [array],
    } = await file.found();
    let cancel: () => void = () => undefined;
    const token: Token = {
      isCancellationRequested: false,
      onCancellationRequested: (hear) => {
        cancel = hear;
        return { dispose: () => undefined };
      },
    };
    const selection = everything(array.shape);
    const tell = (): void => {
      token.isCancellationRequested = true;
      cancel();
    };
    await assert.rejects(file.ask('arrayStatistics', { array, selection }, { token, tell }), CancellationError);
    assert.deepEqual(await file.ask('arrayRank', { array, selection: [{ ...selection[0], count: 9 }], value: 0 }), {
      below: 0,
      equal: 9,
      above: 0,
    });
    file.dispose();
  });

  it('S20 a file of another file system is read whole, up to its limit by what it says and by what it gives', async () => {
    const inMemory = new Map([
      ['/a.idx', { size: 4, bytes: idx }],
      ['/large.npy', { size: limits.arrayWhole + 1, bytes: idx }],
    ]);
    const { arrays } = opened(inMemory);
    const file = await arrays.file({ scheme: 'memory', path: '/a.idx' });
    assert.equal(await file.ask('copyArray', whole(await file.found())), '1,2,3\n4,5,6\n');
    await assert.rejects(
      arrays.file({ scheme: 'memory', path: '/large.npy' }),
      /large\.npy: 536,870,913 bytes; expected at most 536,870,912, since files here can only be read whole/,
    );
    file.dispose();
  });
});
