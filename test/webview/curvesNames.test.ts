import assert from 'node:assert/strict';
import type { CurveRun } from '../../extension/protocol/curves.js';
import { atWords, placeOf, valueAt, xAxis, yAxis } from '../../webview/curves/axes.js';
import { portionOf } from '../../webview/curves/portion.js';
import {
  configurationOf,
  namesOf,
  settingName,
  settingsAlike,
  settingsApart,
  withOwnSettings,
} from '../../webview/curves/configurations.js';
import { isSeen } from '../../webview/curves/scene.js';
import { groupsOf, judge, scalarFacts, valueText } from '../../webview/curves/scalars.js';

const run = (id: string, settings: CurveRun['settings'], more: Partial<CurveRun> = {}): CurveRun => ({
  id,
  title: `title of ${id}`,
  named: false,
  source: 'logged',
  place: id,
  live: false,
  settings,
  scalars: [],
  problems: [],
  notes: [],
  others: {},
  ...more,
});
const called = (runs: CurveRun[], withSeed = true) => [...namesOf(runs, withSeed).values()];

describe('names on the page of curves (R4)', () => {
  it('say what sets a run apart, no more than tells it from the others, and never what all share', () => {
    const base = { loss: 'Cross-entropy', rate: 0.05, epochs: 20 };
    const runs = [
      run('a', { ...base, seed: 1 }),
      run('b', { ...base, seed: 2 }),
      run('c', { ...base, loss: 'Focal', rate: 0.1, seed: 1 }),
      run('d', { ...base, seed: 1 }, { named: true, title: 'Mine' }),
    ];
    assert.deepEqual(called(runs), ['Cross-entropy, seed 1', 'Cross-entropy, seed 2', 'Focal', 'Mine']);
    assert.deepEqual(settingsApart(runs), ['loss', 'rate', 'seed']);
    assert.deepEqual(settingsAlike(runs), [['epochs', 20]]);
    assert.equal(configurationOf(runs[0]), configurationOf(runs[1]));
    assert.notEqual(configurationOf(runs[0]), configurationOf(runs[2]));
  });

  it('of a sweep are its settings; of runs without settings their titles', () => {
    const sweep = [0.1, 0.2].flatMap((rate) =>
      [16, 32].map((batch) => run(`${rate} ${batch}`, { 'optimiser.rate': rate, batch })),
    );
    assert.deepEqual(called(sweep), [
      'Rate 0.1, Batch 16',
      'Rate 0.1, Batch 32',
      'Rate 0.2, Batch 16',
      'Rate 0.2, Batch 32',
    ]);
    assert.deepEqual(called([run('a', {}), run('b', {})]), ['title of a', 'title of b']);
    assert.notEqual(configurationOf(run('a', {})), configurationOf(run('b', {})));
    assert.deepEqual(called([run('a', { seed: 1 }), run('b', { seed: 2 })]), ['seed 1', 'seed 2']);
  });

  it('of several runs with one title, and of seeds in one line, are their settings', () => {
    const mine = { named: true, title: 'digits' };
    const runs = [
      run('a', { lr: 0.1, seed: 1 }, mine),
      run('b', { lr: 0.1, seed: 2 }, mine),
      run('c', { lr: 0.2 }, mine),
    ];
    assert.deepEqual(called(runs), ['Lr 0.1, seed 1', 'Lr 0.1, seed 2', 'Lr 0.2']);
    assert.deepEqual(called([run('x/a', {}, mine), run('x/b', {}, mine)]), ['digits, a', 'digits, b']);
    const folders = runs.map((each) => ({ ...each, title: `folder ${each.id}` }));
    assert.deepEqual(called(folders), ['folder a', 'folder b', 'folder c']);
    assert.deepEqual(called(folders, false), ['Lr 0.1', 'Lr 0.1', 'folder c']);
  });

  it('leave out what a run of another program cannot have, and write settings as words', () => {
    const trained = [1, 2].map((rate) =>
      run(`t${rate}`, { 'optimiser.rate': rate, 'data.testFraction': 0.2 }, { source: 'trained' }),
    );
    const logged = run('l', { lr: 3, dropout: 0.1 });
    assert.deepEqual(settingsApart([...trained, logged]), ['optimiser.rate']);
    assert.deepEqual(settingsApart([...trained, logged, run('m', { lr: 3 })]), ['optimiser.rate', 'dropout']);
    assert.deepEqual(settingsAlike([...trained, logged]), []);
    assert.deepEqual(called([...trained, logged]), ['Rate 1', 'Rate 2', 'title of l']);
    const keys = ['data.testFraction', 'loss.id', 'optimiser.id', 'weight_decay', 'useEMA'];
    assert.deepEqual(
      keys.map((key) => settingName(key, keys)),
      ['Test fraction', 'Loss', 'Optimiser', 'Weight decay', 'UseEMA'],
    );
  });

  it('of scalars tell which value is best, and tell none where they do not say it', () => {
    const best = (name: string) => scalarFacts(name).best;
    for (const name of ['train/loss', 'val_loss', 'valLoss', 'eval/perplexity', 'rmse'])
      assert.equal(best(name), 'least', name);
    for (const name of ['val_acc', 'valid/accuracy', 'recall/3', 'test/macro F1', 'metrics/mAP50'])
      assert.equal(best(name), 'greatest', name);
    for (const name of ['train/lr', 'learning_rate', 'grad_norm', 'gpu/memory', 'glossary'])
      assert.equal(best(name), null, name);
    assert.ok(scalarFacts('train/lr').isRate && !scalarFacts('train/accuracy').isRate);
  });

  it('of settings are those that a run has, whatever they are called (S16)', () => {
    const settings = JSON.parse('{"constructor": 1, "__proto__": 2, "toString": 3}') as CurveRun['settings'];
    const [a, b] = [run('a', settings), run('b', {})].map(withOwnSettings);
    for (const key of settingsApart([a, b]))
      assert.deepEqual([typeof a.settings[key], b.settings[key]], ['number', undefined]);
    assert.deepEqual(settingsApart([a, b]), ['constructor', '__proto__', 'toString']);
  });

  it('group scalars by the part before the first slash, and more than six of one unit stand on one scale', () => {
    const names = ['train/loss', 'train/a/b', 'lr', ...Array.from({ length: 7 }, (_, i) => `recall/${i}`)];
    const groups = groupsOf(names.map(scalarFacts));
    assert.deepEqual(
      groups.map(({ name, scalars, oneScale }) => [name, scalars.map(({ leaf }) => leaf).join(), oneScale]),
      [
        ['train', 'loss,a/b', false],
        ['', 'lr', false],
        ['recall', '0,1,2,3,4,5,6', true],
      ],
    );
  });

  it('put runs in order by a validation scalar, never by one of the test part', () => {
    const of = (...names: string[]) => judge(names.map(scalarFacts))?.name;
    assert.equal(of('train/loss', 'valid/loss', 'valid/accuracy', 'test/accuracy'), 'valid/accuracy');
    assert.equal(of('test/accuracy', 'train/loss'), 'train/loss');
    assert.equal(of('test/accuracy'), undefined);
  });
});

