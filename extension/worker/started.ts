import { scaleAdvice, type Parts, type RunConfig, type TrainingLoop } from '@surprisal/core';
import type { RunStarted } from '../protocol/training.js';
import { imagesOf } from './images.js';

/** A network and its data, before the first batch. */
interface Begun {
  parts: Parts;
  training: TrainingLoop;
  kernel: string;
  threads: number;
}

/** What is known of a run once its data is read. */
export function startedOf(config: RunConfig, { parts, training, kernel, threads }: Begun): RunStarted {
  const [{ classes, width, height, channels, columns, origin }] = parts.sets;
  return {
    kernel,
    threads,
    classes: [...classes],
    imageWidth: width,
    imageHeight: height,
    imageChannels: channels,
    ...(columns && { columns: [...columns] }),
    trainCount: parts.train.length,
    validationCount: parts.validation.length,
    testCount: parts.test.length,
    batchesPerEpoch: training.batchesPerEpoch,
    ...correctionsOf(parts),
    leftOut: parts.sets.flatMap(({ leftOut }) => leftOut ?? []),
    epoch: training.epoch,
    scale: {
      rule: parts.scaling.rule,
      usual: origin.usual,
      advice: config.data.scale === undefined ? scaleAdvice(parts) : null,
    },
    parameters: training.readWeights().reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0),
    ...testImages(parts),
  };
}

/** What a person's corrections of the labels came to. */
function correctionsOf(parts: Parts): Pick<RunStarted, 'corrections' | 'unfit'> {
  const { corrected } = parts.sets[0];
  if (!corrected) return {};
  const { right, relabelled, leftOut, rows, unfit } = corrected;
  const images = imagesOf(parts);
  const changed = new Set(rows);
  const first = parts.sets[0].count;
  const test = parts.test.filter((image) => image < first && changed.has(images.rowInFile(image))).length;
  return { corrections: { right, relabelled, leftOut, test }, ...(unfit.length > 0 && { unfit }) };
}

/** The test part for display. */
function testImages(parts: Parts): Pick<RunStarted, 'testPixels' | 'testLabels' | 'testRows' | 'testFiles'> {
  const { test } = parts;
  const images = imagesOf(parts);
  const testPixels = new Uint8Array(test.length * images.size);
  test.forEach((image, i) => testPixels.set(images.shown(image), i * images.size));
  return {
    testPixels,
    testLabels: Uint8Array.from(test, (image) => images.label(image)),
    testRows: test.map((image) => images.rowInFile(image)),
    ...(parts.sets[0].paths && { testFiles: Array.from(test, (image) => images.file(image)!) }),
  };
}
