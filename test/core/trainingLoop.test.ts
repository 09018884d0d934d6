import assert from 'node:assert/strict';
import {
  checkConfig,
  checkParts,
  chooseKernel,
  defaultConfig,
  layOut,
  measure,
  openKernel,
  prepareData,
  weightBytes,
  type LossConfig,
  type OptimiserConfig,
  type Parts,
  type RunConfig,
  TrainingLoop,
  type TrainingStep,
} from '@surprisal/core';
import { cases } from '../cases.js';
import { filesOf, inflate, kernelBytes, runToEnd, trainerOf } from './training.js';

const short = (changes: Partial<RunConfig> = {}): RunConfig => ({ ...defaultConfig(), epochs: 3, ...changes });
const weightsOf = (trainer: ReturnType<typeof trainerOf>['trainer']): string =>
  Buffer.from(weightBytes(trainer.readWeights())).toString('base64');
const losses = (steps: Iterable<TrainingStep>): number[] =>
  [...steps].flatMap((step) => (step.kind === 'batch' ? [step.record.loss] : []));

describe('parts of the data', () => {
  const partsOf = (changes: Partial<RunConfig['data']>): Parts => {
    const config = defaultConfig();
    config.data = { ...config.data, ...changes };
    return prepareData(config, filesOf(config), inflate);
  };
  const counts = ({ train, validation, test }: Parts): number[] => [train.length, validation.length, test.length];

  it('train, validation and test share no image and leave none out', () => {
    const { train, validation, test } = partsOf({});
    const all = [...train, ...validation, ...test].sort((a, b) => a - b);
    assert.deepEqual(
      all,
      Array.from({ length: 5000 }, (_, i) => i),
    );
  });

  it('K4 can be some classes, some rows, and in the proportion of the classes', () => {
    const two = partsOf({ classes: ['9', '4'] });
    assert.deepEqual(two.sets[0].classes, ['9', '4']);
    assert.ok(two.sets[0].labels.every((label) => label < 2));
    assert.equal(two.sets[0].count, two.train.length + two.validation.length + two.test.length);
    const whole = partsOf({});
    const pixels = ({ sets: [{ features }] }: Parts, row: number) => [...features.subarray(row * 784, (row + 1) * 784)];
    for (const part of ['train', 'validation', 'test'] as const)
      assert.deepEqual(
        Array.from(two[part].subarray(0, 20), (row) => pixels(two, row)),
        Array.from(whole[part].filter((row) => [4, 9].includes(whole.sets[0].labels[row])).subarray(0, 20), (row) =>
          pixels(whole, row),
        ),
        `the ${part} part`,
      );
    assert.deepEqual(counts(partsOf({ first: 100, count: 200 })), [144, 16, 40]);
    const { sets, test } = partsOf({ stratified: true });
    for (let label = 0; label < 10; label++) {
      const part = test.filter((row) => sets[0].labels[row] === label).length / test.length;
      const whole = sets[0].labels.filter((each) => each === label).length / 5000;
      assert.ok(Math.abs(part - whole) <= 1e-3, `class ${label}: ${part} of the test part, ${whole} of all`);
    }
  });

  it('K6 merges classes, and what it then learns is the merged ones', () => {
    const merged = partsOf({
      merge: [
        ['9', '4'],
        ['3', '5', '8'],
      ],
    });
    assert.deepEqual(merged.sets[0].classes, ['0', '1', '2', '3+5+8', '4+9', '6', '7']);
    const plain = partsOf({});
    const expected = [0, 1, 2, 3, 4, 3, 5, 6, 3, 4];
    assert.deepEqual(
      [...merged.sets[0].labels],
      Array.from(plain.sets[0].labels, (label) => expected[label]),
    );
    const config = short();
    config.data.merge = [['4', '9']];
    const { record } = runToEnd(checkConfig(config)).epochs.at(-1)!;
    assert.equal(record.confusion.length, 81);
    assert.throws(() => partsOf({ merge: [['4', 'x']] }), /"x"/);
    assert.throws(
      () =>
        checkConfig({
          ...config,
          data: {
            ...config.data,
            merge: [
              ['4', '9'],
              ['9', '1'],
            ],
          },
        }),
      /each label in one group/,
    );
  });

  it('F13 names what does not fit', () => {
    assert.throws(() => partsOf({ first: 5000 }), /sample-images\.idx\.gz: first row 5000; expected a row below 5000/);
    assert.throws(() => partsOf({ classes: ['4', 'x'] }), /class "x"/);
    const stopping = { ...defaultConfig(), earlyStop: { patience: 2 } };
    stopping.data = { ...stopping.data, count: 100, classes: ['4', '9'], validationFraction: 0.01 };
    assert.throws(() => prepareData(stopping, filesOf(stopping), inflate), /no image to validate on/);
    const without = (part: 'train' | 'test') => () =>
      checkParts({ ...partsOf({ count: 100 }), [part]: new Uint32Array(0) }, defaultConfig());
    assert.throws(without('train'), /0 images left to train on, 20 to test; expected one or more of each/);
    assert.throws(without('test'), /72 images left to train on, 0 to test/);
    const config = defaultConfig();
    config.loss.classWeights = [1, 2];
    assert.throws(
      () => prepareData(config, filesOf(config), inflate),
      /loss\.classWeights: 2 weights; expected one for each of the 10 classes/,
    );
    for (const [layers, message] of [
      [
        [
          { kind: 'convolution', size: 5, channels: 2, activation: 'relu' },
          { kind: 'maxPool', size: 4 },
          { kind: 'convolution', size: 7, channels: 2, activation: 'relu' },
        ],
        /network\.layers\[2\]: size 7 on 6 by 6/,
      ],
      [
        [
          { kind: 'dense', width: 4, activation: 'relu' },
          { kind: 'maxPool', size: 2 },
        ],
        /network\.layers\[1\]: windows after a dense layer/,
      ],
    ] as const)
      assert.throws(() => trainerOf(checkConfig({ ...short(), network: { layers } })), message);
  });
});