describe('axes of curves (R4)', () => {
  const loss = scalarFacts('loss');
  const how = { logarithmic: false, whole: false, height: 100 };

  it('hold the middle 98% and every last value; a logarithmic one positive values alone', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => i / 1000);
    values[0] = -1e6;
    const axis = yAxis(values, [1.5], loss, how);
    assert.ok(axis.min >= 0 && axis.max >= 1.5 && axis.max < 2);
    assert.ok(yAxis(values, [], loss, { ...how, whole: true }).min < -1e6);
    const log = yAxis(Float64Array.of(-1, 0, NaN, 0.01, 100), [], loss, { ...how, logarithmic: true });
    assert.ok(log.min > 0 && log.min < 0.01 && log.max > 100);
    assert.ok(log.ticks.includes(1) && Math.abs(placeOf(log, 1) - 0.5) < 1e-9);
    assert.deepEqual(yAxis(Float64Array.of(NaN), [], loss, how).ticks, []);
    assert.deepEqual(yAxis(Float64Array.of(0.001, 0.001), [], loss, how).ticks, [0.001]);
    assert.ok(yAxis(Float64Array.of(0.9, 1), [], scalarFacts('accuracy'), how).max <= 1);
  });

  it('of x may be logarithmic: every decade is as wide, and a place on it is a value', () => {
    const axis = xAxis('step', { min: 1, max: 10_000 }, 300, true);
    assert.deepEqual(
      axis.ticks.map((tick) => [axis.format(tick), Math.round(100 * placeOf(axis, tick))]),
      [['1', 0], ['100', 50], ['10,000', 100]],
    ); // prettier-ignore
    assert.ok(Math.abs(valueAt(axis, 0.25) - 10) < 1e-9);
    assert.equal(valueAt(xAxis('step', { min: 0, max: 8 }, 300), 0.25), 2);
  });

  it('of what stays the same say its value in four digits', () => {
    const { ticks, format } = yAxis(Float64Array.of(92.0138, 92.0138), [], loss, how);
    assert.deepEqual([ticks, ticks.map(format)], [[92.0138], ['92.01']]);
  });

  it('end at the ends of numbers, where a mark may be its own next one (S15)', () => {
    const logarithmic = { ...how, logarithmic: true };
    for (const values of [[1, 1e308], [Number.MAX_VALUE], [Number.MIN_VALUE], [1e17, 1e17 + 16], [-1e308, 1e308], [1e300, 1]])
      for (const each of [how, logarithmic]) {
        const { min, max, ticks } = yAxis(Float64Array.from(values), values, loss, each);
        assert.ok(ticks.length < 20, values.join());
        if (each === logarithmic) assert.ok(min > 0 && max < Infinity, values.join());
      }
    for (const kind of ['step', 'epoch', 'relative', 'wall'] as const)
      for (const [min, max] of [[1e18, 1e18 + 128], [1e18, 1e18 + 1024], [0, 1e18], [-1e18, 1e18], [1e300, 2e300]]) {
        const { ticks, format } = xAxis(kind, { min, max }, 340);
        assert.ok(ticks.length < 20 && ticks.map(format).every(Boolean), `${kind} ${min} ${max}`);
      }
  }); // prettier-ignore

  it('ask for the points of many runs in messages that the host takes', () => {
    const query = (runs: number, letters: number) => ({
      lines: Array.from({ length: runs }, () => ['x'.repeat(letters)]),
    });
    const count = (...queries: { lines: string[][] }[]): number => portionOf(queries);
    assert.equal(count(...Array.from({ length: 16 }, () => query(8, 60))), 16);
    assert.equal(count(...Array.from({ length: 16 }, () => query(1000, 200))), 1);
    assert.equal(count(query(1000, 100), query(1000, 100), query(1000, 200)), 2);
    assert.equal(count(), 0);
  });

  it('write places and values as people read them', () => {
    assert.deepEqual(
      [atWords('step', 12_345), atWords('relative', 65), atWords('epoch', 4.5)],
      ['step 12,345', '1:05', 'epoch 4.5'],
    );
    assert.deepEqual(xAxis('relative', { min: 0, max: 240 }, 340).ticks, [0, 60, 120, 180, 240]);
    assert.deepEqual(
      [0.0123, 0.5, 1234.5, 3e-7, -0.001].map((value) => valueText(loss, value)),
      ['0.012', '0.500', '1,235', '3.00e−7', '−0.0010'],
    );
    assert.equal(valueText(scalarFacts('acc'), 0.9123), '91.2%');
  });
});

describe('lines in a range (R4)', () => {
  const seen = (...points: [number, number][]): boolean => {
    const [x, y] = [0, 1].map((side) => Float64Array.from(points, (point) => point[side]));
    return isSeen({ min: 10, max: 20 }, { x, y });
  };

  it('are seen with a point in it, or where they run through it; a chart of others says that it has no value', () => {
    assert.deepEqual(
      [
        seen([15, 1]),
        seen([1, 1], [30, 2]),
        seen([10, 1]),
        seen([1, 1], [5, 2]),
        seen([30, 1]),
        seen([15, NaN]),
        seen(),
      ],
      [true, true, true, false, false, false, false],
    );
  });
});
