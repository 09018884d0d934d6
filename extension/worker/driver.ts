import type { TrainingLoop, TrainingStep } from '@surprisal/core';
import type { BatchProgress, EndReason, EpochDone, TrainingMode } from '../protocol/training.js';
import { soon } from './platform.node.js';
import { Progress } from './progress.js';

/** Milliseconds of work between two looks at the messages that came in. */
const SLICE = 8;

interface DriverEvents {
  progress: (progress: BatchProgress) => void;
  epoch: (done: EpochDone) => void;
  mode: (mode: TrainingMode) => void;
  ended: (reason: EndReason, message?: string) => void;
  /** The run can't go on; no other event follows. */
  failed: (error: unknown) => void;
}

/** Drives a training loop in short slices, so that pause, stop and pace are served between any two batches. */
export class Driver {
  private readonly steps: Generator<TrainingStep, void, undefined>;
  private readonly progress: Progress;
  private mode: TrainingMode;
  private stopped = false;
  private due = 0;
  private wake: () => void = () => {};

  constructor(
    private readonly training: TrainingLoop,
    private readonly epochs: number,
    private pace: number,
    begin: TrainingMode,
    private readonly events: DriverEvents,
    private readonly clock: () => number,
  ) {
    this.steps = training.run();
    this.mode = begin;
    this.progress = new Progress(clock, epochs * training.batchesPerEpoch, training.batchesPerEpoch);
  }

  get seconds(): number {
    return this.progress.seconds;
  }

  setPace(pace: number): void {
    this.pace = pace;
    this.due = 0;
    this.wake();
  }

  pause(): void {
    if (this.mode === 'paused' || this.stopped) return;
    this.mode = 'paused';
    this.report(true);
    this.events.mode('paused');
    this.wake();
  }

  /** Goes on, to the end or to the next batch or epoch. */
  go(mode: 'run' | 'batch' | 'epoch'): void {
    if (this.stopped) return;
    const before = this.mode;
    this.mode = mode;
    this.due = 0;
    if (before !== mode) this.events.mode(mode);
    this.wake();
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  /** Runs until the run ends or is stopped. */
  async run(): Promise<void> {
    try {
      if (this.mode === 'paused') this.events.mode('paused');
      while (!this.stopped) {
        if (this.mode === 'paused') await this.rest();
        else if (this.slice()) return;
        else await this.rest(this.wait());
      }
      this.report(true);
      this.events.ended('stopped');
    } catch (error) {
      this.events.failed(error);
    }
  }

  /** Milliseconds until the next batch is due; the epoch after its last batch is evaluated at once. */
  private wait(): number {
    const { batch, batchesPerEpoch } = this.training;
    return batch === batchesPerEpoch ? 0 : Math.max(0, this.due - this.clock());
  }

  /** Works for a short while; true when the run has ended. */
  private slice(): boolean {
    const began = this.clock();
    while (this.mode !== 'paused' && this.clock() - began < SLICE && this.wait() === 0) {
      const before = this.clock();
      const { value: step } = this.steps.next();
      if (!step) return true;
      if (step.kind === 'batch') this.batch(step, before);
      else if (step.kind === 'epoch') this.epoch(step);
      else if (step.kind === 'end') {
        this.report(true);
        if (step.reason === 'notFinite') this.events.ended(step.reason, notFiniteText(step));
        else this.events.ended(step.reason);
        return true;
      }
    }
    this.report(false);
    return false;
  }

  private batch({ record, rows }: Extract<TrainingStep, { kind: 'batch' }>, before: number): void {
    const now = this.clock();
    this.progress.add(record, rows, (now - before) / 1000);
    if (this.pace > 0) this.due = Math.max(this.due + 1000 / this.pace, now);
    // After the last batch of an epoch the epoch itself is still to come.
    if (this.mode === 'batch' && this.training.batch < this.training.batchesPerEpoch) this.pause();
  }

  private epoch({ record, testLogits }: Extract<TrainingStep, { kind: 'epoch' }>): void {
    this.events.epoch({
      record: { ...record, seconds: this.progress.seconds },
      batches: this.progress.gathered(),
      testLogits,
      checkpoint: this.training.checkpoint(),
    });
    if (this.mode !== 'run' && record.epoch < this.epochs) this.pause();
  }

  private report(now: boolean): void {
    const message = this.progress.flush(this.pace, now);
    if (message) this.events.progress(message);
  }

  /** Lets messages come in; without `milliseconds` it waits until one of them changes something. */
  private rest(milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (milliseconds === 0) soon(resolve);
      else if (milliseconds) setTimeout(resolve, milliseconds);
    });
  }
}

function notFiniteText({ step, epoch, loss }: { step: number; epoch: number; loss: number }): string {
  return (
    `The loss became ${loss} at batch ${step} (epoch ${epoch}). The last good weights, from before it, are kept. ` +
    'A lower rate may help, or a smaller L2 penalty.'
  );
}
