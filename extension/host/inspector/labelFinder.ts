import { type DoubtfulLabel, messageOf } from '@surprisal/core';
import { CancellationError, CancellationTokenSource, type Disposable, EventEmitter } from 'vscode';
import type {
  DoubtfulLabels,
  LabelFilter,
  LabelPage,
  LabelQuery,
  LabelsState,
} from '../../protocol/inspector/labels.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { t } from '../ports/t.js';
import type { Run } from '../../runs/model/run.js';
import type { Threads } from '../train/threads.js';
import { LABELS_FILE, labelsFile, readLabels } from '../../runs/disk/labelsFile.js';
import { doubtfulPage, doubtfulSummary } from '../../runs/derive/doubtfulPage.js';
import { doubtfulCsv, doubtfulDocument } from '../../runs/derive/labelText.js';

/** Of the labels that the check turns wrong on purpose. */
const FLIPPED = 0.05;
/** Milliseconds between two reports of how far it is. */
const REPORT = 100;

type Sidecars = Pick<RunLibrary, 'readSidecar' | 'writeSidecar'>;

/** Finds doubtful labels of one run, in a thread of its own; the labels that it found lie with the run. */
export class LabelFinder implements Disposable {
  private readonly changed = new EventEmitter<LabelsState>();
  readonly onChange = this.changed.event;
  private found: DoubtfulLabels | undefined;
  private check: LabelsState['check'] = null;
  private busy: LabelsState['busy'] = null;
  private share = 0;
  private filter: LabelFilter = { given: null, suggested: null, order: 'confidence' };
  private message: string | undefined;
  private stopping: CancellationTokenSource | undefined;
  private reportedAt = 0;

  constructor(
    private readonly run: Run,
    private readonly threads: Threads,
    private readonly sidecars: Sidecars,
  ) {
    void this.load();
  }

  get state(): LabelsState {
    const { busy, share, filter, message, found, check } = this;
    return {
      busy,
      share,
      filter,
      ...(message !== undefined && { message }),
      found: found ? doubtfulSummary(found) : null,
      check,
    };
  }

  /** Begins; while it is at work, beginning again changes nothing. */
  begin(what: 'find' | 'check'): void {
    if (!this.busy) void this.work(what);
  }

  stop(): void {
    this.stopping?.cancel();
  }

  page({ offset, count, ...query }: LabelQuery): LabelPage {
    const { found } = this;
    this.filter = query;
    return found
      ? doubtfulPage(found, { ...query, offset, count })
      : { total: 0, items: [], pixels: new Uint8Array(0) };
  }

  /** One of the images as a JSON document. */
  document(index: number): string {
    const { found, run } = this;
    const at = found?.items.findIndex((item) => item.index === index) ?? -1;
    if (!found || at < 0) throw new Error(t('Image {0} is not among the doubtful ones.', index));
    const part = <A extends Uint8Array | Float64Array>(of: A): A => {
      const size = of.length / found.items.length;
      return of.subarray(at * size, (at + 1) * size) as A;
    };
    return doubtfulDocument(found.items[at], part(found.probabilities), part(found.pixels), run.summary());
  }

  csv(): string {
    const items: readonly DoubtfulLabel[] = this.found?.items ?? [];
    return doubtfulCsv(items, this.run.summary().classes);
  }

  dispose(): void {
    this.stop();
    this.changed.dispose();
  }

  private async work(what: 'find' | 'check'): Promise<void> {
    const stopping = (this.stopping = new CancellationTokenSource());
    Object.assign(this, { busy: what, share: 0, message: undefined });
    this.changed.fire(this.state);
    try {
      const { config } = this.run;
      const params = await this.threads.params(config);
      if (stopping.token.isCancellationRequested) throw new CancellationError();
      const flip = what === 'check' ? { flip: { share: FLIPPED, seed: config.seed } } : {};
      const { token } = stopping;
      const found = await this.threads.analyse(
        'doubtful',
        { ...params, ...flip },
        { token, tell: ({ share }) => this.report(share) },
      );
      if (found.selfCheck) this.check = { ...found.selfCheck, count: found.count, found: found.items.length };
      else this.found = found;
      await this.save();
    } catch (error) {
      if (!(error instanceof CancellationError)) {
        this.message = messageOf(error);
        log.error(`${this.run.id}: doubtful labels`, error);
      }
    } finally {
      this.busy = null;
      this.stopping = undefined;
      stopping.dispose();
      this.changed.fire(this.state);
    }
  }

  /** Loads the labels that an earlier window found; a file that can't be read is named in a message. */
  private async load(): Promise<void> {
    const { run, sidecars } = this;
    try {
      const bytes = await sidecars.readSidecar(run, LABELS_FILE);
      if (!bytes) return;
      const { found, check } = readLabels(bytes, run.summary().classes.length);
      this.found ??= found ?? undefined;
      this.check ??= check;
    } catch (error) {
      log.error(`${run.id}: ${LABELS_FILE}`, error);
      const damaged = t('{0} is damaged: {1}. A new search takes its place.', LABELS_FILE, messageOf(error));
      if (!this.found && !this.busy) this.message = damaged;
    }
    this.changed.fire(this.state);
  }

  /** Saves the labels beside the run; where that fails they are shown all the same. */
  private async save(): Promise<void> {
    const { run, sidecars, check } = this;
    try {
      const bytes = labelsFile({ found: this.found ?? null, check });
      if (!bytes) throw new Error(t('There are too many doubtful labels for a file.'));
      await sidecars.writeSidecar(run, LABELS_FILE, bytes);
    } catch (error) {
      log.error(`${run.id}: ${LABELS_FILE}`, error);
      void notify.warn(t('The doubtful labels are not kept for the next window: {0}', messageOf(error)));
    }
  }

  private report(share: number): void {
    this.share = share;
    const now = Date.now();
    if (now - this.reportedAt < REPORT) return;
    this.reportedAt = now;
    this.changed.fire(this.state);
  }
}

/** One finder a run. */
export class LabelFinders {
  private readonly finders = new WeakMap<Run, LabelFinder>();

  constructor(
    private readonly threads: Threads,
    private readonly sidecars: Sidecars,
  ) {}

  of(run: Run): LabelFinder {
    const there = this.finders.get(run) ?? new LabelFinder(run, this.threads, this.sidecars);
    this.finders.set(run, there);
    return there;
  }
}
