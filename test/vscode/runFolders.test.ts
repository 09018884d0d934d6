import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import * as vscode from 'vscode';
import { LateFolders } from '../../extension/host/runs/lateFolders.js';
import { RunFolders } from '../../extension/host/runs/runFolders.js';
import { runTree, type RunTree } from '../../extension/host/runs/runTree.js';
import type { FolderHead, RunEntry } from '../../extension/host/runs/runEntry.js';
import { headToJson } from '../../extension/runs/disk/storedRun.js';
import { FakeFiles } from './fakeFiles.js';
import { libraryOf } from './storedRuns.js';
import { until } from './until.js';

const ID = '20261126-190501';
const headOf = (changes: object): string =>
  JSON.stringify({ version: 2, kind: 'logged', title: 'cnn', started: 5, status: 'running', ...changes });

/** A file system that never tells of a change, as a network drive. */
class Silent extends FakeFiles {
  read = 0;
  put = (path: string, text: string): void => this.writeFile(vscode.Uri.file(path), new TextEncoder().encode(text));
  writes = 0;

  override writeFile(uri: vscode.Uri, content: Uint8Array): void {
    this.writes++;
    super.writeFile(uri, content);
  }
  override async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    this.read++;
    return super.readFile(uri);
  }
}

class Memory implements vscode.Memento {
  private readonly kept = new Map<string, unknown>();
  keys = (): readonly string[] => [...this.kept.keys()];
  get = <T>(key: string): T | undefined => this.kept.get(key) as T | undefined;
  update = async (key: string, value: unknown): Promise<void> => void this.kept.set(key, value);
}

