import assert from 'node:assert/strict';
import { defaultConfig, readPredictions, type RunConfig } from '@surprisal/core';
import * as vscode from 'vscode';
import { cancellable } from '../../extension/host/ports/cancellable.js';
import { readInput } from '../../extension/host/commands/readInput.js';
import { TextChanges } from '../../extension/host/commands/textChanges.js';
import { ImportedSet } from '../../extension/host/inspector/importedSet.js';
import { readAll } from '../../extension/host/inspector/predictionFiles.js';
import { diskAt } from '../../extension/host/runs/runDisk.js';
import { sha256 } from '../../extension/host/ports/sha256.js';
import type { LiveLogged } from '../../extension/host/runs/liveLogged.js';
import type { RunLibrary } from '../../extension/host/runs/runLibrary.js';
import { Form } from '../../extension/host/train/form.js';
import { OwnData } from '../../extension/host/train/ownData.js';
import { RunQueue } from '../../extension/host/train/runQueue.js';
import { SidebarView } from '../../extension/host/train/sidebarView.js';
import type { Threads } from '../../extension/host/train/threads.js';
import type { TrainingData } from '../../extension/host/train/trainingData.js';
import type { TrainingStatus } from '../../extension/host/train/trainingStatus.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { FakeFiles } from './fakeFiles.js';
import { libraryOf } from './storedRuns.js';
import { stub } from './stub.js';
import { until } from './until.js';

const never = <T>(): Promise<T> => new Promise<never>(() => undefined);

/** Files in memory, of which those that `hangs` names give nothing until they are let go. */
class Hanging extends FakeFiles {
  private readonly waiting = new Set<() => void>();
  hangs: RegExp | undefined;

  letGo(): void {
    this.hangs = undefined;
    for (const go of this.waiting) go();
    this.waiting.clear();
  }
  private async answers({ path }: vscode.Uri): Promise<void> {
    if (this.hangs?.test(path)) await new Promise<void>((go) => this.waiting.add(go));
  }
  override readDirectory = async (uri: vscode.Uri): Promise<[string, vscode.FileType][]> => {
    await this.answers(uri);
    return super.readDirectory(uri);
  };
  override readFile = async (uri: vscode.Uri): Promise<Uint8Array> => {
    await this.answers(uri);
    return super.readFile(uri);
  };
}

