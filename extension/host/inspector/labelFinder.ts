import type { DoubtfulLabel } from '@surprisal/core';
import { CancellationError, CancellationTokenSource, type Disposable, EventEmitter } from 'vscode';
import type { FoundLabels, LabelFilter, LabelPage, LabelQuery, LabelsState } from '../../protocol/labels.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { wordsOf } from '../ports/plain.js';
import { t } from '../ports/t.js';
import type { Run } from '../../runs/model/run.js';
import type { Threads } from '../train/threads.js';
import { LABELS_FILE, labelsFile, readLabels } from '../../runs/disk/labelsFile.js';
import { doubtfulCsv, doubtfulDocument } from '../../runs/derive/labelText.js';

/** Of the labels that the check turns wrong on purpose. */
const FLIPPED = 0.05;
/** Milliseconds between two words on how far it is. */
const TELL = 100;

type Shelf = Pick<RunLibrary, 'readSidecar' | 'writeSidecar'>;

/** Finds doubtful labels of one run, in a thread of its own; what was found lies with the run. */
export class LabelFinder implements Disposable {
  private readonly changed = new EventEmitter<LabelsState>();
  readonly onChange = this.changed.event;
  private found: FoundLabels | undefined;
  private check: LabelsState['check'] = null;
  private busy: LabelsState['busy'] = null;
  private share = 0;
  private filter: LabelFilter = { given: null, suggested: null, order: 'confidence' };
  private message: string | undefined;
  private stopping: CancellationTokenSource | undefined;
  private told = 0;

  constructor(
    private readonly run: Run,
    private readonly threads: Threads,
    private readonly shelf: Shelf,
  ) {
    void this.recall();
  }

  get state(): LabelsState {
    const { busy, share, filter, message, found, check } = this;
    const summary = found && {
      count: found.count,
      joint: found.joint,
      estimated: found.estimated,
      errors: found.errors,
      doubtful: found.items.length,
    };
    return { busy, share, filter, ...(message !== undefined && { message }), found: summary ?? null, check };
  }

  /** Begins; a second word while it is at work changes nothing. */
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
    const all = found.items.map((item, at) => ({ item, at }));
    const listed = all.filter(
      ({ item }) =>
        (query.given === null || item.given === query.given) &&
        (query.suggested === null || item.suggested === query.suggested),
    );
    if (query.order === 'margin') listed.sort((a, b) => a.item.margin - b.item.margin);
    const shown = listed.slice(offset, offset + count);
    const size = found.pixels.length / Math.max(1, found.items.length);
    const pixels = new Uint8Array(shown.length * size);
    shown.forEach(({ at }, i) => pixels.set(found.pixels.subarray(at * size, (at + 1) * size), i * size));
    return { total: listed.length, items: shown.map(({ item }) => item), pixels };
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
        { token, tell: ({ share }) => this.tell(share) },
      );
      if (found.turned) this.check = { ...found.turned, count: found.count, found: found.items.length };
      else this.found = found;
      await this.keep();
    } catch (error) {
      if (!(error instanceof CancellationError)) {
        this.message = wordsOf(error);
        log.error(`${this.run.id}: doubtful labels`, error);
      }
    } finally {
      this.busy = null;
      this.stopping = undefined;
      stopping.dispose();
      this.changed.fire(this.state);
    }
  }

  /** Takes what an earlier window found, and says so where that can't be read. */
  private async recall(): Promise<void> {
    const { run, shelf } = this;
    try {
      const bytes = await shelf.readSidecar(run, LABELS_FILE);
      if (!bytes) return;
      const { found, check } = readLabels(bytes, run.summary().classes.length);
      this.found ??= found ?? undefined;
      this.check ??= check;
    } catch (error) {
      log.error(`${run.id}: ${LABELS_FILE}`, error);
      const damaged = t('{0} is damaged: {1}. A new search takes its place.', LABELS_FILE, wordsOf(error));
      if (!this.found && !this.busy) this.message = damaged;
    }
    this.changed.fire(this.state);
  }

  /** What could not be written is shown all the same. */
  private async keep(): Promise<void> {
    const { run, shelf, check } = this;
    try {
      const bytes = labelsFile({ found: this.found ?? null, check });
      if (!bytes) throw new Error(t('There are too many doubtful labels for a file.'));
      await shelf.writeSidecar(run, LABELS_FILE, bytes);
    } catch (error) {
      log.error(`${run.id}: ${LABELS_FILE}`, error);
      void notify.warn(t('The doubtful labels are not kept for the next window: {0}', wordsOf(error)));
    }
  }

  private tell(share: number): void {
    this.share = share;
    const now = Date.now();
    if (now - this.told < TELL) return;
    this.told = now;
    this.changed.fire(this.state);
  }
}

/** One finder a run. */
export class LabelFinders {
  private readonly finders = new WeakMap<Run, LabelFinder>();

  constructor(
    private readonly threads: Threads,
    private readonly shelf: Shelf,
  ) {}

  of(run: Run): LabelFinder {
    const there = this.finders.get(run) ?? new LabelFinder(run, this.threads, this.shelf);
    this.finders.set(run, there);
    return there;
  }
}