describe('training', () => {
  it('never learns from the test part, nor from what is held out', () => {
    const config = short();
    const parts = prepareData(config, filesOf(config), inflate);
    const [data] = parts.sets as [Parts['sets'][number]];
    const first = runToEnd(config, { parts });
    const features = data.features.slice();
    for (const row of [...parts.test, ...parts.validation]) features.fill(255, row * 784, (row + 1) * 784);
    const changed = runToEnd(config, { parts: { ...parts, sets: [{ ...data, features }] } });
    assert.equal(weightsOf(changed.trainer), weightsOf(first.trainer));
    assert.notEqual(changed.epochs[0].record.testLoss, first.epochs[0].record.testLoss);
  });

  it('a batch of any size has the same loss, also one of more rows than are tested at once', () => {
    const lossOf = (batch: number): number => {
      const config = short({ epochs: 1, batch });
      Object.assign(config.optimiser, { rate: 1e-9, l2: 0 });
      return runToEnd(config).epochs[0].record.trainLoss;
    };
    const loss = lossOf(240);
    for (const batch of [50, 1000]) assert.ok(Math.abs(lossOf(batch) / loss - 1) < 1e-5, `${batch}: ${lossOf(batch)}`);
  });

  it('class weights that are all alike change nothing, L2 included', () => {
    const lossOf = (weight: number): number => {
      const config = short({ epochs: 1 });
      config.loss.classWeights = Array.from({ length: 10 }, () => weight);
      config.optimiser.l2 = 1;
      return runToEnd(config).epochs[0].record.trainLoss;
    };
    assert.ok(Math.abs(lossOf(4) / lossOf(1) - 1) < 1e-6, `${lossOf(4)}, not ${lossOf(1)}`);
  });

  it('T1 goes back to the same first weights: the same losses again', () => {
    const { trainer } = trainerOf(short());
    const start = trainer.snapshot();
    const first = losses(trainer.run());
    trainer.restore(start);
    assert.deepEqual(losses(trainer.run()), first);
  });

  it('T6 goes back to any batch, and on to the same end', () => {
    const { trainer } = trainerOf(short());
    const steps = trainer.run();
    const snapshots = [];
    for (let step = steps.next(); !step.done; step = steps.next())
      if (step.value.kind === 'batch' && step.value.record.step % 7 === 0)
        snapshots.push({ snapshot: trainer.snapshot(), file: { name: 'a', bytes: trainer.checkpoint() } });
    const end = weightsOf(trainer);
    for (const { snapshot, file } of snapshots)
      for (const back of [() => trainer.restore(snapshot), () => trainer.resume(file)]) {
        back();
        assert.equal(losses(trainer.run()).length, 54 - snapshot.step);
        assert.equal(weightsOf(trainer), end);
      }
  });

  it('stops early when the validation loss gets no better, and not before', () => {
    const config = short({ epochs: 60, earlyStop: { patience: 3 } });
    const { epochs, last } = runToEnd(config);
    assert.deepEqual(last, { kind: 'end', reason: 'earlyStop' });
    const validation = epochs.map(({ record }) => record.validationLoss!);
    const best = validation.indexOf(Math.min(...validation));
    assert.equal(epochs.length, best + 1 + 3);
  });

  for (const batch of [200, 1800, 3600])
    it(`F24 keeps the weights whose loss was the last finite one, in batches of ${batch}`, () => {
      const config = short({ epochs: 40, batch });
      config.optimiser = { ...config.optimiser, rate: 1e5, l2: 1 };
      const { trainer } = trainerOf(config);
      const seen: string[] = [weightsOf(trainer)];
      let last: TrainingStep | undefined;
      for (const step of trainer.run()) {
        last = step;
        if (step.kind === 'batch') seen.push(weightsOf(trainer));
      }
      assert.ok(last?.kind === 'end' && last.reason === 'notFinite');
      // The batch before the last one had a finite loss; what it was measured on are the weights before its update.
      assert.equal(weightsOf(trainer), seen.at(-2));
      assert.equal(last.step, seen.length);
    });

  const kinds: [string, Partial<LossConfig>, Partial<OptimiserConfig>][] = [
    ['smoothed cross-entropy', { labelSmoothing: 0.1 }, {}],
    ['balanced cross-entropy', { classWeights: 'balanced' }, {}],
    ['focal loss', { id: 'focal', alpha: 1 }, {}],
    ['summed squared error', { id: 'squaredError' }, {}],
    ['Adam', {}, { id: 'adam', rate: 0.01 }],
    ['plain SGD on a step schedule', {}, { momentum: 0, schedule: 'step', rate: 0.5 }],
    ['momentum on a cosine', {}, { nesterov: false, schedule: 'cosine' }],
    ['Adam on one cycle', {}, { id: 'adam', rate: 0.02, schedule: 'oneCycle', l2: 0 }],
  ];
  for (const [what, loss, optimiser] of kinds)
    it(`T7 learns by ${what}`, () => {
      const config = short({ epochs: 12 });
      config.loss = { ...config.loss, ...loss };
      config.optimiser = { ...config.optimiser, ...optimiser };
      const { record } = runToEnd(config).epochs.at(-1)!;
      assert.ok(record.testAccuracy >= 0.83, `accuracy ${record.testAccuracy}`);
    });

  it('T3 the course reaches 85-91%, whatever the seed', () => {
    for (let seed = 1; seed <= cases(10, 3); seed++) {
      const { testAccuracy } = runToEnd({ ...defaultConfig(), seed }).epochs.at(-1)!.record;
      assert.ok(testAccuracy >= 0.85 && testAccuracy <= 0.92, `seed ${seed}: ${testAccuracy}`);
    }
  });
});

