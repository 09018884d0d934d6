import assert from 'node:assert/strict';
import { defaultConfig, type EpochRecord, logLoss } from '@surprisal/core';
import type { RunStarted } from '../../extension/protocol/training.js';
import { LoggedRun } from '../../extension/runs/model/loggedRun.js';
import { Run } from '../../extension/runs/model/run.js';
import { bundled, l10n } from './bundled.js';

type Action = (of?: unknown, more?: unknown) => Promise<void>;
type Actions = Record<'rename' | 'remove' | 'compare' | 'sort' | 'thinOut' | 'evaluate', Action>;
const host = bundled<{
  runActions: (library: object, queue: object, inspectors: object, view: object) => Actions;
}>('runs/runActions');

const runOf = (id: string, seed = 1): Run => {
  const run = new Run(id, `title of ${id}`, { ...defaultConfig(), seed }, 0);
  run.setFacts({ ...run.summary(), classes: ['0', '1'] });
  run.epochs.push({ testAccuracy: 1 } as EpochRecord);
  run.end('finished');
  return run;
};

/** A run that another program logged, with an epoch. */
const loggedOf = (id: string, predictions: boolean): LoggedRun => {
  const nothing = () => Promise.reject(new Error('It is not read.'));
  const contents = { predictions: nothing, matrix: nothing, items: nothing, picture: nothing };
  const more = { features: nothing, loadSteps: nothing, storedScores: nothing, accuracy: nothing, columns: nothing };
  const run = new LoggedRun(id, id, { ...contents, ...more });
  run.title = `title of ${id}`;
  const has = { predictions, scores: false, matrix: predictions };
  run.epochs.push({ epoch: 1, step: undefined, time: undefined, scalars: new Map(), files: {}, has });
  return run;
};

/** The actions in a window where a person answers each message by its first button, and types one title. */
function opened(selection: unknown[] = [], typed?: string, runs: Run[] = []) {
  const seen: string[] = [];
  const told: string[] = [];
  const window = {
    showInformationMessage: (message: string, ...buttons: string[]) => {
      told.push(message);
      return Promise.resolve(buttons[0]);
    },
    showInputBox: () => Promise.resolve(typed),
    showQuickPick: (items: { label: string; description: string }[], { placeHolder }: { placeHolder: string }) => {
      told.push(placeHolder, ...items.map(({ label, description }) => `${label}: ${description}`));
      return Promise.resolve(items[1]);
    },
    showErrorMessage: (message: string) => {
      told.push(message);
      return Promise.resolve(undefined);
    },
    withProgress: ({ title }: { title: string }, work: (progress: object, token: object) => unknown) => {
      told.push(title);
      return work({}, { onCancellationRequested: (hear: () => void) => hear() });
    },
    showWarningMessage: (message: string, _: object, ...buttons: string[]) => {
      told.push(message);
      return Promise.resolve(buttons[0]);
    },
    setStatusBarMessage: (message: string) => told.push(message),
  };
  const note =
    (what: string) =>
    (...given: unknown[]): Promise<void> => {
      seen.push(
        [
          what,
          ...given.map((each) => (each instanceof Run || each instanceof LoggedRun ? each.id : String(each))),
        ].join(' '),
      );
      return Promise.resolve();
    };
  const library = {
    runs,
    damaged: [],
    weights: () => Promise.resolve({ bytes: 9e7, freed: (every: number) => (every > 2 ? 8e6 * every : 0) }),
    thinOut: note('thin'),
    unlessLocked: (work: () => unknown) => work(),
    moveToTrash: note('trash'),
    restoreFromTrash: note('back'),
    folders: {
      get: () => undefined,
      late: () => Promise.resolve({ rename: note('retitle'), lookAt: () => Promise.resolve() }),
    },
  };
  const inspectors = { close: note('close'), compare: note('compare') };
  const view = { selection, order: 'newest', sort: note('sort') };
  const made = host({ window, l10n, workspace: {}, Uri: URL, ProgressLocation: {} });
  return { ...made.runActions(library, { rename: note('rename') }, inspectors, view), seen, told };
}
/** One turn of the event loop, by which what a button does is done. */
const turn = () => new Promise(setImmediate);

