import { firstAtLeast } from '@surprisal/core';

const FIRST = 16;

/** The values that a program logged under one name, by step, in rising order of the steps. Memory follows their number. */
export class ScalarSeries {
  private at = new Float64Array(FIRST);
  private of = new Float64Array(FIRST);
  private length = 0;
  /** How often values were forgotten: others may have come in their place. */
  cuts = 0;

  get size(): number {
    return this.length;
  }

  get last(): { step: number; value: number } | undefined {
    const i = this.length - 1;
    return i < 0 ? undefined : { step: this.at[i], value: this.of[i] };
  }

  /** A value of the last step or a later one; of the last step it takes the place of the earlier value. */
  add(step: number, value: number): void {
    const again = this.length > 0 && this.at[this.length - 1] === step;
    if (!again && this.length === this.at.length) [this.at, this.of] = [doubled(this.at), doubled(this.of)];
    const i = again ? this.length - 1 : this.length++;
    this.at[i] = step;
    this.of[i] = value;
  }

  /** The value of a step; undefined where it has none. */
  valueAt(step: number): number | undefined {
    const i = firstAtLeast(this.at, step, this.length);
    return i < this.length && this.at[i] === step ? this.of[i] : undefined;
  }

  /** Forgets all values but the last one, and gives their memory back. */
  keepLast(): void {
    const { last } = this;
    this.at = Float64Array.of(last?.step ?? 0);
    this.of = Float64Array.of(last?.value ?? 0);
    this.length = last ? 1 : 0;
    this.cuts++;
  }

  /** Forgets the values of a step and of all after it. */
  cutFrom(step: number): void {
    const kept = firstAtLeast(this.at, step, this.length);
    if (kept < this.length) this.cuts++;
    this.length = kept;
  }

  /** The steps and their values as they lie here; they are not to be kept, nor written to. */
  view(): { steps: Float64Array; values: Float64Array } {
    return { steps: this.at.subarray(0, this.length), values: this.of.subarray(0, this.length) };
  }

  /** The steps and their values, from one place on: those that a page does not have yet. */
  copy(from = 0): { steps: Float64Array; values: Float64Array } {
    return { steps: this.at.slice(from, this.length), values: this.of.slice(from, this.length) };
  }
}

function doubled(data: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const more = new Float64Array(2 * data.length);
  more.set(data);
  return more;
}
