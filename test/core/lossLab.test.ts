import assert from 'node:assert/strict';
import {
  bestRates,
  crc32,
  defaultConfig,
  labConfigs,
  labRows,
  lossLab,
  meanInterval,
  readSets,
  weightBytes,
  type LabPlan,
  type LabRun,
  type LossConfig,
  type RunConfig,
} from '@surprisal/core';
import { filesOf, inflate, kernelBytes, runToEnd, trainerOf } from './training.js';
import { matrix } from '../matrix.js';

const { loss } = defaultConfig();
const losses: LossConfig[] = [
  loss,
  { ...loss, id: 'squaredError' },
  { ...loss, labelSmoothing: 0.1 },
  { ...loss, id: 'focal' },
];
const plan = (changes: Partial<LabPlan> = {}): LabPlan => ({
  config: { ...defaultConfig(), epochs: 3 },
  losses: losses.slice(0, 2),
  rates: [0.1, 0.3],
  seeds: [1, 2],
  ...changes,
});

/** The runs of a plan, whose progress never goes back. */
function runsOf(of: LabPlan): LabRun[] {
  const runs: LabRun[] = [];
  let reached = 0;
  for (const { share, run } of lossLab(of, readSets(of.config, filesOf(of.config), inflate), kernelBytes)) {
    assert.ok(share >= reached, `${share} after ${reached}`);
    reached = share;
    if (run) runs.push(run);
  }
  return runs;
}

/** A run that was never trained, for counting. */
const made = (seed: number, at: number, rate: number, validation: number[], accuracy: number | null): LabRun => ({
  loss: at,
  rate,
  seed,
  weights: 0,
  order: 0,
  trainLoss: validation.map((x) => 1 - x),
  validation,
  failed: accuracy === null ? 2 : null,
  test: accuracy === null ? null : { accuracy, nats: 1, calibration: 0 },
});

