import { type Disposable, EventEmitter } from 'vscode';
import { usefulThreads, withScale, type EpochRecord, type RunConfig } from '@surprisal/core';
import type { Control } from '../../protocol/pages.js';
import type { BatchProgress, RunEnded, StartParams } from '../../protocol/training.js';
import { isError } from '../../runs/disk/errors.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { acceptChanged } from '../runs/changedRecord.js';
import { heldHint } from '../runs/lockedRuns.js';
import type { Recorder } from '../../runs/disk/recorder.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { savedWords } from '../runs/storedRuns.js';
import { wordsOf } from '../ports/plain.js';
import { t } from '../ports/t.js';
import { branchConfig } from '../../runs/derive/branchConfig.js';
import { type Order, Orders } from './orders.js';
import { recording, type RecordingEvents } from './recording.js';
import { Run } from '../../runs/model/run.js';
import { runTitle } from './runTitle.js';
import type { Thread } from './thread.js';
import type { Threads } from './threads.js';

const STOP_DEADLINE = 1000;

/** Trains one run at a time in a thread of its own, and keeps on disk what comes of it; others wait in a queue. */
export class RunQueue implements Disposable {
  private readonly changed = new EventEmitter<Run>();
  private readonly batches = new EventEmitter<{ run: Run; batches: BatchProgress }>();
  private readonly epoch = new EventEmitter<{ run: Run; record: EpochRecord }>();
  private readonly trouble = new EventEmitter<string>();
  /** The state of a run changed: queued, begun, paused, ended. */
  readonly onChange = this.changed.event;
  readonly onBatches = this.batches.event;
  readonly onEpoch = this.epoch.event;
  /** A run could not be written to disk; told once a run. */
  readonly onTrouble = this.trouble.event;

  /** Trains now or trained last. */
  run: Run | undefined;
  pace = 0;
  private readonly queue = new Orders();
  private thread: Thread | undefined;
  private recorder: Recorder | undefined;
  private nextId = 1;

  private readonly told: RecordingEvents = {
    changed: (run) => this.changed.fire(run),
    trouble: (message) => this.trouble.fire(message),
  };

  constructor(
    private readonly threads: Threads,
    private readonly library: RunLibrary,
  ) {}

  /** The run that a page shows: the one of this session unless it was deleted, or the latest on disk. */
  get shown(): Run | undefined {
    const { run, library } = this;
    const gone = run?.evaluateAgain && !run.active && !library.runs.includes(run);
    return gone ? library.runs[0] : (run ?? library.runs[0]);
  }

  /** Runs that wait, the next one first. */
  get waiting(): Run[] {
    return this.queue.runs;
  }

  /** Begins a run, or queues it where one is under way; what goes wrong ends it as failed, with words for the page. */
  start(config: RunConfig, begin: StartParams['begin'] = 'run'): Promise<void> {
    const run = new Run(`run-${this.nextId++}`, runTitle(config), config, Date.now());
    return this.take({ run, begin, resume: false });
  }

  /** Goes on with a run from its last checkpoint. */
  resume(run: Run): Promise<void> {
    if (run === this.run && run.active) return Promise.resolve();
    return this.take({ run, begin: 'run', resume: true });
  }

  /** Takes a run back to one of its epochs, where it stands paused; later epochs of it are forgotten. */
  async restore(run: Run, epoch: number): Promise<void> {
    const order: Order = { run, begin: 'paused', resume: true, from: await this.library.recover(run, epoch) };
    if (run !== this.run || !run.active) return this.take(order);
    this.queue.addFirst(order);
    await this.stop();
  }

  /** A new run that was made from another: with its settings but for the classes. */
  retrain(parent: Run, config: RunConfig): Promise<void> {
    const run = new Run(`run-${this.nextId++}`, runTitle(config), config, Date.now());
    run.parent = { id: parent.id };
    return this.take({ run, begin: 'run', resume: false });
  }

