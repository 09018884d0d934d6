import type { NamedBytes, PredictionChoices, PredictionQuestion, Predictions, RunConfig } from '@surprisal/core';
import { CancellationError, type CancellationToken, Uri } from 'vscode';
import type { AnalysisApi, AnalysisEvents } from '../../protocol/analysis.js';
import type { Listeners } from '../../protocol/rpc.js';
import type { RunStarted, StartParams, TrainingEvents } from '../../protocol/training.js';
import { files } from '../ports/files.js';
import { log } from '../ports/log.js';
import { trainingThreads } from '../ports/openThread.node.js';
import type { TrainingData } from './trainingData.js';
import { Thread } from './thread.js';

interface Asking {
  token?: CancellationToken;
  tell?: (how: AnalysisEvents['analysed']) => void;
  /** What the thread tells beside that. */
  hear?: Listeners<Omit<AnalysisEvents, 'analysed'>>;
}

/** Opens training threads, and gives what they need: the data of a configuration, the kernels, and how many may work. */
export class Threads {
  constructor(
    private readonly extension: Uri,
    private readonly shelf: TrainingData,
  ) {}

  open(listeners: Listeners<TrainingEvents & AnalysisEvents>, lost: (reason: Error) => void): Thread {
    return new Thread(this.extension, listeners, lost);
  }

  async params(config: RunConfig): Promise<Pick<StartParams, 'config' | 'files' | 'kernels' | 'threads'>> {
    const kernel = (file: string): Thenable<Uint8Array> =>
      files.read(Uri.joinPath(this.extension, 'dist', 'kernels', file));
    const [data, simd, relaxed] = await Promise.all([
      this.shelf.read(config),
      kernel('simd.wasm'),
      kernel('relaxed.wasm'),
    ]);
    return { config, files: data, kernels: { simd, relaxed }, threads: trainingThreads() };
  }

  /**
   * What the data of a configuration holds, and how the network of a checkpoint reads its test part: by a thread that
   * then ends, at once where it is stopped. Throws what is wrong with the data.
   */
  async evaluateCheckpoint(config: RunConfig, checkpoint?: NamedBytes, stop?: AbortSignal): Promise<RunStarted> {
    const params = await this.params(config);
    stop?.throwIfAborted();
    const thread = this.open({}, (reason) => log.error('the reading thread ended', reason));
    const end = (): void => thread.dispose();
    stop?.addEventListener('abort', end);
    try {
      const still = { ...params, threads: 1, pace: 0, begin: 'paused' as const };
      return await thread.rpc.call('start', checkpoint ? { ...still, checkpoint } : still);
    } finally {
      stop?.removeEventListener('abort', end);
      thread.dispose();
    }
  }

  /**
   * Puts a long question to a thread that then ends; a cancel ends it at once, with a `CancellationError`. Throws what
   * the thread throws, and why it ended where it ended by itself.
   */
  async analyse<M extends keyof AnalysisApi>(
    method: M,
    params: Parameters<AnalysisApi[M]>[0],
    { token, tell, hear }: Asking = {},
  ): Promise<Awaited<ReturnType<AnalysisApi[M]>>> {
    const thread = this.open({ ...hear, ...(tell && { analysed: tell }) }, (reason) => log.error(method, reason));
    const cancelling = token?.onCancellationRequested(() => thread.dispose());
    try {
      return (await thread.rpc.call(method, params as never)) as Awaited<ReturnType<AnalysisApi[M]>>;
    } catch (error) {
      throw token?.isCancellationRequested ? new CancellationError() : error;
    } finally {
      cancelling?.dispose();
      thread.dispose();
    }
  }

  /** Reads predictions from files; throws what is wrong with them, or gives what a person is to be asked. */
  async predictions(named: NamedBytes[], choices: PredictionChoices): Promise<Predictions | PredictionQuestion> {
    const thread = this.open({}, (reason) => log.error('the reading thread ended', reason));
    try {
      return await thread.rpc.call('predictions', { files: named, choices });
    } finally {
      thread.dispose();
    }
  }
}
