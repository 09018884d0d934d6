import assert from 'node:assert/strict';
import {
  chooseKernel,
  crossValidate,
  defaultConfig,
  labConfigs,
  labPlan,
  layOut,
  lossLab,
  measure,
  Network,
  openKernel,
  openReader,
  partSets,
  smallestChange,
  TrainingLoop,
  weightBytes,
  type LayerConfig,
  type Parts,
  type RunConfig,
} from '@surprisal/core';
import { colourImages } from './colourImages.js';
import { kernelBytes, runToEnd, trainerOf } from './training.js';

const layers: LayerConfig[] = [
  { kind: 'convolution', size: 3, channels: 5, activation: 'relu' },
  { kind: 'maxPool', size: 2 },
  { kind: 'dense', width: 12, activation: 'tanh' },
];
const SIZE = { width: 14, height: 10, channels: 3 };

function prepared(changes: Partial<RunConfig> = {}): { config: RunConfig; parts: Parts } {
  const base = defaultConfig();
  const config: RunConfig = {
    ...base,
    network: { layers },
    optimiser: { ...base.optimiser, rate: 0.02 },
    batch: 40,
    epochs: 8,
    ...changes,
  };
  return { config, parts: partSets(config, [colourImages({ ...SIZE, count: 600, classes: 4, seed: 21 })]) };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('networks on images of colour (R9)', function () {
  this.timeout(60_000);

  for (const [title, network] of [
    ['a convolution', layers],
    ['a wide dense layer', [{ kind: 'dense', width: 20, activation: 'relu' }]],
    ['a narrow dense layer', [{ kind: 'dense', width: 6, activation: 'relu' }]],
  ] as [string, LayerConfig[]][])
    it(`T5 ${title} learns them, to the same bits with 1 to 4 threads`, () => {
      const { config, parts } = prepared({ network: { layers: network } });
      const weights = [1, 2, 3, 4].map((threads) => {
        const layout = layOut(config, measure(parts, threads, config));
        const seed = chooseKernel(kernelBytes, layout.size, layout.precision);
        const helpers = Array.from({ length: threads }, (_, k) => new Network(config, layout, openKernel(seed), k, 4));
        let turn = 0;
        // Tasks in an order of their own, each on another thread than the one before.
        const training = new TrainingLoop(config, layout, parts, openKernel(seed), (phase, tasks) => {
          for (let task = tasks - 1; task >= 0; task--) helpers[turn++ % threads].run(phase, task);
        });
        const accuracies = [...training.run()].flatMap((step) =>
          step.kind === 'epoch' ? [step.record.testAccuracy] : [],
        );
        assert.ok(accuracies.at(-1)! > 0.9, accuracies.join(', '));
        return hex(weightBytes(training.readWeights()));
      });
      assert.deepEqual(
        weights.map((each) => each === weights[0]),
        [true, true, true, true],
      );
    });

  it('T5 a checkpoint holds kernels of three channels, and goes on to the same bits', () => {
    const { config, parts } = prepared();
    const { trainer } = trainerOf(config, { parts });
    const steps = trainer.run();
    while (trainer.epoch < 3) steps.next();
    const [convolution, dense, output] = trainer.readWeights();
    assert.deepEqual(
      [convolution, dense, output].map(({ shape }) => shape),
      [
        [3 * 3 * 3, 5],
        [6 * 4 * 5, 12],
        [12, 4],
      ],
    );
    const other = trainerOf(config, { parts }).trainer;
    other.resume({ name: 'epoch-3', bytes: trainer.checkpoint() });
    let ended = 0;
    for (const loop of [steps, other.run()]) for (const { kind } of loop) ended += Number(kind === 'end');
    assert.equal(ended, 2);
    assert.equal(hex(weightBytes(other.readWeights())), hex(weightBytes(trainer.readWeights())));
  });

  it('T9 standardised, it learns of each channel of each pixel apart', () => {
    const { config, parts } = prepared();
    const scaled = partSets({ ...config, data: { ...config.data, scale: 'standard' } }, parts.sets);
    assert.equal(scaled.scaling.mean.length, 14 * 10 * 3);
    assert.ok(runToEnd(config, { parts: scaled }).epochs.at(-1)!.record.testAccuracy > 0.9);
  });

  it('K5 the smallest change stays within what a channel can be, and is read as the class that was asked for', () => {
    const { config, parts } = prepared({ epochs: 2 });
    const { trainer } = runToEnd(config, { parts });
    const reader = openReader(config, { name: 'last', bytes: trainer.checkpoint() }, { ...SIZE, classes: 4 });
    const { features, labels } = parts.sets[0];
    for (const image of parts.test.subarray(0, 8)) {
      const pixels = reader.inputs(features.subarray(image * 420, (image + 1) * 420));
      const target = (labels[image] + 1) % 4;
      const change = smallestChange(reader, pixels, target);
      assert.ok(change && change.pixels.every((x) => x >= 0 && x <= 1));
      const logits = [...reader.logits(change.pixels)];
      assert.equal(logits.indexOf(Math.max(...logits)), target);
    }
  });

  it('K9 folds and losses are compared on them as on grey ones', () => {
    const { config, parts } = prepared({ epochs: 6 });
    const folds = crossValidate(config, parts, kernelBytes, { folds: 3 });
    let step = folds.next();
    while (!step.done) step = folds.next();
    const { images, labels, probabilities } = step.value;
    const right = Array.from(images, (_, i) => {
      const row = [...probabilities.data.subarray(i * 4, (i + 1) * 4)];
      return row.indexOf(Math.max(...row)) === labels[i];
    }).filter(Boolean).length;
    assert.ok(right > 0.75 * images.length, `${right} of ${images.length}`);
    const plan = labPlan(config, { losses: ['crossEntropy', 'focal'], seeds: 2, epochs: 3, rates: [0.02] });
    const runs = [...lossLab(plan, parts.sets, kernelBytes)].flatMap(({ run }) => (run ? [run] : []));
    const alone = labConfigs(plan).map((each) => runToEnd(each, { parts: partSets(each, parts.sets) }).epochs.at(-1)!);
    assert.deepEqual(
      runs.map(({ test }) => test!.accuracy),
      alone.map(({ record }) => record.testAccuracy),
    );
    assert.equal(runs.length, 4);
  });
});