describe('runs one after the other in one memory', () => {
  const forms: [string, Partial<RunConfig>][] = [
    ['quads', {}],
    ['entries', { network: { layers: [{ kind: 'dense', width: 16, activation: 'relu' }] } }],
    ['all pixels', { network: { layers: [{ kind: 'convolution', size: 5, channels: 4, activation: 'relu' }] } }],
    ['reals', { data: { ...defaultConfig().data, scale: 'standard' } }],
  ];
  for (const [form, changes] of forms)
    it(`T1 give the bits of a memory of their own, on the same data, others and the first again: ${form}`, () => {
      const config = short({ epochs: 1, ...changes });
      const first = prepareData(config, filesOf(config), inflate);
      const [set] = first.sets;
      const labels = set.labels.map((label) => (label + 1) % 10);
      const turned = set.features.slice().reverse();
      const all: Parts[] = [
        first,
        { ...first, sets: [{ ...set, labels }] },
        { ...first, sets: [{ ...set, features: turned }] },
        { ...first, scaling: { ...first.scaling, mean: first.scaling.mean.map((m) => m + 1) } },
        first,
      ];
      const layout = layOut(config, measure(first, 1, config));
      const kernel = openKernel(chooseKernel(kernelBytes, layout.size, layout.precision));
      for (const parts of all) {
        const loop = new TrainingLoop(config, layout, parts, kernel);
        for (const step of loop.run()) assert.ok(step.kind !== 'end' || step.reason === 'finished');
        assert.equal(weightsOf(loop), weightsOf(runToEnd(config, { parts }).trainer));
      }
    });
});
