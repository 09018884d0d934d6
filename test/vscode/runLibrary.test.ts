import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import * as vscode from 'vscode';
import { headToJson } from '../../extension/runs/disk/storedRun.js';
import { FakeFiles } from './fakeFiles.js';
import { libraryOf } from './storedRuns.js';

const id = '20240229-235959';
const config = defaultConfig();
const head = { title: 'a run', config, started: 0, kernel: 'typescript', classes: ['a', 'b'] };
const counts = { trainCount: 1, validationCount: 0, testCount: 1, parameters: 1 };
const begun = { revision: 1, take: 1, status: 'running' } as const;
const record = headToJson({ version: 2, kind: 'trained', id, ...head, ...counts, ...begun });

/** A folder that holds the record of one run; `reading` is called while it is read. */
class OneRun extends FakeFiles {
  override readonly files = new Map([[`/runs/${id}/run.json`, record]]);
  reading = (): void => undefined;

  override readFile(uri: vscode.Uri): Promise<Uint8Array> {
    if (this.files.has(uri.path)) this.reading();
    return super.readFile(uri);
  }
}

describe('the runs of a folder', () => {
  it('one that is taken up while its record is read goes on, whatever the record says of it (F7)', async () => {
    const provider = new OneRun();
    const registered = vscode.workspace.registerFileSystemProvider('onerun', provider);
    const library = libraryOf({ folder: vscode.Uri.from({ scheme: 'onerun', path: '/runs' }), below: '' });
    try {
      await library.ready();
      const [run] = library.runs;
      assert.equal(run.status, 'stopped');
      // Another window may write it, so it is read again.
      run.elsewhere = true;
      let read = 0;
      provider.reading = () => {
        read++;
        run.end('preparing');
      };
      await library.refresh();
      assert.equal(read, 1);
      assert.equal(run.status, 'preparing');
    } finally {
      library.dispose();
      registered.dispose();
    }
  });
});