describe('a file system that hangs', () => {
  const provider = new Hanging();
  const at = (path: string): vscode.Uri => vscode.Uri.from({ scheme: 'hanging', path });
  const put = (path: string, text: string): vscode.Uri => {
    provider.writeFile(at(path), new TextEncoder().encode(text));
    return at(path);
  };
  const { withProgress, showWarningMessage, showInformationMessage } = vscode.window;
  let shown: vscode.ProgressOptions[] = [];
  let told: string[] = [];
  /** What a person does who sees that something takes long. */
  let seen: (cancel: () => void) => void;
  let registered: vscode.Disposable;
  before(() => {
    registered = vscode.workspace.registerFileSystemProvider('hanging', provider);
    vscode.window.withProgress = (options, work) => {
      shown.push(options);
      const source = new vscode.CancellationTokenSource();
      const result = work({ report: () => undefined }, source.token);
      seen(() => source.cancel());
      return result;
    };
    const tell = (text: string): Promise<undefined> => Promise.resolve(void told.push(text));
    vscode.window.showWarningMessage = tell;
    vscode.window.showInformationMessage = tell;
  });
  after(() => {
    registered.dispose();
    Object.assign(vscode.window, { withProgress, showWarningMessage, showInformationMessage });
  });
  beforeEach(() => {
    shown = [];
    told = [];
    seen = (cancel) => cancel();
  });
  afterEach(() => provider.letGo());

  it('lets a person turn away from a command that reads a file (S20)', async () => {
    const changes = new TextChanges();
    const uri = put('/numbers.json', '[[0.5, 0.5], [0.5, 0.5]]').toString();
    provider.hangs = /numbers/;
    assert.equal(await readInput({ changes }, { uri, swapped: false }), undefined);
    assert.deepEqual(
      shown.map(({ title, cancellable, location }) => [title, cancellable, location]),
      [['Reading numbers.json', true, vscode.ProgressLocation.Notification]],
    );
    // Whoever waits gets it, however long it takes.
    seen = () => provider.letGo();
    assert.equal((await readInput({ changes }, { uri, swapped: false }))?.origin.text, '[[0.5, 0.5], [0.5, 0.5]]');
  });

  it('lets a person turn away from predictions, and what changes later is read again (S20)', async () => {
    const uris = [put('/preds.csv', 'label,prediction\n0,1\n')];
    const set = new ImportedSet(
      { id: 'import', uris: uris.map(String), choices: {}, stamps: [''] },
      async (from) => readPredictions(await cancellable('preds.csv', readAll(from)), (bytes) => bytes),
      () => undefined,
    );
    provider.hangs = /preds/;
    await set.refresh(true);
    assert.equal(set.summary().status, 'failed');
    assert.equal(set.summary().message, 'preds.csv was not read: it was cancelled.');
    provider.letGo();
    await set.refresh(true);
    assert.deepEqual([set.summary().status, set.summary().testCount], ['finished', 1]);
    set.dispose();
  });

  it('does not keep the runs that answer from the list, and the others follow when they do (S20)', async () => {
    const root = at('/runs');
    const store = new RunStore(diskAt(root), sha256);
    const facts = { kernel: 'typescript', classes: ['0', '1'], trainCount: 4, validationCount: 0, testCount: 2 };
    for (const day of [1, 2])
      await store.create({
        ...facts,
        title: `run ${day}`,
        config: defaultConfig(),
        started: Date.UTC(2024, 0, day),
        parameters: 1,
      });
    provider.hangs = /20240102.*run\.json/;
    const library = libraryOf({ folder: root, below: '' }, [], 50);
    const titles = (): string[] => library.runs.map(({ title }) => title);
    await library.ready();
    await until('the first run', library.onChange, () => titles().join() === 'run 1' && library.damaged.length === 1);
    assert.deepEqual(library.damaged, [{ id: '20240102-000000', reason: 'the file system gave no answer in 0.05 s.' }]);
    provider.letGo();
    await until('both runs', library.onChange, () => titles().length === 2);
    assert.deepEqual(library.damaged, []);

    await store.create({
      ...facts,
      title: 'run 3',
      config: defaultConfig(),
      started: Date.UTC(2024, 0, 3),
      parameters: 1,
    });
    provider.hangs = /runs$/;
    await library.refresh();
    await library.refresh();
    assert.deepEqual(titles(), ['run 2', 'run 1']);
    assert.deepEqual(told, ['The runs of this folder are not shown yet: the file system gave no answer in 0.05 s.']);
    provider.letGo();
    await until('the third run', library.onChange, () => titles().length === 3);
    library.dispose();
  });

  it('leaves Stop its power over a run that waits for its data, and the next one begins (S20)', async () => {
    const library = stub<RunLibrary>({ runs: [], release: () => Promise.resolve() });
    const trainer = new RunQueue(stub<Threads>({ params: () => never() }), library);
    void trainer.start(defaultConfig());
    const { run } = trainer;
    await trainer.start({ ...defaultConfig(), seed: 2 });
    assert.deepEqual([run?.status, trainer.waiting.length], ['preparing', 1]);
    await trainer.control('stop', defaultConfig());
    assert.deepEqual([run?.status, trainer.run?.status, trainer.run?.config.seed], ['stopped', 'preparing', 2]);
    trainer.dispose();
  });

  it('leaves the form its use: what is late is said, and shown when it comes (S20)', async () => {
    const start = defaultConfig();
    const config: RunConfig = { ...start, data: { ...start.data, source: 'files', files: { images: 'own.csv' } } };
    let come: (found: unknown) => void = () => undefined;
    const own = new OwnData({
      columns: () => Promise.resolve(null),
      evaluateCheckpoint: () => new Promise((resolve) => (come = resolve as typeof come)),
    });
    const heard = new vscode.EventEmitter<unknown>();
    const posted = new vscode.EventEmitter<{ name?: string; result?: State; data?: State }>();
    interface State {
      data: { source: string; problem?: string; trainCount: number }[];
    }
    const nothing = (): vscode.Disposable => new vscode.Disposable(() => undefined);
    const memory: vscode.Memento = {
      keys: () => ['surprisal.config'],
      get: <T>(key: string, otherwise?: T) => (key === 'surprisal.config' ? (config as T) : otherwise) as T,
      update: () => Promise.resolve(),
    };
    const shelf = stub<TrainingData>({
      status: () => Promise.resolve([]),
      examples: () => Promise.resolve(null),
      corrections: () => never(),
      correctionsStatus: () => Promise.resolve(undefined),
    });
    const heardOf = { onChange: nothing, onBatches: nothing, onEpoch: nothing };
    const trainer = stub<RunQueue>({ ...heardOf, waiting: [], shown: undefined });
    const library = stub<RunLibrary>({ onChange: nothing, ready: () => never() });
    const status = stub<TrainingStatus>({ viewVisible: nothing });
    const live = stub<LiveLogged>({ onChange: nothing, drawn: () => Promise.resolve(null) });
    const view = new SidebarView(
      at('/extension'),
      memory,
      new Form(memory),
      shelf,
      own,
      trainer,
      library,
      status,
      live,
    );
    const shown: vscode.WebviewView = {
      viewType: 'surprisal.sidebar',
      visible: true,
      onDidChangeVisibility: nothing,
      onDidDispose: nothing,
      show: () => undefined,
      webview: {
        options: {},
        html: '',
        cspSource: '',
        asWebviewUri: (uri) => uri,
        onDidReceiveMessage: heard.event,
        postMessage: (message: object) => (posted.fire(message), Promise.resolve(true)),
      },
    };
    view.resolveWebviewView(shown);
    const files = (state?: State) => state?.data.find(({ source }) => source === 'files');
    let last: ReturnType<typeof files>;
    posted.event(({ result, data }) => (last = files(result ?? data) ?? last));
    heard.fire({ kind: 'request', id: 1, method: 'hydrate', params: null });
    await until('the form', posted.event, () => last?.problem === 'own.csv is still being read.');
    const ends = { imageWidth: 2, imageHeight: 1, imageChannels: 1, classes: ['a', 'b'] };
    come({ trainCount: 8, validationCount: 1, testCount: 1, ...ends });
    await until('its count', posted.event, () => last?.trainCount === 10 && last.problem === undefined);
    own.dispose();
  });
});
