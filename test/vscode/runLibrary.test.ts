import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import * as vscode from 'vscode';
import { RunLibrary } from '../../extension/host/runs/runLibrary.js';
import { openStore } from '../../extension/host/runs/store.js';
import { headToJson } from '../../extension/runs/disk/storedRun.js';
import { noThreads } from './storedRuns.js';

const id = '20240229-235959';
const config = defaultConfig();
const head = { title: 'a run', config, started: 0, kernel: 'typescript', classes: ['a', 'b'] };
const counts = { trainCount: 1, validationCount: 0, testCount: 1, parameters: 1 };
const begun = { revision: 1, take: 1, status: 'running' } as const;
const record = headToJson({ version: 2, kind: 'trained', id, ...head, ...counts, ...begun });

/** A folder that holds the record of one run; `reading` is called while it is read. */
class OneRun implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  reading = (): void => undefined;

  watch = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  stat = (uri: vscode.Uri): vscode.FileStat => {
    const found = /^\/runs(\/[\d-]+(\/run\.json)?)?$/.exec(uri.path);
    if (!found) throw vscode.FileSystemError.FileNotFound(uri);
    const type = found[2] === undefined ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, ctime: 0, mtime: 0, size: record.length };
  };
  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    if (uri.path.endsWith(id)) return [['run.json', vscode.FileType.File]];
    if (uri.path === '/runs') return [[id, vscode.FileType.Directory]];
    throw vscode.FileSystemError.FileNotFound(uri);
  }
  readFile(uri: vscode.Uri): Uint8Array {
    if (!uri.path.endsWith(`${id}/run.json`)) throw vscode.FileSystemError.FileNotFound(uri);
    this.reading();
    return record;
  }
  createDirectory = (): void => undefined;
  writeFile = (): void => undefined;
  delete = (): void => undefined;
  rename = (): void => undefined;
}

describe('the runs of a folder', () => {
  it('one that is taken up while its record is read goes on, whatever the record says of it (F7)', async () => {
    const provider = new OneRun();
    const registered = vscode.workspace.registerFileSystemProvider('onerun', provider);
    const library = new RunLibrary(
      { folder: vscode.Uri.from({ scheme: 'onerun', path: '/runs' }), below: '' },
      async (...asked) => openStore(...asked, undefined),
      noThreads,
    );
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
