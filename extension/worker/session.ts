import {
  checkStoredConfig,
  chooseKernel,
  layOut,
  measure,
  openKernel,
  prepareData,
  scaledAs,
  TrainingLoop,
  usefulThreads,
  weightBytes,
  type RunConfig,
  type Sizes,
} from '@surprisal/core';
import type { RunEnded, RunStarted, StartParams, TrainingEvents } from '../protocol/training.js';
import { Driver } from './driver.js';
import { examplesOf } from './examples.js';
import { knownNames } from './knownFiles.js';
import { startedOf } from './started.js';
import { type Crew, hireCrew, inflate, sha256, soon } from './platform.node.js';

const MOST_THREADS = 16;
/** What most data is like, for the threads that start while it is read. */
const DIGITS: Sizes = { width: 28, height: 28, channels: 1, bytes: true, classes: 10 };

/** How many threads to start before the data is read: `otherwise` where the network does not fit digits, as it may its data. */
function expected(threads: () => number, otherwise: number): number {
  try {
    return threads();
  } catch {
    return otherwise;
  }
}

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
    const most = Math.max(1, Math.min(params.threads, MOST_THREADS));
    const threadsFor = (sizes: Sizes): number => (params.useful ? usefulThreads(config, sizes, most) : most);
    const crew = hireCrew(expected(() => threadsFor(DIGITS), most));
    try {
      return this.begin(params, config, threadsFor, crew);
    } catch (error) {
      crew.dismiss();
      throw error;
    }
  }

  private begin(params: StartParams, config: RunConfig, threadsFor: (sizes: Sizes) => number, crew: Crew): RunStarted {
    const read = prepareData(config, params.files, inflate);
    const parts = params.checkpoint ? scaledAs(read, params.checkpoint) : read;
    const sizes = measure(parts, 1, config);
    const threads = threadsFor(sizes);
    const dimensions = { ...sizes, threads };
    const layout = layOut(config, dimensions);
    const seed = chooseKernel(params.kernels, layout.size, layout.precision);
    const kernel = openKernel(seed);
    const run = crew.begin({ config, dimensions, seed }, threads);
    const training = new TrainingLoop(config, layout, parts, kernel, run);
    if (params.checkpoint) training.resume(params.checkpoint);
    const driver = this.drive(training, config, params, crew.dismiss);
    // The answer goes out first, then the events of the run.
    soon(() => void driver.run());
    return {
      ...startedOf(config, { parts, training, kernel: kernel.name, threads }),
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
