import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { diskAt } from '../../extension/host/runs/runDisk.js';
import type { RunLibrary } from '../../extension/host/runs/runLibrary.js';
import { sha256 } from '../../extension/host/ports/sha256.js';
import { RunLockedError, pace } from '../../extension/runs/disk/holder.js';
import type { Disk } from '../../extension/runs/disk/disk.js';
import type { Owner } from '../../extension/runs/disk/owner.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { checkpoint, head, record } from '../runs/memoryDisk.js';
import { libraryOf } from './storedRuns.js';
import { until } from './until.js';

const times = { ...pace, beat: 100, ended: 600, cutOff: 2000 };
const owner = (host: string): Owner => ({ host, machine: host, space: '', pid: 11, signal: () => undefined });
const open = (folder: vscode.Uri): RunLibrary =>
  libraryOf({ folder, below: '.surprisal/runs' }, [owner('here'), times]);

/** A disk that a process no longer reaches, once it is cut off: it neither writes nor knows that it doesn't. */
function cuttable(disk: Disk): { disk: Disk; cut: { off: boolean } } {
  const cut = { off: false };
  const unless =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> =>
      cut.off ? new Promise<never>(() => undefined) : work(...args);
  const { read, write, remove, list } = disk;
  return {
    cut,
    disk: { read: unless(read), write: unless(write), remove: unless(remove), list: unless(list) },
  };
}

describe('a run that another machine writes', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'surprisal-'));
  const folder = vscode.Uri.file(temporary);
  const { showWarningMessage } = vscode.window;
  let asked: { message: string; detail: string | undefined }[] = [];
  let answer: string | undefined;
  before(() => {
    vscode.window.showWarningMessage = (message: string, options: vscode.MessageOptions) => {
      asked.push({ message, detail: options.detail });
      return Promise.resolve(answer) as Promise<never>;
    };
  });
  after(() => {
    Object.assign(vscode.window, { showWarningMessage });
    rmSync(temporary, { recursive: true, force: true });
  });

  it('is shown as ended once that gives no sign, without an event, and goes on where a person says so (F31)', async () => {
    const { disk, cut } = cuttable(diskAt(folder, '.surprisal/runs'));
    const there = new RunStore(disk, sha256, undefined, owner('there'), times);
    const writer = await there.create(head());
    await writer.epoch(record(1), checkpoint(1));
    const library = open(folder);
    await library.ready();
    const [run] = library.runs;
    assert.deepEqual(
      [run.elsewhere, run.resumable, run.message],
      [true, false, 'Another window or program trains this run.'],
    );
    await assert.rejects(library.claim(run), RunLockedError);

    cut.off = true;
    await until('its end', library.onChange, () => !run.elsewhere);
    assert.deepEqual([run.resumable, run.message], [true, 'Training was interrupted in epoch 2.']);
    // It may only be cut off, so for a while no one is asked.
    await assert.rejects(library.claim(run), RunLockedError);
    assert.equal(asked.length, 0);

    await until(
      'a question',
      (listen) => {
        const timer = setInterval(() => void library.claim(run).catch(listen), times.beat);
        return new vscode.Disposable(() => clearInterval(timer));
      },
      () => asked.length > 0,
    );
    assert.match(asked[0].detail ?? '', /^Process 11 of there gave no sign for \d+ s\./);
    await assert.rejects(library.claim(run), RunLockedError, 'it was not given up');
    answer = 'Take It Over';
    await library.claim(run);
    const goesOn = await library.continue(run, await library.recover(run), 1);
    cut.off = false;
    await assert.rejects(writer.epoch(record(2), checkpoint(7)), /taken over by another window or program/);
    await goesOn.epoch(record(2), checkpoint(2));
    await goesOn.end({ status: 'finished' }, checkpoint(2));
    assert.equal((await library.recover(run)).run.status, 'finished');
    library.dispose();
  });

  it('that comes back after a while is shown as before (F31)', async () => {
    const { disk, cut } = cuttable(diskAt(folder, '.surprisal/runs'));
    const there = new RunStore(disk, sha256, undefined, owner('there'), times);
    const { id } = await there.create(head());
    const library = open(folder);
    const run = await library.get(id);
    assert(run?.elsewhere);
    const beat = `.surprisal/runs/${id}/heartbeat`;
    cut.off = true;
    await until('its end', library.onChange, () => !run.elsewhere);
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, beat), new TextEncoder().encode('back'));
    await until('its return', library.onChange, () => run.elsewhere);
    library.dispose();
  });
});
