import assert from 'node:assert/strict';
import { defaultConfig, type EpochRecord } from '@surprisal/core';
import { Run } from '../../extension/runs/model/run.js';
import { bundled, l10n } from './bundled.js';

type Action = (of?: unknown, more?: unknown) => Promise<void>;
type Actions = Record<'rename' | 'remove' | 'compare' | 'sort' | 'thinOut', Action>;
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
    showWarningMessage: (message: string, _: object, ...buttons: string[]) => {
      told.push(message);
      return Promise.resolve(buttons[0]);
    },
    setStatusBarMessage: (message: string) => told.push(message),
  };
  const note =
    (what: string) =>
    (...given: unknown[]): Promise<void> => {
      seen.push([what, ...given.map((each) => (each instanceof Run ? each.id : String(each)))].join(' '));
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
  };
  const inspectors = { close: note('close'), compare: note('compare') };
  const view = { selection, order: 'newest', sort: note('sort') };
  const made = host({ window, l10n, workspace: {}, Uri: URL });
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

  it('checkpoints are thinned out of those that have ended, once a person knows what it frees', async () => {
    const active = runOf('e');
    active.status = 'running';
    const it = opened([], undefined, [a, active, b]);
    await it.thinOut();
    await turn();
    assert.deepEqual(it.seen, ['thin a 10', 'thin b 10']);
    assert.deepEqual(it.told, [
      'The weights of 2 runs take 180 MB. Which epochs keep theirs?',
      'Also every 5th epoch: frees 80 MB',
      'Also every 10th epoch: frees 160 MB',
      'First, best and last epoch: frees 16000 MB',
      'Remove weights of 160 MB?',
      '160 MB are free',
    ]);
  });
});
