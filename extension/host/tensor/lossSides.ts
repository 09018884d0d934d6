import { EventEmitter, type Disposable } from 'vscode';
import type { LossSide } from '../../protocol/tensor.js';
import { t } from '../ports/t.js';

/** A slice that was taken for a side of a loss, as it was then. */
interface Taken {
  /** What it is of, and which part of that. */
  words: string;
  /** Its numbers as JSON. */
  text: string;
}

/** The slices of a loss, from one tab or two: what is computed follows each choice, once both are there. */
export class LossSides implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;
  private readonly taken: Partial<Record<LossSide, Taken>> = {};

  constructor(private readonly compute: (target: string, prediction: string, name: string) => Promise<unknown>) {}

  words(): Record<LossSide, string | null> {
    const { target, prediction } = this.taken;
    return { target: target?.words ?? null, prediction: prediction?.words ?? null };
  }

  async take(side: LossSide, taken: Taken): Promise<void> {
    this.taken[side] = taken;
    this.changed.fire();
    const { target, prediction } = this.taken;
    if (!target || !prediction) return;
    await this.compute(target.text, prediction.text, t('{0} with {1}', target.words, prediction.words));
  }

  dispose(): void {
    this.changed.dispose();
  }
}
