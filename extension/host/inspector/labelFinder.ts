import { messageOf, type RunConfig } from '@surprisal/core';
import { CancellationError, CancellationTokenSource, EventEmitter } from 'vscode';
import type {
  Decision,
  Decisions,
  DoubtfulLabels,
  LabelFilter,
  LabelPage,
  LabelQuery,
  LabelsState,
} from '../../protocol/inspector/labels.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { refuseElsewhere } from '../runs/dataElsewhere.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { t } from '../ports/t.js';
import type { Run } from '../../runs/model/run.js';
import type { Threads } from '../train/threads.js';
import { sourcesOf, type TrainingData } from '../train/trainingData.js';
import type { Corrections } from '../runs/corrections.js';
import { doubtfulPage, doubtfulSummary } from '../../runs/derive/doubtfulPage.js';
import { doubtfulCsv, doubtfulDocument } from '../../runs/derive/labelText.js';

/** Of the labels that the check turns wrong on purpose. */
const FLIPPED = 0.05;
/** Milliseconds between two reports of how far it is. */
const REPORT = 100;

/** Where the labels lie, beside the record of the run. */
const LABELS_FILE = 'labels.json';
type Sidecars = Pick<RunLibrary, 'readLabels' | 'writeLabels'>;

/** Finds doubtful labels of one run, in a thread of its own; the labels that it found lie with the run. */
export class LabelFinder {
  private readonly changed = new EventEmitter<LabelsState>();
  readonly onChange = this.changed.event;
  private found: DoubtfulLabels | undefined;
  private decisions: Decisions | null = null;
  private check: LabelsState['check'] = null;
  private busy: LabelsState['busy'] = null;
  private share = 0;
  private filter: LabelFilter = { given: null, suggested: null, order: 'confidence' };
  private message: string | undefined;
  private readonly loaded: Promise<void>;
  private stopping: CancellationTokenSource | undefined;
  private reportedAt = 0;

  constructor(
    private readonly run: Run,
    private readonly threads: Threads,
    private readonly sidecars: Sidecars,
    private readonly data: Pick<TrainingData, 'corrections'>,
  ) {
    this.loaded = this.load();
  }

  get state(): LabelsState {
    const { busy, share, filter, message, found, check, decisions } = this;
    return {
      busy,
      share,
      filter,
      ...(message !== undefined && { message }),
      found: found ? doubtfulSummary(found) : null,
      decisions,
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
    if (!found) return { total: 0, items: [], pixels: new Uint8Array(0) };
    return doubtfulPage(found, { ...query, offset, count });
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
    const item = { ...found.items[at], index: found.source?.rows[at] ?? index };
    return doubtfulDocument(item, part(found.probabilities), part(found.pixels), run.summary());
  }

  csv(): string {
    const { items = [], source } = this.found ?? {};
    const rows = items.map((item, at) => ({ ...item, index: source?.rows[at] ?? item.index }));
    return doubtfulCsv(rows, this.run.summary().classes, source?.paths);
  }

  /** The file that one of the images lies in. */
  file(index: number): string | undefined {
    const at = this.found?.items.findIndex((item) => item.index === index) ?? -1;
    return this.found?.source?.paths?.[at];
  }

  /** The state with the decisions as they are kept now: another window, or a person, may have changed them. */
  async fresh(): Promise<LabelsState> {
    await this.loaded;
    await this.readDecisions();
    return this.state;
  }

  /** Decides on images of the list; null takes the decision back. Throws for what is none of the list or the classes. */
  decide(indices: readonly number[], decision: Decision | null): Promise<void> {
    return this.change((kept, found, data) => kept.decide(found, data, indices, decision));
  }

  undoDecision(way: 'undo' | 'redo'): Promise<void> {
    return this.change((kept, found, data) => kept.step(found, data, way));
  }

  clearDecisions(): Promise<void> {
    return this.change((kept, found, data) => kept.clear(found, data));
  }

  /** Every decision on the files of the run, as they were when the labels were found. */
  async decisionsCsv(): Promise<string> {
    return (await this.data.corrections()).csv(this.found, this.run.config.data);
  }

  /** Changes what is kept, and tells the page what it is then, whatever went wrong. */
  private async change(
    work: (kept: Corrections, found: DoubtfulLabels | undefined, data: RunConfig['data']) => Promise<void>,
  ): Promise<void> {
    try {
      await work(await this.data.corrections(), this.found, this.run.config.data);
    } finally {
      await this.readDecisions();
      this.changed.fire(this.state);
    }
  }

  private async readDecisions(): Promise<void> {
    this.decisions = await (await this.data.corrections()).decisionsOf(this.found, this.run.config.data);
  }

  private async work(what: 'find' | 'check'): Promise<void> {
    const stopping = (this.stopping = new CancellationTokenSource());
    Object.assign(this, { busy: what, share: 0, message: undefined });
    this.changed.fire(this.state);
    try {
      const { config } = this.run;
      refuseElsewhere(this.run);
      const params = await this.threads.params(config);
      const files = await sourcesOf(params.files);
      const { token } = stopping;
      if (token.isCancellationRequested) throw new CancellationError();
      const flip = what === 'check' ? { flip: { share: FLIPPED, seed: config.seed } } : {};
      const asking = { token, tell: ({ share }: { share: number }) => this.report(share) };
      const found = await this.threads.analyse('doubtful', { ...params, ...flip }, asking);
      if (found.selfCheck) this.check = { ...found.selfCheck, count: found.count, found: found.items.length };
      else {
        this.found = { ...found, ...(found.source && { source: { ...found.source, files } }) };
        await this.readDecisions();
      }
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
      const stored = await sidecars.readLabels(run);
      if (!stored) return;
      this.found ??= stored.found ?? undefined;
      this.check ??= stored.check;
      await this.readDecisions();
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
      const kept = await sidecars.writeLabels(run, { found: this.found ?? null, check });
      if (!kept) throw new Error(t('There are too many doubtful labels for a file.'));
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
export function labelFinders(
  threads: Threads,
  sidecars: Sidecars,
  data: Pick<TrainingData, 'corrections'>,
): (run: Run) => LabelFinder {
  const finders = new WeakMap<Run, LabelFinder>();
  return (run) => {
    const finder = finders.get(run) ?? new LabelFinder(run, threads, sidecars, data);
    finders.set(run, finder);
    return finder;
  };
}
