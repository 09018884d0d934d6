import { CancellationError, type CancellationToken, type Disposable } from 'vscode';
import type { AnalysisApi, AnalysisEvents } from '../../protocol/analysis.js';
import type { Listeners } from '../../protocol/rpc.js';
import type { TrainingApi, TrainingEvents } from '../../protocol/training.js';
import { log } from '../ports/log.js';
import type { Thread } from './thread.js';

export type Questions = AnalysisApi & Pick<TrainingApi, 'predictions'>;

export interface Asking {
  token?: CancellationToken;
  tell?: (how: AnalysisEvents['analysed']) => void;
  /** Memory of the question that goes over to the thread. */
  gives?: readonly ArrayBuffer[];
  /** What the thread tells beside that. */
  hear?: Listeners<Omit<AnalysisEvents, 'analysed'>>;
}

/** Questions about the data of a run, of which the next is often about the same. */
const READS: readonly string[] = [
  'why',
  'doubtful',
  'table',
  'project',
  'importance',
  'tableRow',
] satisfies (keyof Questions)[];
/** Milliseconds that a thread waits for the next question, with what it read for the last. */
const WAITS = 60_000;

type Hears = Listeners<TrainingEvents & AnalysisEvents>;
interface Asked {
  thread: Pick<Thread, 'rpc' | 'dispose'>;
  /** What hears the thread now. */
  ear: Hears;
}

/** Long questions, each put to a thread that has no other; one that read data then waits a while for the next question about it. */
export class AnalysisThreads implements Disposable {
  private idle: Asked | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly open: (hears: Hears, lost: (reason: Error) => void) => Asked['thread']) {}

  /** A cancel ends the thread at once, with a `CancellationError`. Throws what the thread throws, and why it ended by itself. */
  async ask<M extends keyof Questions>(
    method: M,
    params: Parameters<Questions[M]>[0],
    { token, tell, hear, gives }: Asking,
  ): Promise<Awaited<ReturnType<Questions[M]>>> {
    const reads = READS.includes(method);
    const asked = (reads && this.take()) || this.begin(method);
    Object.assign(asked.ear, { analysed: tell, labRun: hear?.labRun });
    const { thread } = asked;
    const cancelling = token?.onCancellationRequested(() => thread.dispose());
    try {
      const answer = (await thread.rpc.call(method, params as never, gives)) as Awaited<ReturnType<Questions[M]>>;
      if (reads && !token?.isCancellationRequested) this.keep(asked);
      else thread.dispose();
      return answer;
    } catch (error) {
      thread.dispose();
      throw token?.isCancellationRequested ? new CancellationError() : error;
    } finally {
      cancelling?.dispose();
    }
  }

  dispose(): void {
    this.take()?.thread.dispose();
  }

  private begin(method: string): Asked {
    const ear: Hears = {};
    const hears: Hears = { analysed: (how) => ear.analysed?.(how), labRun: (run) => ear.labRun?.(run) };
    const thread = this.open(hears, (reason) => {
      if (this.idle?.thread === thread) this.take();
      else log.error(method, reason);
    });
    return { thread, ear };
  }

  private take(): Asked | undefined {
    const { idle } = this;
    clearTimeout(this.timer);
    this.idle = undefined;
    return idle;
  }

  private keep(asked: Asked): void {
    this.dispose();
    Object.assign(asked.ear, { analysed: undefined, labRun: undefined });
    this.idle = asked;
    this.timer = setTimeout(() => this.dispose(), WAITS);
  }
}
