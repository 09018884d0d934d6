import assert from 'node:assert/strict';
import type { Predictions } from '@surprisal/core';
import type { ComparedModel } from '../../extension/protocol/comparing.js';
import type { CompareApi } from '../../extension/protocol/inspector/compare.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { compareModels } from '../../extension/runs/derive/compareRuns.js';
import { modelTable } from '../../extension/runs/derive/modelTable.js';
import { npyBytes } from '../../extension/runs/disk/matrices.js';
import type { LoggedRun } from '../../extension/runs/model/loggedRun.js';
import type { Run } from '../../extension/runs/model/run.js';
import { ImportedPredictions } from '../../extension/runs/predictions/importedPredictions.js';
import { openedTable } from '../tableBench.js';
import { Logged } from '../runs/loggedFiles.js';
import { bundled, l10n } from './bundled.js';

const host = bundled<{
  comparesModel: (own: object, services: object) => Handlers<CompareApi>;
  loggedSet: (run: LoggedRun, all: readonly LoggedRun[]) => object;
}>('inspector/compare', 'inspector/loggedSet');

class EventEmitter {
  event = () => undefined;
}
class CancellationTokenSource {
  token = {};
  cancel = () => undefined;
  dispose = () => undefined;
}
const vscode = {
  l10n,
  env: { language: 'en' },
  EventEmitter,
  CancellationTokenSource,
  CancellationError: Error,
  workspace: {},
  window: {},
};

const of = (classes: ArrayLike<number>): Uint8Array => npyBytes(Uint16Array.from(classes), [classes.length]);

/** A run that was logged with these predictions, one list an epoch; the id of an item is its place in the test part. */
async function loggedRun(title: string, classes: readonly string[], labels: ArrayLike<number>, epochs: Uint16Array[]) {
  const logged = new Logged(undefined, {
    title,
    classes,
    ...(epochs.length > 0 && { labels: { file: 'labels.npy' } }),
    items: { list: { file: 'items.json' } },
  });
  logged.put('labels.npy', of(labels));
  logged.put('items.json', JSON.stringify({ ids: Array.from(labels, (_, i) => String(i)) }));
  epochs.forEach((predicted, i) => {
    logged.put(`predicted-000${i + 1}.npy`, of(predicted));
    logged.add('epochs.jsonl', `{"epoch":${i + 1},"predicted":{"file":"predicted-000${i + 1}.npy"}}\n`);
  });
  logged.add('steps.jsonl', '{"step":1,"loss":1}\n');
  await logged.reader.update();
  const { run } = logged;
  Object.defineProperty(run, 'id', { value: title });
  return run;
}

/** The answers of a page among these others. */
function services(trained: Run[], logged: LoggedRun[], imports: { id: string }[] = []) {
  return {
    library: {
      runs: trained,
      ready: async () => undefined,
      get: async (id: string) => trained.find((run) => run.id === id),
    },
    threads: {
      analyse: async (
        what: 'compare' | 'sideBySide',
        asked: { mine: ComparedModel; theirs: ComparedModel; others: ComparedModel[] },
      ) => (what === 'compare' ? compareModels(asked.mine, asked.theirs) : modelTable(asked.mine, asked.others)),
    },
    imports: { known: async () => imports, find: (id: string) => imports.find((each) => each.id === id) },
    logged: { logged, trained: [], get: (id: string) => logged.find((run) => run.id === id) },
  };
}

