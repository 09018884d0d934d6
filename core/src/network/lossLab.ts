import { crc32 } from '../data/crc32.js';
import type { Dataset } from '../data/dataset.js';
import type { KernelBytes } from '../kernels/wasm.js';
import { expectedCalibrationError } from '../metrics/expectedCalibrationError.js';
import { labConfigs, type LabPlan } from './labPlan.js';
import { imageLabels, weightBytes, type Parts } from './load.js';
import { openWorkspace, type Workspace } from './workspace.js';
import { partSets } from './partSets.js';
import { TrainingLoop } from './trainingLoop.js';

/** One run of a lab. */
export interface LabRun {
  /** Place in the plan's losses. */
  loss: number;
  rate: number;
  seed: number;
  /** CRC-32 of the first weights, and of the order in which the first epoch takes the images. */
  weights: number;
  order: number;
  /** After each epoch: mean training loss in the loss's own unit, and accuracy on the validation part. */
  trainLoss: number[];
  validation: number[];
  /** The epoch in which the loss became NaN or infinite; null for a run that came to its end. */
  failed: number | null;
  /** At the end, on the test part: accuracy, mean of -ln p of the actual class, and expected calibration error. */
  test: { accuracy: number; nats: number; calibration: number } | null;
}

/**
 * Trains the runs of a plan, one after the other; tells after each batch which share of all it has done, and each run
 * when it is done. `only` may give the numbers of some of them: no run needs another.
 */
export function* lossLab(
  plan: LabPlan,
  sets: readonly Dataset[],
  kernels: KernelBytes,
  only?: Iterable<number>,
): Generator<{ share: number; run?: LabRun }, void, undefined> {
  const configs = labConfigs(plan);
  let parts: Parts | undefined;
  let workspace: Workspace | undefined;
  let [seed, done] = [NaN, 0];
  for (const i of only ?? configs.keys()) {
    const config = configs[i];
    if (config.seed !== seed) parts = partSets(config, sets);
    seed = config.seed;
    // The loss has no place in the memory: one serves all runs, each of which fills it anew.
    workspace ??= openWorkspace(config, parts!, kernels);
    // The test part is read once, at the end.
    const read = { ...parts!, test: new Uint32Array(0) };
    const training = new TrainingLoop(config, workspace.layout, read, workspace.kernel);
    const run: LabRun = {
      loss: Math.floor(i / plan.rates.length) % plan.losses.length,
      rate: config.optimiser.rate,
      seed: config.seed,
      weights: crc32(weightBytes(training.readWeights())),
      order: 0,
      trainLoss: [],
      validation: [],
      failed: null,
      test: null,
    };
    let furthest = 0;
    for (const step of training.run()) {
      if (step.kind === 'batch' && step.record.step === 1)
        run.order = crc32(new Uint8Array(training.snapshot().order.buffer));
      if (step.kind === 'epoch') {
        run.trainLoss.push(step.record.trainLoss);
        run.validation.push(step.record.validationAccuracy!);
        if (step.record.epoch === config.epochs) run.test = yardsticks(training, parts!);
      }
      if (step.kind === 'end' && step.reason === 'notFinite') run.failed = step.epoch;
      // At a value that is not finite the loop goes back and trains again to its last good step; progress does not go back.
      furthest = Math.max(furthest, training.step);
      yield { share: (done + furthest / (config.epochs * training.batchesPerEpoch)) / configs.length };
    }
    yield { share: ++done / configs.length, run };
  }
}

/** What all losses can be measured by on the test part, under the weights that they came to; see `LabRun`. */
function yardsticks(training: TrainingLoop, parts: Parts): LabRun['test'] {
  const labels = imageLabels(parts);
  const classes = parts.sets[0].classes.length;
  const { logits, logLoss: nats, accuracy } = training.read(parts.test);
  const confidences = new Float64Array(parts.test.length);
  const hits = Array.from(parts.test, (image, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    const most = Math.max(...row);
    const total = row.reduce((sum, z) => sum + Math.exp(z - most), 0);
    confidences[i] = 1 / total;
    return row.indexOf(most) === labels[image];
  });
  return { accuracy, nats, calibration: expectedCalibrationError(confidences, hits) };
}
