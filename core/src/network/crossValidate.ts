import type { Dataset } from '../data/dataset.js';
import { stratifiedFolds } from '../data/folds.js';
import type { KernelBytes } from '../kernels/wasm.js';
import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { checkOptions } from '../numeric/option.js';
import { softmax } from '../probability/softmax.js';
import type { Tensor } from '../tensor/tensor.js';
import type { RunConfig } from './config.js';
import { imageLabels, itemNoun, type Parts } from './load.js';
import { openWorkspace, type Workspace } from './workspace.js';
import { fitScaling } from './scaling.js';
import { TrainingLoop } from './trainingLoop.js';

/** Probabilities of images by networks that were not trained on them. */
export interface OutOfSample {
  /** The images by their number over all sets, the training and the validation part, in ascending order. */
  images: Uint32Array;
  labels: Uint8Array;
  /** `[images, classes]`. */
  probabilities: Tensor;
}

/**
 * Trains one network for each fold of a run's training and validation parts, on the other folds, and has it predict
 * the fold. Folds keep the proportions of the classes, and the seed of the run decides them. `labels`, one a set, may stand in for those
 * of the sets. Each network has its features scaled by the run's rule, fitted on what it is trained on. The test part is left alone. Threads can share the folds out, since none needs another: `only` gives the
 * numbers of those that this one trains, and `logits`, `[images, classes]`, takes what all of them read.
 * Throws `data` where the loss of a fold becomes NaN or infinite.
 */
export function* crossValidate(
  config: RunConfig,
  { sets, train, validation, scaling: { rule } }: Pick<Parts, 'sets' | 'train' | 'validation' | 'scaling'>,
  kernels: KernelBytes,
  options: {
    folds?: number;
    labels?: Uint8Array;
    only?: Iterable<number>;
    logits?: Float64Array;
  } = {},
): Generator<{ share: number }, OutOfSample, undefined> {
  checkOptions(options, ['folds', 'labels', 'only', 'logits']);
  const { folds = 5, labels, only = Array(folds).keys(), logits: into } = options;
  const images = Uint32Array.from([...train, ...validation]).sort();
  const all = labels ?? imageLabels({ sets });
  const given = Uint8Array.from(images, (image) => all[image]);
  if (images.length < folds)
    throw new CoreError(
      'data',
      `${counted(images.length, itemNoun(sets[0]))} to learn from`,
      `${folds} or more, one for each fold`,
    );
  const fold = stratifiedFolds(given, { folds, seed: config.seed });
  const labelled = relabelled(sets, all);
  const classes = sets[0].classes.length;
  const logits = into ?? new Float64Array(images.length * classes);
  const once = { ...config, earlyStop: null };
  let workspace: Workspace | undefined;
  let done = 0;
  for (const k of only) {
    const rows = Array.from(images.keys()).filter((i) => fold[i] === k);
    const others = images.filter((_, i) => fold[i] !== k);
    const parts: Parts = {
      sets: labelled,
      scaling: fitScaling(rule, labelled, others),
      train: others,
      validation: new Uint32Array(0),
      // The fold itself is read once, at the end.
      test: new Uint32Array(0),
    };
    workspace ??= openWorkspace(once, parts, kernels);
    const training = new TrainingLoop(once, workspace.layout, parts, workspace.kernel);
    const total = once.epochs * training.batchesPerEpoch;
    for (const step of training.run()) {
      if (step.kind === 'end' && step.reason === 'notFinite')
        throw new CoreError(
          'data',
          `a loss of ${step.loss} in fold ${k + 1}, epoch ${step.epoch}`,
          'a finite one; a lower rate may help',
        );
      yield { share: (done + training.step / total) / folds };
    }
    const inside = Uint32Array.from(rows, (row) => images[row]);
    const read = training.read(inside).logits;
    rows.forEach((row, i) => logits.set(read.subarray(i * classes, (i + 1) * classes), row * classes));
    done++;
  }
  const probabilities = softmax({ shape: [images.length, classes], data: logits });
  return { images, labels: given, probabilities };
}

/** The same images with other labels, which come one after the other over all sets. */
function relabelled(sets: readonly Dataset[], labels: Uint8Array): Dataset[] {
  let at = 0;
  return sets.map((set) => ({ ...set, labels: labels.subarray(at, (at += set.count)) }));
}
