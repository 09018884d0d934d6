import type {
  NamedBytes,
  PredictionChoices,
  PredictionQuestion,
  Predictions,
  RunConfig,
  TableFacts,
} from '@surprisal/core';
import { type Disposable, Uri } from 'vscode';
import type { AnalysisEvents } from '../../protocol/analysis.js';
import type { ItemLists } from '../../protocol/itemLists.js';
import type { Listeners } from '../../protocol/rpc.js';
import type { RunStarted, StartParams, TrainingEvents } from '../../protocol/training.js';
import { files } from '../ports/files.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { trainingThreads } from '../ports/openThread.node.js';
import { isPictureFolder, type TrainingData } from './trainingData.js';
import { AnalysisThreads, type Asking, type Questions } from './analysisThreads.js';
import { Thread } from './thread.js';

/** Opens training threads, and gives what they need: the data of a configuration, the kernels, and how many may work. */
export class Threads implements Disposable {
  private readonly analyses = new AnalysisThreads((hears, lost) => this.open(hears, lost));

  constructor(
    private readonly extension: Uri,
    private readonly shelf: TrainingData,
  ) {}

  dispose(): void {
    this.analyses.dispose();
  }

  open(listeners: Listeners<TrainingEvents & AnalysisEvents>, lost: (reason: Error) => void): Thread {
    return new Thread(this.extension, listeners, lost);
  }

  /** The configuration comes with the corrections of labels by their SHA-256; a person is told where some are not used. */
  async params(config: RunConfig): Promise<Pick<StartParams, 'config' | 'files' | 'kernels' | 'threads'>> {
    const kernel = (file: string): Thenable<Uint8Array> =>
      files.read(Uri.joinPath(this.extension, 'dist', 'kernels', file));
    const [{ told, ...read }, simd, relaxed] = await Promise.all([
      this.shelf.read(config),
      kernel('simd.wasm'),
      kernel('relaxed.wasm'),
    ]);
    if (told !== undefined) void notify.warn(told);
    return { ...read, kernels: { simd, relaxed }, threads: trainingThreads() };
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
      return await thread.rpc.call('start', checkpoint ? { ...still, checkpoint } : { ...still, forForm: true });
    } finally {
      stop?.removeEventListener('abort', end);
      thread.dispose();
    }
  }

  /**
   * Puts a long question to a thread; a cancel ends it at once, with a `CancellationError`. Throws what the thread
   * throws, and why it ended where it ended by itself.
   */
  analyse<M extends keyof Questions>(
    method: M,
    params: Parameters<Questions[M]>[0],
    asking: Asking = {},
  ): Promise<Awaited<ReturnType<Questions[M]>>> {
    return this.analyses.ask(method, params, asking);
  }

  /** What the columns of an own table hold; null where the file is none. Throws what is wrong with it. */
  async columns({ data }: RunConfig): Promise<TableFacts | null> {
    // A folder of pictures has no columns, and is not read for them.
    if (await isPictureFolder({ data: { ...data, source: 'files' } })) return null;
    const { images: file } = await this.shelf.readFiles({ data: { ...data, files: { images: data.files!.images } } });
    const thread = this.open({}, (reason) => log.error('the reading thread ended', reason));
    const { target, leaveOut, oneHot } = data;
    try {
      return await thread.rpc.call('columns', { file, options: { target, leaveOut, oneHot } });
    } finally {
      thread.dispose();
    }
  }

  /** Reads the names of the items of a logged run, whose bytes go over to the thread; throws what is wrong with them. */
  itemLists(file: NamedBytes): Promise<ItemLists> {
    const { buffer, byteLength } = file.bytes;
    const isAll = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
    return this.analyse('itemLists', file, isAll ? { gives: [buffer] } : {});
  }

  /** Reads predictions from files; throws what is wrong with them, or gives what a person is to be asked. */
  predictions(named: NamedBytes[], choices: PredictionChoices): Promise<Predictions | PredictionQuestion> {
    return this.analyse('predictions', { files: named, choices });
  }
}
