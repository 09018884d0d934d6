import {
  correctSets,
  crossValidate,
  doubtfulLabels,
  flipLabels,
  imageLabels,
  partSets,
  readUncorrected,
  rowInFile,
} from '@surprisal/core';
import type { LabelsParams } from '../protocol/analysis.js';
import type { DoubtfulLabels } from '../protocol/inspector/labels.js';
import { imagesOf } from './images.js';
import type { Work } from './work.js';
import { inflate, runParallel } from './platform.node.js';
import { numbersFor, onShared } from './jobs.js';

/** The most doubtful labels, at most so many, are reported one by one. */
const FIRST = 100;
const FOLDS = 5;

/** Reads the data at once, then has each fold read by a network that was trained on the others. */
export function findDoubtful({ config, files, kernels, threads = 1, flip }: LabelsParams): Work<DoubtfulLabels> {
  const uncorrected = readUncorrected(config, files, inflate);
  const { sets, ...rest } = partSets(config, correctSets(uncorrected, files));
  const parts = { ...rest, sets: threads > 1 ? onShared(sets) : sets };
  return (function* () {
    const labels = imageLabels(parts);
    const order = Uint32Array.from([...parts.train, ...parts.validation]).sort();
    const classes = parts.sets[0].classes.length;
    let flipped = new Set<number>();
    if (flip) {
      const turned = flipLabels(
        Uint8Array.from(order, (image) => labels[image]),
        { ...flip, classes },
      );
      order.forEach((image, i) => (labels[image] = turned.labels[i]));
      flipped = new Set(turned.flipped);
    }
    const logits = numbersFor(threads, order.length * classes);
    yield* runParallel({ config, parts, labels, logits, kernels, count: FOLDS }, threads, () => undefined);
    const trained = { folds: FOLDS, only: [], labels, logits };
    const { images, labels: given, probabilities } = yield* crossValidate(config, parts, kernels, trained);
    const { items, joint, estimated, errors } = doubtfulLabels(given, probabilities);
    const right = (some: typeof items): number => some.filter(({ index }) => flipped.has(index)).length;
    const shown = flip ? [] : items;
    const { size, shown: pixelsOf, rowInFile: rowOf, file } = imagesOf(parts);
    const pixels = new Uint8Array(shown.length * size);
    const rows = new Float64Array(shown.length * classes);
    shown.forEach(({ index }, i) => {
      pixels.set(pixelsOf(images[index]), i * size);
      rows.set(probabilities.data.subarray(index * classes, (index + 1) * classes), i * classes);
    });
    // The rows of the first set follow one another in its file.
    const [{ labels: old, classes: fileClasses }] = uncorrected;
    const firstRow = rowInFile(uncorrected[0], 0);
    const filed = Uint32Array.from(shown, ({ index }) => rowOf(images[index]));
    const source = {
      classes: [...fileClasses],
      rows: [...filed],
      old: Array.from(filed, (row) => old[row - firstRow]),
      ...(uncorrected[0].paths && { paths: shown.map(({ index }) => file(images[index])!) }),
    };
    return {
      count: images.length,
      items: items.map((item) => ({ ...item, index: images[item.index] })),
      pixels,
      probabilities: rows,
      joint,
      estimated,
      errors,
      source,
      ...(flip && { selfCheck: { flipped: flipped.size, right: right(items), first: right(items.slice(0, FIRST)) } }),
    };
  })();
}
