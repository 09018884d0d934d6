import assert from 'node:assert/strict';
import { defaultConfig, type EpochRecord } from '@surprisal/core';
import type { CompareApi } from '../../extension/protocol/inspector/compare.js';
import type { Inspected } from '../../extension/protocol/inspector/inspector.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import type { Line } from '../../extension/host/ports/items.js';
import { LoggedRun } from '../../extension/runs/model/loggedRun.js';
import { Run } from '../../extension/runs/model/run.js';
import { bundled, l10n } from './bundled.js';

interface Host {
  loggedSubject: (run: LoggedRun, services: object) => { load(): Promise<void>; summary(): Inspected };
  loggedLine: (run: LoggedRun, label: string, own: boolean) => Line;
  othersChange: (send: (name: string, of: unknown) => void, services: object) => { dispose(): void }[];
  comparesModel: (own: object, services: object) => Handlers<CompareApi>;
}
const host = bundled<Host>(
  'inspector/loggedSubject',
  'inspector/compare',
  'inspector/othersChange',
  'runs/loggedLine',
)({ l10n, window: {} });

/** A run of two epochs, of which `has` is kept. */
function loggedOf(id: string, has: Partial<LoggedRun['epochs'][number]['has']>): LoggedRun {
  const nothing = () => Promise.reject(new Error('It is not read.'));
  const run = new LoggedRun(id, id, {
    predictions: nothing,
    matrix: async ({ epoch }) => ({ classes: ['cat', 'dog'], counts: Uint32Array.of(3, epoch, 0, 5) }),
    items: () => Promise.resolve(null),
    picture: nothing,
    features: nothing,
    loadSteps: nothing,
    storedScores: () => Promise.resolve(null),
    accuracy: nothing,
    columns: () => Promise.resolve(null),
  });
  run.title = `title of ${id}`;
  const kept = { predictions: false, scores: false, matrix: false, ...has };
  for (const epoch of [1, 2])
    run.epochs.push({ epoch, step: undefined, time: undefined, scalars: new Map(), files: {}, has: kept });
  return run;
}
const services = (logged: LoggedRun[]) => ({
  library: { runs: [], ready: () => Promise.resolve() },
  imports: { known: () => Promise.resolve([]), find: () => undefined },
  logged: { logged, trained: [], get: (id: string) => logged.find((each) => each.id === id) },
});

/** A run that was trained here on digits. */
function digits(): Run {
  const run = new Run('c', 'own', defaultConfig(), 0);
  run.setFacts({ ...run.summary(), classes: ['0', '1', '2'] });
  run.epochs.push({ testAccuracy: 1 } as EpochRecord);
  run.end('finished');
  return run;
}

describe('the inspector of a logged run (R2)', () => {
  it('R2 a run that logs counts alone has its epochs and its classes, and lacks no matrix', async () => {
    const run = loggedOf('a', { matrix: true });
    const subject = host.loggedSubject(run, services([run]));
    await subject.load();
    const { classes, epochs, logged } = subject.summary();
    assert.deepEqual(
      [classes, epochs.map(({ epoch }) => epoch)],
      [
        ['cat', 'dog'],
        [1, 2],
      ],
    );
    assert.equal(logged?.lacks.matrix, undefined);
  });

  it('R2 one that logs numbers alone says how the matrix is filled', async () => {
    const run = loggedOf('a', {});
    const subject = host.loggedSubject(run, services([run]));
    await subject.load();
    assert.match(subject.summary().logged?.lacks.matrix ?? '', /run\.epoch\(labels=/);
  });

  it('R2 a run that has logged nothing yet can be opened from the list', () => {
    const run = loggedOf('a', {});
    run.epochs.length = 0;
    assert.deepEqual(host.loggedLine(run, 'a', true).command?.arguments, ['a']);
  });

  it('R2 a run without predictions is named among those that can’t be compared', async () => {
    const [bare, whole] = [loggedOf('a', { matrix: true }), loggedOf('b', { predictions: true, matrix: true })];
    const others = await host.comparesModel({ run: digits() }, services([bare, whole])).otherRuns(null);
    assert.deepEqual(
      others.map(({ id, problem }) => [id, problem]),
      [
        ['a', 'It logged no labels and predictions.'],
        ['b', undefined],
      ],
    );
  });

  it('R2 models that have no class in common are not offered: of a run, and beside a run', async () => {
    const animals = loggedOf('b', { predictions: true });
    animals.classes = ['cat', 'dog'];
    const known = services([animals]);
    const set = {
      id: 'set',
      title: 'animals.csv',
      path: 'animals.csv',
      kind: 'import',
      at: () => Promise.resolve({ predictions: { classes: ['cat', 'dog'] } }),
    };
    const beside = { ...known, library: { ...known.library, runs: [digits()] } };
    const problems = async (own: object): Promise<(string | undefined)[]> =>
      (await host.comparesModel(own, beside).otherRuns(null)).map(({ problem }) => problem);
    assert.deepEqual(await problems({ set }), [undefined, 'It has none of these classes.']);
    const bare = { set: { ...set, kind: 'run', lacks: 'It logged nothing.' } };
    assert.deepEqual(new Set(await problems(bare)), new Set(['This run logged no labels and predictions.']));
    assert.deepEqual(await problems({ run: beside.library.runs[0] }), ['It has none of these classes.']);
  });

  it('R2 a page that compares hears of each new epoch of the other once, however often that logs', async () => {
    const run = loggedOf('a', { predictions: true });
    let log: (run: LoggedRun) => void = () => undefined;
    const never = () => ({ dispose: () => undefined });
    const logged = { onChange: never, onRun: (hear: typeof log) => ((log = hear), never()) };
    const told: unknown[] = [];
    const heard = new Promise<void>((resolve) => {
      const send = (name: string, of: unknown): void => {
        told.push([name, of]);
        resolve();
      };
      host.othersChange(send, { logged, library: { onChange: never }, imports: { onOpen: never, onRead: never } });
    });
    for (let i = 0; i < 100; i++) log(run);
    await heard;
    assert.deepEqual(told, [['readAgain', 'a']]);
  });

  it('R2 runs of one title are called as in the list, by the settings in which they differ', async () => {
    const runs = [1, 2].map((seed) =>
      Object.assign(loggedOf(`${seed}`, { predictions: true }), { title: 'cnn', config: { lr: 0.1, seed } }),
    );
    const [own, other] = runs.map((run) => host.loggedSubject(run, services(runs)).summary().title);
    assert.deepEqual([own, other], ['cnn · seed 1', 'cnn · seed 2']);
    const offered = await host.comparesModel({ run: digits() }, services(runs)).otherRuns(null);
    assert.deepEqual(
      offered.map(({ title }) => title),
      [own, other],
    );
  });
});
