import { type Disposable, EventEmitter } from 'vscode';
import { type EpochRecord, type RunConfig, withCorrections } from '@surprisal/core';
import type { Control } from '../../protocol/train.js';
import type { BatchProgress, StartParams } from '../../protocol/training.js';
import { branchConfig, type KeptSetting } from '../../runs/derive/branchConfig.js';
import { Run } from '../../runs/model/run.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { LiveRun, type LiveRunEvents, type QueuedRun } from './liveRun.js';
import { runTitle } from './runTitle.js';
import type { Threads } from './threads.js';

/** Says which run is next: one trains at a time, and the others wait in a queue. */
export class RunQueue implements Disposable {
  private readonly changed = new EventEmitter<Run>();
  private readonly batches = new EventEmitter<{ run: Run; batches: BatchProgress }>();
  private readonly epoch = new EventEmitter<{ run: Run; record: EpochRecord }>();
  private readonly trouble = new EventEmitter<string>();
  /** The state of a run changed: queued, begun, paused, ended. */
  readonly onChange = this.changed.event;
  readonly onBatches = this.batches.event;
  readonly onEpoch = this.epoch.event;
  /** A run could not be written to disk; reported once a run. */
  readonly onTrouble = this.trouble.event;

  pace = 0;
  /** Trains now or trained last. */
  private live: LiveRun | undefined;
  private queue: QueuedRun[] = [];
  private nextId = 1;

  private readonly events: LiveRunEvents = {
    changed: (run) => this.changed.fire(run),
    trouble: (message) => this.trouble.fire(message),
    batches: (run, batches) => this.batches.fire({ run, batches }),
    epoch: (run, record) => this.epoch.fire({ run, record }),
    ended: (run) => {
      this.changed.fire(run);
      const next = this.queue.shift();
      if (next) void this.begin(next);
    },
  };

  constructor(
    private readonly threads: Threads,
    private readonly library: RunLibrary,
  ) {}

  /** The run that trains now or trained last. */
  get run(): Run | undefined {
    return this.live?.run;
  }

  /** The run that a page shows: the one of this session unless it was deleted, or the latest on disk. */
  get shown(): Run | undefined {
    const { run, library } = this;
    const gone = run?.test.evaluateAgain && !run.active && !library.runs.includes(run);
    return gone ? library.runs[0] : (run ?? library.runs[0]);
  }

  /** Runs that wait, the next one first. */
  get waiting(): Run[] {
    return this.queue.map(({ run }) => run);
  }

  /** Begins a run of the form, or queues it where one is under way; what goes wrong ends it as failed, with words for the page. */
  start(config: RunConfig, begin: StartParams['begin'] = 'run'): Promise<void> {
    return this.add({ run: this.newRun(runTitle(config), withCorrections(config)), begin, resume: false });
  }

  /** Goes on with a run from its last checkpoint. */
  resume(run: Run): Promise<void> {
    if (run === this.run && run.active) return Promise.resolve();
    return this.add({ run, begin: 'run', resume: true });
  }

  /** Takes a run back to one of its epochs, where it stands paused; later epochs of it are forgotten. */
  async restore(run: Run, epoch: number): Promise<void> {
    const from = await this.library.recover(run, epoch);
    const queued: QueuedRun = { run, begin: 'paused', resume: true, from };
    await (run === this.run ? this.replace(queued) : this.add(queued));
  }

  /** A new run that was made from another: with its settings but for the classes. */
  retrain(parent: Run, config: RunConfig): Promise<void> {
    const run = this.newRun(runTitle(config), config, { id: parent.id });
    return this.add({ run, begin: 'run', resume: false });
  }

  /** A new run from an epoch of another, which stands paused: with its weights, optimiser and generator. */
  async branch(parent: Run, epoch: number, config: RunConfig): Promise<void> {
    const from = await this.library.recover(parent, epoch);
    const title = t('{0} · from epoch {1}', parent.title, epoch);
    const { config: own, kept } = branchConfig(parent.config, config, epoch);
    const run = this.newRun(title, own, { id: parent.id, epoch }, parent.weightsFrom);
    if (kept.length > 0) void notify.info(keptWords(parent, kept));
    return this.add({ run, begin: 'paused', resume: false, from });
  }

