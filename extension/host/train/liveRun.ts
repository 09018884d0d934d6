import { messageOf, withScale, type EpochRecord } from '@surprisal/core';
import { statusOf } from '../../protocol/runState.js';
import type { BatchProgress, RunEnded, RunStarted, StartParams } from '../../protocol/training.js';
import { isError } from '../../runs/disk/errors.js';
import type { Recorder } from '../../runs/disk/recorder.js';
import type { Recovery } from '../../runs/disk/runReader.js';
import { type Run, statusAfter } from '../../runs/model/run.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { plural, t } from '../ports/t.js';
import { acceptChanged } from '../runs/changedRecord.js';
import { lockedHint } from '../runs/lockedRunWords.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import { savedWords, stoppedWords } from '../runs/storedRunWords.js';
import { runTitle } from './runTitle.js';
import { recording, type RecordingEvents } from './recording.js';
import type { Thread } from './thread.js';
import type { Threads } from './threads.js';

/** Milliseconds that a thread has to stop by itself. */
const STOP_DEADLINE = 1000;

/** A run and how it begins: anew, from where it stands on disk, or from an epoch of its own or of another run. */
export interface QueuedRun {
  run: Run;
  begin: StartParams['begin'];
  resume: boolean;
  from?: Recovery;
}

/** What a run reports while it is under way. */
export interface LiveRunEvents extends RecordingEvents {
  batches(run: Run, batches: BatchProgress): void;
  epoch(run: Run, record: EpochRecord): void;
  ended(run: Run): void;
}

/** One run under way: its thread and its recorder, how it is controlled, and how it ends. */
export class LiveRun {
  private thread: Thread | undefined;
  private recorder: Recorder | undefined;
  /** It has ended. The run may be under way again in a successor, which then has its claim too. */
  private isOver = false;
  /** Tells of the end that is being written. */
  private ending: (() => void) | undefined;
  private resolveOver: () => void = () => undefined;
  private readonly over = new Promise<void>((resolve) => (this.resolveOver = resolve));

  constructor(
    readonly run: Run,
    private readonly threads: Threads,
    private readonly library: RunLibrary,
    private pace: number,
    private readonly events: LiveRunEvents,
  ) {}

  /** Its thread is open. */
  get running(): boolean {
    return this.thread !== undefined;
  }

  /** Reads the data and begins to train; what goes wrong ends the run, with words for the page. */
  async start({ begin, resume, from }: Omit<QueuedRun, 'run'>): Promise<void> {
    const { run, library } = this;
    run.end('preparing');
    run.resumable = false;
    this.events.changed(run);
    let locked = resume;
    try {
      if (resume) await library.claim(run);
      const recovery = from ?? (resume ? await library.recover(run) : undefined);
      await acceptChanged(recovery);
      if (run.weightsFrom !== undefined && recovery?.checkpoint === null)
        throw new Error(t('No weights of this run are left; import {0} again.', run.weightsFrom));
      const batches = recovery && (await library.batches(recovery.run));
      const params = await this.threads.params(run.config);
      if (this.isOver) return;
      const thread = this.open();
      const started = await thread.rpc.call('start', {
        ...params,
        useful: true,
        pace: this.pace,
        begin,
        ...(recovery?.checkpoint ? { checkpoint: recovery.checkpoint } : {}),
      });
      if (this.isOver) return;
      // A stored run keeps the rule that stands in its record.
      if (!resume) run.config = withScale(params.config, started.scale.rule);
      if (started.unfit) void notify.warn(unfitWords(started.unfit));
      run.test.start(started);
      const { imageWidth, imageHeight, imageChannels, classes } = started;
      const ends = { inputs: imageWidth * imageHeight * imageChannels, classes: classes.length };
      if (!resume && run.title === runTitle(params.config)) run.title = runTitle(params.config, ends);
      this.recorder = recording(library, run, started, { recovery, batches }, this.events);
      // From here on the writer of the run releases it.
      locked = false;
      if (begin !== 'paused') this.recorder.begin();
      run.status = statusOf(begin);
      log.info(`${run.id}: ${started.trainCount} images, ${started.parameters} parameters, ${started.kernel}`);
      this.events.changed(run);
    } catch (error) {
      if (!this.isOver) this.failToStart(error, resume);
    } finally {
      if (locked && !(this.isOver && run.active)) await library.release(run);
    }
  }

  async control(control: 'pause' | 'resume' | 'stepBatch' | 'stepEpoch'): Promise<void> {
    if (!this.thread) return;
    const { rpc } = this.thread;
    try {
      if (control === 'pause' || control === 'resume') await rpc.call(control, null);
      else await rpc.call('step', control === 'stepBatch' ? 'batch' : 'epoch');
    } catch (error) {
      // It ended before the press came to it; how it ended is told by itself.
      log.info(`${this.run.id}: a press came too late`, error);
    }
  }

  setPace(pace: number): void {
    this.pace = pace;
    if (this.thread) void this.thread.rpc.call('pace', pace).catch(() => undefined);
  }

