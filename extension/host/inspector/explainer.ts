import type { RunConfig } from '@surprisal/core';
import { CancellationError, type CancellationToken, CancellationTokenSource } from 'vscode';
import type { AnalysisEvents } from '../../protocol/analysis.js';
import type { Why, WhyParams, WhyPart, WhyProgress, WhyQuery } from '../../protocol/why.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import { t } from '../ports/t.js';
import type { Run } from '../../runs/model/run.js';

/** Answers that are kept. */
const KEPT = 12;
/** The most errors that are looked at one by one, and the most images read right that they are compared with. */
const ERRORS = 80;
const RIGHT = 300;

/** Reads what a thread needs, and puts the question to one. */
interface WhyThreads {
  params(config: RunConfig): Promise<Pick<WhyParams, 'config' | 'files' | 'kernels'>>;
  analyse(
    method: 'why',
    params: WhyParams,
    asking: { token: CancellationToken; tell: (how: AnalysisEvents['analysed']) => void },
  ): Promise<Why>;
}

/** Explains cells of runs in a thread of its own, one at a time for each run, and keeps the latest answers. */
export class Explainer {
  private readonly kept = new Map<string, Why>();
  private readonly under = new Map<string, CancellationTokenSource>();

  constructor(
    private readonly threads: WhyThreads,
    /** Gives the checkpoint of an epoch. */
    private readonly library: { recover(run: Run, epoch: number): Promise<Pick<Recovery, 'checkpoint'>> },
  ) {}

  /** A new question on a run ends the one before; one that was ended throws a `CancellationError`. */
  async explain(run: Run, query: WhyQuery, tell: (how: WhyProgress) => void): Promise<Why | null> {
    const { actual, predicted, epoch } = query;
    const { classes, epochs } = run.summary();
    const record = epochs.find((each) => each.epoch === epoch);
    if (!record || actual === predicted || actual >= classes.length || predicted >= classes.length) return null;
    // A run that was taken back and trained on has other weights at the same epoch.
    const key = JSON.stringify([run.id, epoch, record.testLoss, actual, predicted]);
    this.stop(run);
    const found = this.kept.get(key);
    if (found) return this.keep(key, found);
    const stopping = new CancellationTokenSource();
    this.under.set(run.id, stopping);
    try {
      const why = await this.ask(run, query, stopping, tell);
      return why && this.keep(key, why);
    } finally {
      if (this.under.get(run.id) === stopping) this.under.delete(run.id);
      stopping.dispose();
    }
  }

  /** Ends what is asked of a run. */
  stop({ id }: Run): void {
    this.under.get(id)?.cancel();
    this.under.delete(id);
  }

  private keep(key: string, why: Why): Why {
    this.kept.delete(key);
    this.kept.set(key, why);
    for (const oldest of [...this.kept.keys()].slice(0, -KEPT)) this.kept.delete(oldest);
    return why;
  }

  private async ask(
    run: Run,
    { actual, predicted, epoch }: WhyQuery,
    { token }: CancellationTokenSource,
    tell: (how: WhyProgress) => void,
  ): Promise<Why | null> {
    tell({ share: 0, part: 'data' });
    const [errors, right, { checkpoint }, params] = await Promise.all([
      run.indices(actual, predicted, epoch),
      run.indices(actual, actual, epoch),
      this.library.recover(run, epoch),
      this.threads.params(run.config),
    ]);
    if (token.isCancellationRequested) throw new CancellationError();
    if (!checkpoint) throw new Error(t('The weights of epoch {0} were not kept.', epoch));
    if (errors.length === 0) return null;
    const why = await this.threads.analyse(
      'why',
      {
        ...params,
        checkpoint,
        actual,
        predicted,
        errors: Uint32Array.from(errors.slice(0, ERRORS)),
        // As many of every surprise as there are.
        right: Uint32Array.from(right.filter((_, i) => i % Math.ceil(right.length / RIGHT) === 0)),
      },
      { token, tell: ({ share, part }) => tell({ share, part: part as WhyPart }) },
    );
    return { ...why, total: errors.length };
  }
}
