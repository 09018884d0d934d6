import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import * as vscode from 'vscode';
import { Run } from '../../extension/runs/model/run.js';
import type { RunLibrary } from '../../extension/host/runs/runLibrary.js';
import { RunQueue } from '../../extension/host/train/runQueue.js';
import type { Threads } from '../../extension/host/train/threads.js';
import type { Recovery } from '../../extension/runs/disk/runReader.js';
import type { StoredRun } from '../../extension/runs/disk/storedRun.js';
import { stub } from './stub.js';

const id = '20240229-235959';
const note = '20240229-235959/run.json was changed by hand or damaged: its check sum does not fit.';

describe('a run whose record was changed by hand', () => {
  const { showWarningMessage } = vscode.window;
  after(() => void Object.assign(vscode.window, { showWarningMessage }));

  for (const answer of [undefined, 'Go On'])
    it(`goes on only where a person says so: ${answer ?? 'turned away'} (S28)`, async () => {
      const asked: unknown[] = [];
      const show = (text: string, { detail }: vscode.MessageOptions) => (asked.push(text, detail), answer);
      Object.assign(vscode.window, { showWarningMessage: show });
      const stored = stub<StoredRun>({ title: 'a run', changed: true, notes: [note] });
      const recovery: Recovery = { run: stored, checkpoint: null, problems: [] };
      let released = 0;
      const library = stub<RunLibrary>({
        runs: [],
        claim: () => Promise.resolve(),
        release: async () => void released++,
        recover: async () => recovery,
        batches: async () => ({ batches: [], problems: [] }),
      });
      const threads = stub<Threads>({ params: () => Promise.reject(new Error('the data is read')) });
      const queue = new RunQueue(threads, library);
      const run = new Run(id, 'a run', defaultConfig(), 0);
      await queue.resume(run);
      assert.deepEqual(asked, [
        '“a run” is not as it was written. Go on from it?',
        `${note} What is trained from it may differ from the run that was recorded.`,
      ]);
      assert.equal(recovery.accepted, answer !== undefined);
      assert.deepEqual(
        [run.status, run.message, released],
        answer === undefined ? ['stopped', note, 1] : ['failed', 'the data is read', 1],
      );
      if (answer === undefined) assert(run.resumable);
      queue.dispose();
    });
});
