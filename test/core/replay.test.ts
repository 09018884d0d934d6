import assert from 'node:assert/strict';
import {
  defaultConfig,
  MersenneTwister,
  prepareData,
  trainTestSplit,
  type Parts,
  type RunConfig,
} from '@surprisal/core';
import { all, cases } from '../cases.js';
import { filesOf, inflate, runToEnd } from './training.js';
import { readReference } from './worst.js';

interface Run {
  layers: number[];
  activation: 'relu' | 'tanh' | 'sigmoid';
  optimiser: 'sgd' | 'adam';
  rate: number;
  momentum: number;
  nesterov: boolean;
  l2: number;
  batch: number;
  seed: number;
  stratified: boolean;
  testFraction: number;
}
interface Reference {
  generator: {
    words: number[];
    doubles: number[];
    uniform: number[];
    permutations: Record<string, number[]>;
    late: number;
  };
  splits: {
    seed: number;
    fraction: number;
    labels: number[];
    plain: [number[], number[]];
    stratified: [number[], number[]];
  }[];
  sample: { run: Run; testRows: number[]; trainRows: number[]; losses: number[]; predicted: string }[];
  classes: {
    run: Run;
    classes: string[];
    trainCount: number;
    actual: string;
    losses: number[];
    predicted: string;
    plainAccuracy: number;
  }[];
  merged: { run: Run; groups: string[][]; losses: number[]; confusion: number[][] };
  full: { losses: number[]; accuracy: number; confusion: number[][] };
}
const reference = readReference<Reference>('replay.json');

function configOf(run: Run): RunConfig {
  const base = defaultConfig();
  return {
    ...base,
    data: { ...base.data, testFraction: run.testFraction, stratified: run.stratified, validationFraction: 0 },
    network: { layers: run.layers.map((width) => ({ kind: 'dense', width, activation: run.activation })) },
    optimiser: {
      id: run.optimiser,
      rate: run.rate,
      schedule: 'constant',
      momentum: run.momentum,
      nesterov: run.nesterov,
      l2: run.l2,
    },
    batch: run.batch,
    seed: run.seed,
    mode: 'replay',
  };
}

const farthest = (ours: readonly number[], theirs: readonly number[]): number =>
  Math.max(...theirs.map((value, i) => Math.abs(ours[i] - value) / Math.abs(value)));

describe("NumPy's generator", () => {
  const { words, doubles, uniform, permutations, late } = reference.generator;
  const five = <T>(draw: () => T): T[] => Array.from({ length: 5 }, draw);

  it('gives the same words, doubles and uniform numbers', () => {
    const random = new MersenneTwister(12345);
    assert.deepEqual(
      five(() => random.uint32()),
      words,
    );
    random.restore(new MersenneTwister(12345).save());
    assert.deepEqual(
      five(() => random.double()),
      doubles,
    );
    const other = new MersenneTwister(99);
    assert.deepEqual(
      five(() => other.uniform(-0.25, 1.5)),
      uniform,
    );
  });

  it('gives the same numbers late in its period, and permutations of every length', () => {
    const random = new MersenneTwister(4294967295);
    let last = 0;
    for (let i = 0; i < 5000; i++) last = random.double();
    assert.equal(last, late);
    for (const [n, expected] of Object.entries(permutations))
      assert.deepEqual([...new MersenneTwister(+n).permutation(+n)], expected);
  });

  it('M11 refuses what is no seed, no greatest number, no count, no bound and no state, and names it', () => {
    const random = new MersenneTwister(1);
    const words = (length: number, position: number) => new Uint32Array(length).fill(position);
    const refused: [argument: string, run: () => unknown][] = [
      ...[NaN, 0.5, Infinity, 2 ** 53, '1'].map((seed): [string, () => unknown] => [
        'seed',
        () => new MersenneTwister(seed as number),
      ]),
      ...[-1, 0.5, NaN, 2 ** 32, Infinity].flatMap((value): [string, () => unknown][] => [
        ['max', () => random.interval(value)],
        ['count', () => random.permutation(value)],
      ]),
      ['low', () => random.uniform(NaN, 1)],
      ['high', () => random.uniform(0, Infinity)],
      ['high', () => random.uniform(-1e308, 1e308)],
      ['saved', () => random.restore(words(624, 0))],
      ['saved', () => random.restore(words(625, 625))],
    ];
    for (const [argument, run] of refused) assert.throws(run, { code: 'range', place: { argument } }, String(run));
    assert.equal(random.uint32(), new MersenneTwister(1).uint32());
    assert.equal(new MersenneTwister(-1).uint32(), new MersenneTwister(2 ** 32 - 1).uint32());
    assert.equal(random.interval(0), 0);
    assert.ok(random.interval(2 ** 32 - 1) >= 0);
    random.restore(words(625, 624));
  });

  it('goes on from a saved state', () => {
    const random = new MersenneTwister(1);
    for (let i = 0; i < 700; i++) random.uint32();
    const saved = random.save();
    const after = five(() => random.uint32());
    const other = new MersenneTwister(2);
    other.restore(saved);
    assert.deepEqual(
      five(() => other.uint32()),
      after,
    );
  });
});