describe('R9 what is done with runs of the list', () => {
  const [a, b, c] = [runOf('a'), runOf('b'), runOf('c', 2)];
  const damaged = { id: 'd', reason: 'why' };

  it('Delete takes all that are selected, and one Undo brings them back', async () => {
    for (const ask of [(it: Actions) => it.remove(), (it: Actions) => it.remove(a, [a, damaged, b])]) {
      const it = opened([a, damaged, b]);
      await ask(it);
      await turn();
      const gone = ['trash a', 'close a', 'trash d', 'close d', 'trash b', 'close b'];
      assert.deepEqual(it.seen, [...gone, 'back a', 'back d', 'back b']);
      assert.match(it.told[0], /^3 runs were deleted\. For \d+ days they can come back\.$/);
    }
    const one = opened([a, b]);
    await one.remove(c);
    assert.match(one.told[0], /^“title of c” was deleted/, 'a line that was clicked beside the selection');
  });

  it('a run under way is not deleted, and says why', async () => {
    const active = runOf('e');
    active.status = 'running';
    const it = opened([active]);
    await it.remove();
    assert.deepEqual(it.seen, []);
    assert.match(it.told[0], /once it has ended/);
  });

  it('F2 renames the one that is selected, and Undo gives the title back', async () => {
    const it = opened([a], 'mine');
    await it.rename();
    await turn();
    assert.deepEqual(it.seen, ['rename a mine', 'rename a title of a']);
    const two = opened([a, b], 'mine');
    await two.rename();
    assert.deepEqual(two.seen, []);
  });

  it('two are compared, and two of other images say why not', async () => {
    const it = opened([a, b]);
    await it.compare(b, [a, b]);
    assert.deepEqual(it.seen, ['compare a b']);
    await it.compare(a, [a, c]);
    assert.match(it.told[0], /can’t be compared\. .*seed 2 splits the data in another way/);
    await it.compare(a, [a, b, c]);
    assert.equal(it.told[1], 'Select two runs to compare them.');
    assert.equal(it.seen.length, 1);
  });

  it('R9 runs that other programs logged are compared, and one without predictions says so', async () => {
    const [first, second, bare] = [loggedOf('l', true), loggedOf('m', true), loggedOf('n', false)];
    const it = opened();
    await it.compare(first, [first, second]);
    await it.compare(first, [first, a]);
    assert.deepEqual(it.seen, ['compare l m', 'compare l a']);
    await it.compare(first, [first, bare]);
    assert.deepEqual(it.told, [
      '“title of l” and “title of n” can’t be compared. “title of n” logged no labels and predictions.',
    ]);
    assert.equal(it.seen.length, 2);
  });

  /** A run without a log loss, whose weights are read again as `evaluate` says. */
  const unknown = (id: string, evaluate: (stop?: AbortSignal) => Promise<object>): Run => {
    const run = runOf(id);
    const reading: Partial<RunStarted> = {
      testLabels: Uint8Array.of(0, 1),
      testLogits: Float32Array.of(2, 0, 1, 0),
    };
    run.test.evaluateAgain = async (_, stop) => ({ ...reading, ...(await evaluate(stop)) }) as RunStarted;
    return run;
  };
  const lossOf = (run: Run): number | undefined => run.epochs.at(-1)?.testLogLoss;

  it('Evaluate Again finds the log loss of those that have none, and goes on where one can’t be read', async () => {
    const [first, second] = [unknown('f', () => Promise.resolve({})), unknown('g', () => Promise.resolve({}))];
    const thin = unknown('h', () => Promise.reject(new Error('The weights of the last epoch were not kept.')));
    const it = opened();
    await it.evaluate(first, [thin, first, second]);
    const expected = logLoss([2, 0, 1, 0], [0, 1], 2);
    assert.deepEqual([first, second, thin].map(lossOf), [expected, expected, undefined]);
    assert.deepEqual(it.told, ['title of h: The weights of the last epoch were not kept.']);
    const again = unknown('i', () => Promise.reject(new Error('It was asked for again.')));
    again.epochs[0] = { ...again.epochs[0], testLogLoss: 1 };
    await it.evaluate(again);
    assert.equal(it.told.length, 1);
  });

  it('Evaluate Again that takes longer says so and can be cancelled', async () => {
    const stopped = unknown(
      'f',
      (stop) => new Promise((_, reject) => stop!.addEventListener('abort', () => reject(new Error('stopped')))),
    );
    const never = unknown('g', () => Promise.reject(new Error('It was asked for after the cancel.')));
    const it = opened();
    await it.evaluate(stopped, [stopped, never]);
    assert.deepEqual(it.told, ['Evaluating 2 runs again']);
    assert.deepEqual([stopped, never].map(lossOf), [undefined, undefined]);
  });

  it('checkpoints are thinned out of those that have ended, once a person knows what it frees', async () => {
    const active = runOf('e');
    active.status = 'running';
    const it = opened([], undefined, [a, active, b]);
    await it.thinOut();
    await turn();
    assert.deepEqual(it.seen, ['thin a 10', 'thin b 10']);
    assert.deepEqual(it.told, [
      'The weights of 2 runs take 180 MB. Which epochs keep theirs?',
      'Also each epoch that 5 divides: frees 80 MB',
      'Also each epoch that 10 divides: frees 160 MB',
      'First, best and last epoch: frees 16 GB',
      'Remove weights of 160 MB?',
      '160 MB are free',
    ]);
  });
});