  /** A new run from an epoch of another, which stands paused: with its weights, optimiser and generator. */
  async branch(parent: Run, epoch: number, config: RunConfig): Promise<void> {
    const from = await this.library.recover(parent, epoch);
    const title = t('{0} · from epoch {1}', parent.title, epoch);
    const run = new Run(`run-${this.nextId++}`, title, branchConfig(parent.config, config, epoch), Date.now());
    run.parent = { id: parent.id, epoch };
    return this.take({ run, begin: 'paused', resume: false, from });
  }

  /** Takes a run that waits out of the queue. */
  withdraw(run: Run): void {
    this.queue.withdraw(run);
    this.changed.fire(run);
  }

  async rename(run: Run, title: string): Promise<void> {
    if (run.active && run === this.run) {
      run.title = title;
      this.recorder?.retitle(title);
    } else await this.library.rename(run, title);
    this.changed.fire(run);
  }

  async control(control: Control, config: RunConfig): Promise<void> {
    const run = this.shown;
    if (control === 'rewind') {
      if (!run) return;
      const again = new Run(`run-${this.nextId++}`, run.title, run.config, Date.now());
      if (run.parent && run.parent.epoch === undefined) again.parent = run.parent;
      const order: Order = { run: again, begin: 'paused', resume: false };
      if (!run.active) return this.take(order);
      this.queue.addFirst(order);
      await this.stop();
    } else if (control === 'stop') {
      await this.stop();
    } else if (run?.active && this.thread) {
      if (control === 'pause' || control === 'resume') await this.thread.rpc.call(control, null);
      else await this.thread.rpc.call('step', control === 'stepBatch' ? 'batch' : 'epoch');
    } else if (control === 'stepBatch' || control === 'stepEpoch') {
      await this.start(config, control === 'stepBatch' ? 'batch' : 'epoch');
    } else if (control === 'resume' && run?.resumable) {
      await this.resume(run);
    }
  }

  setPace(pace: number): void {
    this.pace = pace;
    if (this.thread) void this.thread.rpc.call('pace', pace).catch(() => undefined);
  }

  dispose(): void {
    this.thread?.dispose();
    for (const emitter of [this.changed, this.batches, this.epoch, this.trouble]) emitter.dispose();
  }

  private async take(order: Order): Promise<void> {
    if (!this.run?.active) return this.begin(order);
    if (!this.queue.add(order)) return;
    this.changed.fire(order.run);
    void notify.info(t('“{0}” waits until the run under way has ended.', order.run.title));
  }

  private async begin({ run, begin, resume, from }: Order): Promise<void> {
    if (this.run !== run) this.run?.release();
    this.run = run;
    run.end('preparing');
    run.resumable = false;
    this.changed.fire(run);
    let handed = !resume;
    try {
      if (resume) await this.library.claim(run);
      const recovery = from ?? (resume ? await this.library.recover(run) : undefined);
      await acceptChanged(recovery);
      const kept = recovery && (await this.library.batches(recovery.run));
      const params = await this.threads.params(run.config);
      if (!run.active) return;
      const thread = this.open(run);
      const started = await thread.rpc.call('start', {
        ...params,
        threads: usefulThreads(run.config, params.threads),
        pace: this.pace,
        begin,
        ...(recovery?.checkpoint ? { checkpoint: recovery.checkpoint } : {}),
      });
      if (!run.active) return;
      // A stored run keeps the rule that stands in its record.
      if (!resume) run.config = withScale(run.config, started.scale.rule);
      run.dataRead(started);
      this.recorder = recording(this.library, run, started, { recovery, kept }, this.told);
      handed = true;
      if (begin !== 'paused') this.recorder.begin();
      run.status = begin === 'paused' ? 'paused' : 'running';
      log.info(`${run.id}: ${started.trainCount} images, ${started.parameters} parameters, ${started.kernel}`);
      this.changed.fire(run);
    } catch (error) {
      if (!run.active) return;
      const kept = run.epochs.length;
      const held = isError(error, 'RunLockedError');
      if (held || isError(error, 'ChangedError')) {
        run.end('stopped', wordsOf(error), held ? heldHint(error) : t('Nothing was trained.'));
        run.resumable = resume;
        this.over(run);
      } else this.fail(run, wordsOf(error), kept > 0 ? savedWords(kept) : t('Nothing was trained.'), kept > 0);
    } finally {
      if (!handed) await this.library.release(run);
    }
  }