describe('runs that other programs log', () => {
  const provider = new Silent();
  const registered = vscode.workspace.registerFileSystemProvider('silent', provider);
  const uri = (path: string): vscode.Uri => vscode.Uri.from({ scheme: 'silent', path });
  const memory = new Memory();
  const lateFolders = (): LateFolders => {
    const own = { folder: uri('/own'), below: '' };
    return new LateFolders(
      async (news) =>
        new RunFolders({
          own,
          workspaceFolders: () => [],
          memory,
          news,
          far: 1000,
          libraryOf: (place, prefix) => libraryOf(place, [], undefined, prefix),
        }),
    );
  };
  const put = (path: string, text: string): void => provider.put(path, text);
  const treeOf = async (folders: LateFolders): Promise<RunTree> =>
    runTree((await folders.late()).folders, [], [], 'newest');
  const lines = (tree: RunTree, entries: readonly RunEntry[]): string[] =>
    entries.map((entry) => {
      const { label, description, icon, kind } = tree.lineOf(entry);
      return `${icon} ${label} | ${description} | ${kind}`;
    });
  before(() => {
    put(`/own/${ID}/run.json`, headOf({ config: { lr: 0.1, seed: 1 }, epochs: 4 }));
    put(`/own/${ID}/epochs.jsonl`, '{"epoch":1,"val_loss":0.5,"accuracy":0.875}\n');
  });
  after(() => registered.dispose());

  it('R1: are listed with their state, and those of a folder that was opened stand below its name', async () => {
    put(`/own/${ID}-2/run.json`, headOf({ config: { lr: 0.2, seed: 1 }, status: 'finished', started: 4 }));
    put(`/own/${ID}-2/epochs.jsonl`, '{"epoch":1,"val_loss":0.25}\n');
    put(`/own/${ID}-3/run.json`, headOf({ version: 3 }));
    put(
      `/far/.surprisal/runs/${ID}/run.json`,
      headOf({ title: '$(x) [y](command:z)', status: 'failed', message: 'boom' }),
    );
    const folders = lateFolders();
    try {
      await folders.ready();
      let tree = await treeOf(folders);
      assert.deepEqual(lines(tree, tree.top), [
        'radio-tower cnn · lr 0.1 | Waiting for a sign of its program · epoch 1 of 4 · val_loss 0.5 · accuracy 0.875 | logged.live',
        'output cnn · lr 0.2 | val_loss 0.25 | logged.ended',
        `warning ${ID}-3 | damaged | damaged`,
      ]);
      assert.equal(folders.live?.id, ID);

      const { writes } = provider;
      const root = await (await folders.late()).open(uri('/far'));
      assert.equal(root.path, '/far/.surprisal/runs');
      tree = await treeOf(folders);
      assert.deepEqual(lines(tree, tree.top), [
        'folder own |  | folder',
        'folder-opened far | silent:/far/.surprisal/runs | folder.opened',
      ]);
      assert.deepEqual(lines(tree, tree.below(tree.top[1])), ['error $(x) [y](command:z) | Failed | logged.read']);
      assert.equal(folders.get(`${root.toString()}/${ID}`)?.message, 'boom');
      assert.equal(provider.writes, writes, 'nothing was written');
    } finally {
      folders.dispose();
    }
    const again = lateFolders();
    try {
      await again.ready();
      let tree = await treeOf(again);
      assert.equal(tree.top.length, 2, 'it is remembered');
      const [, head] = tree.top;
      assert('prefix' in head);
      await (await again.late()).close(head);
      tree = await treeOf(again);
      assert.equal(tree.top.length, 3);
    } finally {
      again.dispose();
    }
  });

  it('R1: is given another title, and all else of its head stays as it was', async () => {
    put(
      `/own/${ID}-2/run.json`,
      '{"version":2,"kind":"logged","config":{"title":"x","lr":NaN},"title": "cnn","status":"finished","mine":[1]}',
    );
    const folders = lateFolders();
    try {
      await folders.ready();
      const run = folders.get(`${ID}-2`)!;
      let told = 0;
      folders.onChange(() => told++);
      await (await folders.late()).rename(run, 'a "new" one');
      assert.equal(told, 1, 'the whole list is shown anew, for a title stands in the labels of others');
      assert.equal(run.title, 'a "new" one');
      assert.equal(
        new TextDecoder().decode(await provider.readFile(uri(`/own/${ID}-2/run.json`))),
        '{"version":2,"kind":"logged","config":{"title":"x","lr":NaN},"title": "a \\"new\\" one","status":"finished","mine":[1]}',
      );
    } finally {
      folders.dispose();
    }
  });

  it('R1: those of ours in a folder that was opened are read, and never written', async () => {
    const id = '20240229-235959';
    const head = { title: 'theirs', started: 0, kernel: 'typescript', classes: ['a', 'b'] };
    const counts = { trainCount: 1, validationCount: 0, testCount: 1, parameters: 1 };
    const config = {
      ...defaultConfig(),
      data: { ...defaultConfig().data, source: 'files' as const, files: { images: 'own.csv' } },
    };
    const state = { revision: 1, take: 1, status: 'stopped' as const, ended: 0 };
    const record = headToJson({ version: 2, kind: 'trained', id, ...head, config, ...counts, ...state });
    put(`/far/.surprisal/runs/${id}/run.json`, new TextDecoder().decode(record));
    const folders = lateFolders();
    const library = libraryOf({ folder: uri('/own'), below: '' }, [], undefined, folders);
    try {
      await library.ready();
      await (await folders.late()).open(uri('/far'));
      const { writes } = provider;
      await until('the run', folders.onChange, () => folders.trained.length === 1);
      const name = `${uri('/far/.surprisal/runs').toString()}/${id}`;
      const run = (await library.get(name))!;
      assert.deepEqual([run.title, run.readOnly, run.resumable, library.runs.length], ['theirs', true, false, 0]);
      assert.match(new TextDecoder().decode(await library.record(name)), /"title": "theirs"/);
      assert.equal(await library.writeLabels(run, { found: null, check: null }), true);
      await assert.rejects(run.test.evaluateAgain!(null), /lies in its own folder/);
      const tree = await treeOf(folders);
      assert.match(lines(tree, tree.below(tree.top[1])).join('\n'), /theirs.*\| foreign/);
      assert.equal(provider.writes, writes, 'nothing was written');
    } finally {
      await (await folders.late()).close((await treeOf(folders)).top[1] as FolderHead);
      library.dispose();
      folders.dispose();
    }
  });

  it('F30, R1: grow where no watcher tells of it', async function () {
    this.timeout(90_000);
    const folders = lateFolders();
    try {
      await folders.ready();
      const run = folders.live!;
      assert.equal(run.id, ID);
      const before = run.epochs.length;
      put(`/own/${ID}/epochs.jsonl`, '{"epoch":1,"val_loss":0.5,"accuracy":0.875}\n{"epoch":2,"val_loss":0.4}\n');
      await until('the second epoch', folders.onRun, () => run.epochs.length > before);
      assert(run.heard);
    } finally {
      folders.dispose();
    }
  });
});
