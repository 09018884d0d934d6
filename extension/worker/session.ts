import {
  checkStoredConfig,
  chooseKernel,
  layOut,
  measure,
  openKernel,
  prepareData,
  scaleAdvice,
  scaledAs,
  TrainingLoop,
  weightBytes,
  type Parts,
  type RunConfig,
} from '@surprisal/core';
import type { RunEnded, RunStarted, StartParams, TrainingEvents } from '../protocol/training.js';
import { Driver } from './driver.js';
import { examplesOf } from './examples.js';
import { imagesOf } from './images.js';
import { knownNames } from './knownFiles.js';
import { type Crew, hireCrew, inflate, sha256, soon } from './platform.node.js';

const MOST_THREADS = 16;

type Send = <N extends keyof TrainingEvents>(
  name: N,
  data: TrainingEvents[N],
  transfer?: readonly ArrayBuffer[],
) => void;

/** One run at a time: reads its data, trains, and reports how it goes. */
export class Session {
  private driver: Driver | null = null;

  constructor(private readonly send: Send) {}

  start(params: StartParams): RunStarted {
    if (this.driver) throw new Error('A run is under way; it has to be stopped first.');
    const config = checkStoredConfig(params.config);
    const threads = Math.max(1, Math.min(params.threads, MOST_THREADS));
    const crew = hireCrew(threads);
    try {
      return this.begin(params, config, threads, crew);
    } catch (error) {
      crew.dismiss();
      throw error;
    }
  }

  private begin(params: StartParams, config: RunConfig, threads: number, crew: Crew): RunStarted {
    const read = prepareData(config, params.files, inflate);
    const parts = params.checkpoint ? scaledAs(read, params.checkpoint) : read;
    const dimensions = measure(parts, threads, config);
    const layout = layOut(config, dimensions);
    const seed = chooseKernel(params.kernels, layout.size, layout.precision);
    const kernel = openKernel(seed);
    crew.begin({ config, dimensions, seed });
    const training = new TrainingLoop(config, layout, parts, kernel, crew.run);
    if (params.checkpoint) training.resume(params.checkpoint);
    const driver = this.drive(training, config, params, crew.dismiss);
    // The answer goes out first, then the events of the run.
    soon(() => void driver.run());
    return {
      kernel: kernel.name,
      threads,
      classes: [...parts.sets[0].classes],
      imageWidth: dimensions.width,
      imageHeight: dimensions.height,
      imageChannels: dimensions.channels,
      ...(parts.sets[0].columns && { columns: [...parts.sets[0].columns] }),
      trainCount: parts.train.length,
      validationCount: parts.validation.length,
      testCount: parts.test.length,
      batchesPerEpoch: training.batchesPerEpoch,
      ...correctionsOf(parts),
      leftOut: parts.sets.flatMap(({ leftOut }) => leftOut ?? []),
      epoch: training.epoch,
      scale: {
        rule: parts.scaling.rule,
        usual: parts.sets[0].origin.usual,
        advice: config.data.scale === undefined ? scaleAdvice(parts) : null,
      },
      parameters: training.readWeights().reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0),
      ...testImages(parts),
      ...(params.forForm && { examples: examplesOf(parts), ...knownNames(config, params.files) }),
      ...(params.checkpoint ? { testLogits: training.readTest() } : {}),
    };
  }

  /** The run under way; throws where there is none. */
  get running(): Driver {
    if (!this.driver) throw new Error('No run is under way.');
    return this.driver;
  }

  private drive(
    training: TrainingLoop,
    { epochs }: RunConfig,
    { pace, begin }: StartParams,
    dismiss: () => void,
  ): Driver {
    const end = async (ended: Pick<RunEnded, 'reason' | 'message'>): Promise<void> => {
      this.driver = null;
      dismiss();
      const weightsHash = await sha256(weightBytes(training.readWeights()));
      const checkpoint = training.checkpoint();
      this.send('ended', { ...ended, step: training.step, seconds: driver.seconds, weightsHash, checkpoint });
    };
    const driver = new Driver(
      training,
      epochs,
      pace,
      begin,
      {
        progress: (progress) => this.send('progress', progress),
        epoch: (done) =>
          this.send('epoch', done, [done.testLogits.buffer as ArrayBuffer, done.checkpoint.buffer as ArrayBuffer]),
        mode: (mode) => this.send('mode', mode),
        ended: (reason, message) => void end(message === undefined ? { reason } : { reason, message }),
        failed: (error) => {
          // Nothing can be said about a state that threw: the thread ends, and its owner hears why.
          soon(() => {
            throw error;
          });
        },
      },
      () => performance.now(),
    );
    this.driver = driver;
    return driver;
  }
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