  private open(run: Run): Thread {
    let reached = run.epochs.length;
    const thread = this.threads.open(
      {
        progress: (batches) => {
          this.recorder?.batches(batches);
          this.batches.fire({ run, batches: run.addBatches(batches) });
        },
        epoch: (done) => {
          reached = done.record.epoch;
          const record = { ...done.record, seconds: done.record.seconds + run.secondsBefore };
          this.recorder?.epoch({ ...done, record }, () => {
            run.addEpoch({ record, testLogits: done.testLogits });
            this.epoch.fire({ run, record });
          });
        },
        paused: (paused) => {
          if (!run.active) return;
          run.status = paused ? 'paused' : 'running';
          this.changed.fire(run);
        },
        ended: (end) => this.ended(run, end),
      },
      (reason) => {
        if (this.thread === thread) this.thread = undefined;
        log.error(`${run.id}: the training thread ended`, reason);
        if (!run.active) return;
        const message = t('The training thread ended in epoch {0}: {1}.', reached + 1, reason.message);
        if (this.recorder) this.recorder.end({ status: 'failed', message }, undefined, () => this.lost(run, message));
        else this.lost(run, message);
      },
    );
    this.thread = thread;
    return thread;
  }

  private lost(run: Run, message: string): void {
    if (run.active) this.fail(run, message, savedWords(run.epochs.length), true);
  }

  private ended(run: Run, { reason, message, step, seconds, weightsHash, checkpoint }: RunEnded): void {
    const { recorder } = this;
    this.closeThread();
    log.info(`${run.id}: ${reason} after ${step} batches, weights ${weightsHash}`);
    const status = reason === 'notFinite' ? 'failed' : reason === 'stopped' ? 'stopped' : 'finished';
    const tail = { status, message, step, seconds: seconds + run.secondsBefore, weightsHash } as const;
    recorder?.end(tail, checkpoint, () => {
      if (!run.active) return;
      const trouble = run.message;
      const hint = status === 'failed' ? t('The weights before that batch are kept.') : run.hint;
      run.end(status, message ?? trouble, hint);
      this.over(run);
    });
  }

  /** Ends the run at once: the thread is asked, and closed where it does not answer in time. */
  private async stop(): Promise<void> {
    const { run, thread } = this;
    if (!run?.active) return;
    const close = (): void => {
      if (!run.active) return;
      this.closeThread();
      this.recorder?.end({ status: 'stopped' }, undefined, () => undefined);
      run.end('stopped');
      this.over(run);
    };
    if (!thread || run.status === 'preparing') {
      close();
      return;
    }
    const over = new Promise<void>((resolve) => {
      const listener = this.onChange((changed) => {
        if (changed !== run || run.active) return;
        listener.dispose();
        resolve();
      });
    });
    const deadline = setTimeout(close, STOP_DEADLINE);
    await thread.rpc.call('stop', null).catch(() => undefined);
    await over;
    clearTimeout(deadline);
  }

  private fail(run: Run, message: string, hint: string, resumable: boolean): void {
    this.closeThread();
    run.end('failed', message, hint);
    run.resumable = resumable;
    this.over(run);
  }

  /** Tells that a run has ended, and begins the next one. */
  private over(run: Run): void {
    this.recorder = undefined;
    this.changed.fire(run);
    const next = this.queue.next();
    if (next) void this.begin(next);
  }

  private closeThread(): void {
    this.thread?.dispose();
    this.thread = undefined;
  }
}