describe('a logged run beside other models', () => {
  const { comparesModel, loggedSet } = host(vscode);
  const own = openedTable('none').run;
  let actual: Uint16Array;
  let read: Uint16Array;
  let first: LoggedRun;
  let second: LoggedRun;
  before(async () => {
    own.end('finished');
    const all = (await own.test.all(null))!.predictions;
    actual = Uint16Array.from(all.actual);
    read = Uint16Array.from(all.predicted);
    const right = Uint16Array.from(actual);
    first = await loggedRun('mine in Python', own.classes, actual, [read, right]);
    second = await loggedRun('another', own.classes, actual, [read]);
  });

  it('R10 R2: one of ours and a logged one on the same labels, each told by its epoch, and none is called an import', async () => {
    const page = comparesModel({ run: own }, services([own], [first, second]));
    const others = await page.otherRuns(null);
    assert.deepEqual(
      others.map(({ title, kind, problem }) => [title, kind, problem]),
      [
        ['mine in Python', 'run', undefined],
        ['another', 'run', undefined],
      ],
    );
    const found = await page.compareRuns({ other: 'mine in Python' });
    assert.deepEqual(
      [found.kinds, found.epochs],
      [
        ['run', 'run'],
        [3, 2],
      ],
    );
    assert.deepEqual(found.theirs, actual);
    assert.deepEqual(found.mine, read);
    // The other way round, at the epoch that the slider holds.
    const back = comparesModel({ set: loggedSet(first, [first, second]) }, services([own], [first, second]));
    const earlier = await back.compareRuns({ other: own.id, epoch: 1 });
    assert.deepEqual(
      [earlier.kinds, earlier.epochs],
      [
        ['run', 'run'],
        [1, 3],
      ],
    );
    assert.deepEqual(earlier.mine, earlier.theirs);
    assert.deepEqual(
      (await back.otherRuns(null)).map(({ title }) => title),
      ['another', own.title],
    );
  });

  it('R10 R2: two logged runs, and several models at once', async () => {
    const page = comparesModel({ set: loggedSet(first, [first, second]) }, services([own], [first, second]));
    const found = await page.compareRuns({ other: 'another' });
    assert.deepEqual(
      [found.kinds, found.epochs],
      [
        ['run', 'run'],
        [2, 1],
      ],
    );
    assert.deepEqual([found.matched.by, found.leftOut], ['id', [0, 0]]);
    assert.deepEqual([found.mine, found.theirs], [actual, read]);
  });

  it('R10 R2: a logged run and an import, by the ids of their items', async () => {
    const ids = Array.from(actual, (_, i) => `k${i}`);
    const logged = new Logged(undefined, {
      title: 'with ids',
      classes: own.classes,
      labels: { file: 'labels.npy' },
      items: { list: { file: 'items.json' } },
    });
    logged.put('labels.npy', of(actual));
    logged.put('predicted-0001.npy', of(actual));
    logged.put('items.json', JSON.stringify({ ids }));
    logged.add('epochs.jsonl', '{"epoch":1,"predicted":{"file":"predicted-0001.npy"}}\n');
    await logged.reader.update();
    // The import has the items the other way round, and lacks the last.
    const back = (await logged.run.predictions())!;
    const last = actual.length - 1;
    const turned = Uint16Array.from(actual.subarray(0, last)).reverse();
    const joined = ids.slice(0, last).reverse().join('');
    const units = Uint16Array.from({ length: joined.length }, (_, i) => joined.charCodeAt(i));
    let end = 0;
    const ends = Uint32Array.from(ids.slice(0, last).reverse(), (id) => (end += id.length));
    const rows: Predictions = {
      ...back,
      actual: turned,
      predicted: turned,
      extras: [{ name: 'id', is: 'id', units, ends }],
    };
    const read = new ImportedPredictions(rows);
    const set = { id: 'import-1', title: 'preds.csv', path: 'preds.csv', isMatrix: false, kind: 'import', rows: read };
    const imports = [{ ...set, at: async () => read }];
    const page = comparesModel({ set: loggedSet(logged.run, [logged.run]) }, services([], [logged.run], imports));
    const others = await page.otherRuns(null);
    assert.deepEqual([others.length, others[0].kind, others[0].problem], [1, 'import', undefined]);
    const found = await page.compareRuns({ other: 'import-1' });
    assert.deepEqual(
      [found.kinds, found.epochs],
      [
        ['run', 'import'],
        [1, null],
      ],
    );
    assert.deepEqual([found.matched.by, found.leftOut], ['id', [1, 0]]);
    assert.deepEqual(found.mine, found.theirs);
  });

  it('R10 R2: a run without labels, and one of other classes, say why they can not be compared', async () => {
    const bare = await loggedRun('numbers alone', [], [], []);
    const others = await loggedRun('of other classes', ['x', 'y'], [0, 1], [Uint16Array.of(0, 1)]);
    const page = comparesModel({ run: own }, services([own], [bare, others]));
    assert.deepEqual(
      (await page.otherRuns(null)).map(({ title, problem }) => [title, problem]),
      [
        ['numbers alone', 'It logged no labels and predictions.'],
        ['of other classes', 'It has none of these classes.'],
      ],
    );
  });
});
