import { CancellationError, CancellationTokenSource, type Uri } from 'vscode';
import type { Why, WhyApi, WhyPart, WhyProgress, WhyQuery } from '../../protocol/inspector/why.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import { t } from '../ports/t.js';
import type { Run } from '../../runs/model/run.js';
import type { Threads } from '../train/threads.js';
import { openPictureLate } from './lateGroups.js';

/** The latest answers are given again without a thread. */
const ANSWERS = 12;
/** The most errors that are looked at one by one, and the most images read right that they are compared with. */
const ERRORS = 80;
const RIGHT = 300;

/** Explains cells of runs in a thread of its own, one at a time for each run, and keeps the latest answers. */
export class Explainer {
  private readonly answers = new Map<string, Why>();
  private readonly under = new Map<string, CancellationTokenSource>();

  constructor(
    private readonly threads: Pick<Threads, 'params' | 'analyse'>,
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
    const answered = this.answers.get(key);
    if (answered) return this.hold(key, answered);
    const stopping = new CancellationTokenSource();
    this.under.set(run.id, stopping);
    try {
      const why = await this.ask(run, query, stopping, tell);
      return why && this.hold(key, why);
    } finally {
      if (this.under.get(run.id) === stopping) this.under.delete(run.id);
      stopping.dispose();
    }
  }

  /** The file that a training image of an answer about a run lies in. */
  file({ id }: Run, image: number): string | undefined {
    const own = [...this.answers].filter(([key]) => key.startsWith(JSON.stringify([id]).slice(0, -1)));
    const shown = own.flatMap(([, { items, pairs }]) => [
      ...items.flatMap(({ near }) => near),
      ...pairs.flatMap(({ actual, predicted }) => [actual, predicted]),
    ]);
    return shown.find((each) => each.image === image)?.file;
  }

  /** Ends the question about a run. */
  stop({ id }: Run): void {
    this.under.get(id)?.cancel();
    this.under.delete(id);
  }

  /** Holds an answer as the latest, and lets go of the oldest. */
  private hold(key: string, why: Why): Why {
    this.answers.delete(key);
    this.answers.set(key, why);
    for (const oldest of [...this.answers.keys()].slice(0, -ANSWERS)) this.answers.delete(oldest);
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
      run.test.indices(actual, predicted, epoch),
      run.test.indices(actual, actual, epoch),
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

/** Why images of one class are read as another; `tell` says how far the answer is. */
export const explainsRun = (
  run: Run,
  explainer: Explainer,
  extension: Uri,
  tell: (how: WhyProgress) => void,
): Handlers<WhyApi> => ({
  why: (query) => explainer.explain(run, query, tell),
  stopWhy: () => explainer.stop(run),
  openTrainFile: (image) => openPictureLate(explainer.file(run, image), extension),
});