  /** Gives the run another title; false where it lies on disk and is not written here. */
  retitle(title: string): boolean {
    const { run, recorder } = this;
    if (!recorder && run.test.evaluateAgain) return false;
    run.title = title;
    void recorder?.retitle(title);
    return true;
  }

  /** Ends the run at once: the thread is asked, and closed where it does not answer in time. */
  async stop(): Promise<void> {
    const { run, thread } = this;
    if (this.isOver) return;
    const close = (): void => {
      if (this.isOver) return;
      this.closeThread();
      // Where its end is being written already, that is how it ended.
      if (this.ending) return this.ending();
      this.endRecord({ status: 'stopped' }, undefined, () => undefined);
      run.resumable = run.test.evaluateAgain !== undefined;
      run.end('stopped', undefined, run.resumable ? savedWords(run.epochsDone, run.weightsFrom) : undefined);
      this.finish();
    };
    if (!thread || run.status === 'preparing') {
      close();
      return;
    }
    run.status = 'stopping';
    this.events.changed(run);
    const deadline = setTimeout(close, STOP_DEADLINE);
    await thread.rpc.call('stop', null).catch(() => undefined);
    await this.over;
    clearTimeout(deadline);
  }

  dispose(): void {
    this.closeThread();
  }

  private open(): Thread {
    const { run } = this;
    let reached = run.epochsDone;
    const thread = this.threads.open(
      {
        progress: (batches) => {
          this.recorder?.batches(batches);
          this.events.batches(run, run.addBatches(batches));
        },
        epoch: (done) => {
          reached = done.record.epoch;
          const record = { ...done.record, seconds: done.record.seconds + run.secondsBefore };
          this.recorder?.epoch({ ...done, record }, () => {
            run.addEpoch({ record, testLogits: done.testLogits });
            this.events.epoch(run, record);
          });
        },
        mode: (mode) => {
          if (this.isOver || run.status === 'stopping') return;
          run.status = statusOf(mode);
          this.events.changed(run);
        },
        ended: (end) => this.ended(end),
      },
      (reason) => {
        if (this.thread === thread) this.thread = undefined;
        log.error(`${run.id}: the training thread ended`, reason);
        if (this.isOver) return;
        const message = t('The training thread ended in epoch {0}: {1}.', reached + 1, reason.message);
        const fail = (): void => {
          if (!this.isOver) this.fail(message, savedWords(run.epochsDone, run.weightsFrom), true);
        };
        if (this.recorder) this.endRecord({ status: 'failed', message }, undefined, fail);
        else fail();
      },
    );
    this.thread = thread;
    return thread;
  }

  private ended({ reason, message, step, seconds, weightsHash, checkpoint }: RunEnded): void {
    const { run } = this;
    this.closeThread();
    log.info(`${run.id}: ${reason} after ${step} batches, weights ${weightsHash}`);
    const status = statusAfter(reason);
    const tail = { status, message, step, seconds: seconds + run.secondsBefore, weightsHash } as const;
    this.endRecord(tail, checkpoint, () => {
      if (this.isOver) return;
      const saved = run.test.evaluateAgain !== undefined;
      run.resumable = status === 'stopped' && saved && step > 0;
      const hint =
        status === 'failed'
          ? t('The weights before that batch are kept.')
          : run.resumable
            ? (run.hint ?? stoppedWords())
            : run.hint;
      run.end(status, message ?? run.message, hint);
      this.finish();
    });
  }

  /** Writes how the run ended, once. Until that is on disk the recorder keeps it, so that a new title follows. */
  private endRecord(...[tail, checkpoint, report]: Parameters<Recorder['end']>): void {
    this.ending = report;
    this.recorder?.end(tail, checkpoint, () => {
      this.recorder = undefined;
      report();
    });
  }

  private failToStart(error: unknown, resumable: boolean): void {
    const { run } = this;
    const [saved, nothing] = [run.epochsDone, t('Nothing was trained.')];
    const locked = isError(error, 'RunLockedError');
    if (locked || isError(error, 'ChangedError')) {
      run.end('stopped', messageOf(error), locked ? lockedHint(error) : nothing);
      run.resumable = resumable;
      this.finish();
    } else this.fail(messageOf(error), saved > 0 ? savedWords(saved, run.weightsFrom) : nothing, run.epochs.length > 0);
  }

  private fail(message: string, hint: string, resumable: boolean): void {
    this.closeThread();
    this.run.end('failed', message, hint);
    this.run.resumable = resumable;
    this.finish();
  }

  private finish(): void {
    this.isOver = true;
    this.resolveOver();
    this.events.ended(this.run);
  }

  private closeThread(): void {
    this.thread?.dispose();
    this.thread = undefined;
  }
}

/** Corrections that are not of the label that the file has there, the first of them by name. */
function unfitWords(unfit: NonNullable<RunStarted['unfit']>): string {
  const [{ row, old, found }] = unfit;
  return plural(
    unfit.length,
    'A correction is not applied: row {1} is labelled “{2}”, not “{3}”.',
    '{0} corrections are not applied; the first: row {1} is labelled “{2}”, not “{3}”.',
    row,
    found,
    old,
  );
}