describe("scikit-learn's train_test_split", () => {
  for (const { seed, fraction, labels, plain, stratified } of reference.splits)
    it(`splits ${labels.length} rows at ${fraction} alike, plain and stratified`, () => {
      const options = { testFraction: fraction, seed };
      const a = trainTestSplit(labels.length, options);
      assert.deepEqual([[...a.train], [...a.test]], plain);
      const b = trainTestSplit(labels.length, { ...options, labels });
      assert.deepEqual([[...b.train], [...b.test]], stratified);
    });

  it('refuses what leaves a part empty or a class alone', () => {
    assert.throws(() => trainTestSplit(1, { testFraction: 0.5, seed: 0 }), /1 row split at 0.5/);
    assert.throws(() => trainTestSplit(6, { testFraction: NaN, seed: 0 }), /6 rows split at NaN/);
    assert.throws(() => trainTestSplit(6.5, { testFraction: 0.5, seed: 0 }), /6.5 rows split/);
    const split = (labels: number[]) => () => trainTestSplit(6, { testFraction: 0.5, seed: 0, labels });
    assert.throws(split([0, 0, 1, 1]), /labels: 4 labels; expected 6, one a row/);
    for (const wrong of [-1, 0.5, NaN])
      assert.throws(split([0, 0, 1, 1, wrong, wrong]), /labels\[4\]: .*; expected a class/);
    assert.throws(() => trainTestSplit(4, { testFraction: 0.5, seed: 0, labels: [0, 0, 0, 1] }), /a class of one row/);
    assert.throws(
      () => trainTestSplit(8, { testFraction: 0.2, seed: 0, labels: [0, 0, 1, 1, 2, 2, 3, 3] }),
      /a part of 2 rows for 4 classes/,
    );
  });
});

describe('replay of scikit-learn', () => {
  reference.sample.forEach(({ run, testRows, trainRows, losses, predicted }) => {
    const { layers, activation, optimiser, seed } = run;
    it(`T4 ${['784', ...layers, '10'].join('-')}, ${activation}, ${optimiser}, seed ${seed}: losses and predictions`, () => {
      const config = configOf(run);
      config.epochs = cases(config.epochs, 5);
      const { epochs, parts } = runToEnd(config);
      assert.deepEqual([...parts.test.subarray(0, 20)], testRows);
      assert.deepEqual([...parts.train.subarray(0, 20)], trainRows);
      const ours = epochs.map(({ record }) => record.trainLoss);
      assert.equal(ours.length, cases(20, 5));
      const error = farthest(ours, losses.slice(0, ours.length));
      assert.ok(error <= 1e-12, `relative error ${error}`);
      if (all) assert.equal(epochs.at(-1)!.predicted.join(''), predicted);
    });
  });

  for (const { run, classes, trainCount, actual, losses, predicted, plainAccuracy } of reference.classes)
    it(`K4 only ${classes.join(', ')}: the same images, losses and predictions, labels kept by name`, () => {
      const config = configOf(run);
      const whole = prepareData(config, filesOf(config), inflate);
      config.data.classes = classes;
      const { epochs, parts } = runToEnd(config);
      const names = (rows: Uint32Array, { sets }: Parts) =>
        Array.from(rows, (row) => sets[0].classes[sets[0].labels[row]]);
      assert.equal(parts.train.length, trainCount);
      assert.equal(names(parts.test, parts).join(''), actual);
      assert.deepEqual(
        names(parts.test, parts),
        names(whole.test, whole).filter((name) => classes.includes(name)),
      );
      const error = farthest(
        epochs.map(({ record }) => record.trainLoss),
        losses,
      );
      assert.ok(error <= 1e-12, `relative error ${error}`);
      const last = epochs.at(-1)!;
      assert.equal(last.predicted.map((c) => classes[c]).join(''), predicted);
      // scikit-learn as it comes has one output for two classes; it reads as many right.
      assert.ok(Math.abs(last.record.testAccuracy - plainAccuracy) < 0.02);
    });

  it('K6 with classes merged: the same losses and matrix', () => {
    const { run, groups, losses, confusion } = reference.merged;
    const config = configOf(run);
    config.data.merge = groups;
    const { epochs, parts } = runToEnd(config);
    assert.deepEqual(parts.sets[0].classes, ['0', '1', '2', '3+5+8', '4+9', '6', '7']);
    const error = farthest(
      epochs.map(({ record }) => record.trainLoss),
      losses,
    );
    assert.ok(error <= 1e-12, `relative error ${error}`);
    assert.deepEqual([...epochs.at(-1)!.record.confusion], confusion.flat());
  });

  it('the fast path agrees to 1e-3 over the first epochs', () => {
    const replay = { ...defaultConfig(), epochs: 5 };
    replay.data.validationFraction = 0;
    const ours = runToEnd(replay).epochs.map(({ record }) => record.trainLoss);
    assert.ok(farthest(ours, reference.sample[0].losses.slice(0, 5)) < 1e-3);
  });

  it('K1 makes the matrix of the full set: .9169, and 9 taken for 4 52 times', function () {
    this.timeout(180_000);
    const config = configOf(reference.sample[0].run);
    config.data.source = 'mnist';
    config.epochs = cases(config.epochs, 2);
    const { epochs } = runToEnd(config);
    const losses = epochs.map(({ record: { trainLoss } }) => trainLoss);
    const error = farthest(losses, reference.full.losses.slice(0, config.epochs));
    assert.ok(error <= 1e-12, `relative error ${error}`);
    if (!all) return;
    const { record } = epochs.at(-1)!;
    assert.deepEqual([...record.confusion], reference.full.confusion.flat());
    assert.equal(record.testAccuracy, 0.9169);
    assert.equal(record.confusion[9 * 10 + 4], 52);
  });
});