  /** Removes a run that waits from the queue. */
  withdraw(run: Run): void {
    this.queue = this.queue.filter((queued) => queued.run !== run);
    this.changed.fire(run);
  }

  async rename(run: Run, title: string): Promise<void> {
    const live = run === this.run && this.live?.retitle(title);
    if (!live && run.test.evaluateAgain) await this.library.rename(run, title);
    // One that waits and is not on disk yet begins with its title.
    else run.title = title;
    this.changed.fire(run);
  }

  async control(control: Control, config: RunConfig): Promise<void> {
    const run = this.shown;
    const step = control === 'stepBatch' ? 'batch' : control === 'stepEpoch' ? 'epoch' : undefined;
    if (!run) {
      if (step) await this.start(config, step);
      return;
    }
    const { status } = run;
    // Whoever presses may see a state that no longer is. A thread takes presses one after the other, whatever it does.
    if (status === 'stopping' || (status === 'preparing' && control !== 'stop')) return;
    if (control === 'rewind') await this.rewind(run);
    else if (control === 'stop') await this.live?.stop();
    else if (run.active) await this.live?.control(control);
    else if (step) await this.start(config, step);
    else if (control === 'resume' && run.resumable) await this.resume(run);
  }

  setPace(pace: number): void {
    this.pace = pace;
    this.live?.setPace(pace);
  }

  dispose(): void {
    this.live?.dispose();
    for (const emitter of [this.changed, this.batches, this.epoch, this.trouble]) emitter.dispose();
  }

  /** Begins a run again before its first batch, paused. */
  private async rewind(run: Run): Promise<void> {
    const { weightsFrom } = run;
    if (weightsFrom !== undefined) {
      const from = await this.library.recover(run, 0);
      const first = this.newRun(run.title, run.config, { id: run.id, epoch: 0 }, weightsFrom);
      return this.replace({ run: first, begin: 'paused', resume: false, from });
    }
    const parent = run.parent?.epoch === undefined ? run.parent : undefined;
    const again = this.newRun(run.title, run.config, parent);
    return this.replace({ run: again, begin: 'paused', resume: false });
  }

  private newRun(title: string, config: RunConfig, parent?: Run['parent'], weightsFrom?: string): Run {
    const run = new Run(`run-${this.nextId++}`, title, config, Date.now());
    Object.assign(run, { parent, weightsFrom });
    return run;
  }

  /** Begins a run, or lets it wait where one is under way. */
  private async add(queued: QueuedRun): Promise<void> {
    const { run } = queued;
    if (!this.run?.active) return this.begin(queued);
    if (this.waiting.includes(run)) return;
    this.queue.push(queued);
    this.changed.fire(run);
    void notify.info(t('“{0}” waits until the run under way has ended.', run.title));
  }

  /** Begins a run in the place of the one under way, which is stopped. */
  private async replace(queued: QueuedRun): Promise<void> {
    if (!this.run?.active) return this.begin(queued);
    this.queue.unshift(queued);
    await this.live?.stop();
  }

  private begin(queued: QueuedRun): Promise<void> {
    if (this.run !== queued.run) this.run?.test.release();
    this.live = new LiveRun(queued.run, this.threads, this.library, this.pace, this.events);
    return this.live.start(queued);
  }
}

/** Says what of the form a branch does not have. */
function keptWords(parent: Run, kept: readonly KeptSetting[]): string {
  const names: Record<KeptSetting, string> = {
    data: t('data'),
    network: t('network'),
    batch: t('batch'),
    seed: t('seed'),
    mode: t('mode'),
    classWeights: t('class weights'),
  };
  return t(
    'The branch trains with the loss, optimiser and epochs of the form. Of “{0}” it keeps: {1}.',
    parent.title,
    kept.map((each) => names[each]).join(', '),
  );
}