describe('the loss lab', function () {
  this.timeout(120_000);

  it('T7 all losses at all rates of a seed begin with the same weights and take the images in the same order', () => {
    const runs = runsOf(plan({ losses, config: { ...defaultConfig(), epochs: 1 } }));
    assert.equal(runs.length, 16);
    const begins = [1, 2].map((seed) => {
      const found = runs.filter((run) => run.seed === seed);
      assert.equal(found.length, 8);
      assert.equal(new Set(found.map(({ weights, order }) => `${weights} ${order}`)).size, 1);
      return found[0];
    });
    assert.notEqual(begins[0].weights, begins[1].weights);
    assert.notEqual(begins[0].order, begins[1].order);
    const { trainer } = trainerOf(plan().config);
    assert.equal(begins[0].weights, crc32(weightBytes(trainer.readWeights())));
    trainer.run().next();
    assert.equal(begins[0].order, crc32(new Uint8Array(trainer.snapshot().order.buffer)));
  });

  it('T7 each run of it is the run that Train makes with that loss, rate and seed, number for number', () => {
    const some = plan();
    const runs = runsOf(some);
    labConfigs(some).forEach((config, i) => {
      const { epochs, parts } = runToEnd(config);
      const { record, predicted } = epochs.at(-1)!;
      assert.deepEqual(
        [some.losses[runs[i].loss], runs[i].rate, runs[i].seed],
        [config.loss, config.optimiser.rate, config.seed],
      );
      assert.deepEqual(
        runs[i].validation,
        epochs.map((epoch) => epoch.record.validationAccuracy),
      );
      assert.deepEqual(
        runs[i].trainLoss,
        epochs.map((epoch) => epoch.record.trainLoss),
      );
      assert.equal(runs[i].test!.accuracy, record.testAccuracy);
      const hits = Array.from(parts.test, (image, k) => predicted[k] === parts.sets[0].labels[image]);
      assert.equal(hits.filter(Boolean).length / hits.length, runs[i].test!.accuracy);
      // Cross-entropy is its own yardstick.
      if (config.loss.id === 'crossEntropy') assert.ok(Math.abs(runs[i].test!.nats - record.testLoss) < 1e-6);
    });
  });

  it('T7 a rate at which the loss becomes NaN is reported with its epoch, chosen by none and counted, and progress does not go back', () => {
    const config: RunConfig = { ...defaultConfig(), epochs: 2 };
    const some = plan({ config, rates: [0.1, 1e5] });
    const runs = runsOf(some);
    const broken = runs.filter((run) => run.loss === 0 && run.rate === 1e5);
    assert.equal(broken.length, 2);
    for (const run of broken) {
      assert.equal(run.failed, 1);
      assert.equal(run.test, null);
    }
    assert.equal(bestRates(some, runs)[0], 0.1);
    const [row] = labRows(some, runs, [1e5, 1e5], 0.8);
    assert.deepEqual([row.failed, row.seeds, row.accuracy, row.epochs, row.validation], [2, 2, null, null, null]);
  });

  it('T7 the best rate is chosen on the validation part, and never by the test part', () => {
    const some = plan({ rates: [1, 0.1, 0.3] });
    const runs = [1, 2].flatMap((seed) =>
      [0, 1].flatMap((at) => [
        made(seed, at, 1, [0.5, 0.8], 0.99),
        made(seed, at, 0.1, [0.5, 0.9], 0.5),
        made(seed, at, 0.3, [0.95, 0.9], 0.7),
      ]),
    );
    // At the end .1 and .3 tie on validation, and .1 is the smaller, though the test part likes it least.
    assert.deepEqual(bestRates(some, runs), [0.1, 0.1]);
  });

  it('T7 differences are paired by seed, later epochs too, and only seeds that are whole count', () => {
    const some = plan({ rates: [0.1], seeds: [1, 2, 3, 4] });
    const values: [number, number][] = [
      [0.9, 0.88],
      [0.8, 0.79],
      [0.7, 0.67],
    ];
    const runs = values.flatMap(([a, b], i) => [
      made(i + 1, 0, 0.1, [0.9, 0.9], a),
      made(i + 1, 1, 0.1, i === 1 ? [0.1, 0.9] : [0.9, 0.9], b),
    ]);
    runs.push(made(4, 0, 0.1, [1, 1], 1));
    const [first, second] = labRows(some, runs, [0.1, 0.1], 0.85);
    assert.equal(first.seeds, 3);
    assert.equal(first.difference, null);
    const expected = meanInterval(values.map(([a, b]) => b - a));
    assert.deepEqual(second.difference, { ...expected, values: values.map(([a, b]) => b - a) });
    assert.deepEqual([first.epochs!.values, second.epochs!.values], matrix([1, 1, 1], [1, 2, 1]));
    assert.deepEqual(second.later!.values, [0, 1, 0]);
    assert.deepEqual(second.order, { after: 1, before: 0 });
    const [, never] = labRows(some, runs, [0.1, 0.1], 0.95);
    assert.deepEqual(never.order, { after: 0, before: 0 });
    assert.deepEqual([never.reached, never.epochs, never.later], [0, null, null]);
  });

  it('T7 a run that never comes to the target is after every one that does, and has no mean', () => {
    const some = plan({ rates: [0.1], seeds: [1, 2, 3] });
    const slow = matrix([0.1, 0.2], [0.1, 0.9], [0.9, 0.9]);
    const runs = slow.flatMap((validation, i) => [
      made(i + 1, 0, 0.1, i === 2 ? [0.1, 0.9] : [0.9, 0.9], 0.9),
      made(i + 1, 1, 0.1, validation, 0.9),
    ]);
    const [, second] = labRows(some, runs, [0.1, 0.1], 0.85);
    assert.deepEqual([second.reached, second.epochs, second.later], [2, null, null]);
    assert.deepEqual(second.order, { after: 2, before: 1 });
  });

  it('T7 a plan that can’t be run names the field', () => {
    const refuse = (changes: Partial<LabPlan>, words: RegExp): void =>
      assert.throws(() => labConfigs(plan(changes)), words);
    refuse({ losses: losses.slice(0, 1) }, /losses: 1 losses; expected 2 to 4/);
    refuse({ losses: [loss, loss] }, /losses: .* twice; expected each once/);
    refuse({ rates: [] }, /rates: 0 rates; expected 1 to 5/);
    refuse({ rates: [0.1, -1] }, /optimiser.rate: -1; expected a number above 0/);
    refuse({ seeds: [1] }, /seeds: 1 seeds; expected 2 to 20/);
    const { data } = defaultConfig();
    refuse(
      { config: { ...defaultConfig(), data: { ...data, validationFraction: 0 } } },
      /data.validationFraction: 0; expected a validation part/,
    );
  });
});
