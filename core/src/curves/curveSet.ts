import { limits } from '../numeric/limits.js';
import { type Beside, CurveSeries } from './curveSeries.js';

/**
 * What is wrong in a file of curves. `checksum`: a record that is not what was written, left out; `noChecksum`: records
 * without one, taken; `length`: what is no record, passed over; `long`: a record or a line beyond the limit, left out;
 * `record`: a record that ends early; `back`: steps go back, and the later values stay; `again`: a step stands more than
 * once, and the last value stays; `step`: a value without a step that can be used; `name`, `names`, `points`: beyond a
 * limit; `cells`: a row of another length; `number`: no number where one is expected; `columns`: the columns change;
 * `form`: not in the form of such a file.
 */
export type CurveFault =
  | 'checksum'
  | 'noChecksum'
  | 'length'
  | 'long'
  | 'record'
  | 'back'
  | 'again'
  | 'step'
  | 'name'
  | 'names'
  | 'points'
  | 'cells'
  | 'number'
  | 'columns'
  | 'form';

/** One fault of a file, told once: how often it was met, and where first. */
export interface CurveProblem {
  fault: CurveFault;
  count: number;
  /** Bytes count from 0, lines from 1, entries from 0. */
  at: number;
  unit: 'byte' | 'line' | 'entry';
  /** The column or the tag that it was met in first, or what was expected. */
  detail: string | undefined;
}

/** The curves of one file, or of several that are one run: scalars by name, settings, and what was left out. */
export class CurveSet {
  readonly scalars = new Map<string, CurveSeries>();
  readonly settings = new Map<string, string | number | boolean>();
  /** What is no scalar and was left, by kind, such as `images`. */
  readonly others = new Map<string, number>();
  private readonly found = new Map<CurveFault, CurveProblem>();
  private points = 0;
  /** Counts up with every change. */
  version = 0;

  constructor(
    private readonly unit: CurveProblem['unit'],
    /** Values of one step that stand more than once are told. */
    private readonly tellAgain = true,
  ) {}

  get problems(): readonly CurveProblem[] {
    return [...this.found.values()];
  }

  note(fault: CurveFault, at: number, detail?: string): void {
    this.version++;
    const before = this.found.get(fault);
    if (before) before.count++;
    else this.found.set(fault, { fault, count: 1, at, unit: this.unit, detail });
  }

  /** Counts what is no scalar. */
  pass(kind: string): void {
    const known = this.others.has(kind) || this.others.size < 32 ? kind : 'other';
    this.others.set(known, (this.others.get(known) ?? 0) + 1);
  }

  set(name: string, value: string | number | boolean): void {
    if (this.settings.has(name) || this.settings.size < limits.curveSettings) this.settings.set(name, value);
  }

  add(name: string, step: number, value: number, at: number, beside?: Beside): void {
    if (!(Math.abs(step) <= Number.MAX_SAFE_INTEGER)) return this.note('step', at, name);
    const series = this.scalars.get(name) ?? this.begin(name, at);
    if (!series) return;
    if (this.points >= limits.curvePoints) return this.note('points', at, name);
    let done = series.add(step, value, beside);
    if (done === 'back') {
      this.note('back', at, name);
      this.points -= series.cutFrom(step);
      done = series.add(step, value, beside);
    }
    if (done === 'added') this.points++;
    else if (this.tellAgain) this.note('again', at, name);
    this.version++;
  }

  /** A restart: forgets the values of a step and of all after it. */
  cutFrom(step: number, at: number): void {
    let cut = 0;
    for (const series of this.scalars.values()) cut += series.cutFrom(step);
    this.points -= cut;
    if (cut > 0) this.note('back', at);
  }

  /** Goes on with a scalar as another set has it: from the step that this begins at, the later values stay. */
  append(name: string, other: CurveSeries, at: number): void {
    const series = other.size > 0 ? (this.scalars.get(name) ?? this.begin(name, at)) : undefined;
    if (!series) return;
    if (series.size > 0 && other.steps[0] < series.steps[series.size - 1]) this.note('back', at, name);
    this.points -= series.cutFrom(other.steps[0]);
    const room = Math.min(other.size, Math.max(0, limits.curvePoints - this.points));
    if (room < other.size) this.note('points', at, name);
    series.append(other, room);
    this.points += room;
    this.version++;
  }

  /** Forgets a scalar. */
  drop(name: string): void {
    this.points -= this.scalars.get(name)?.size ?? 0;
    this.scalars.delete(name);
  }

  private begin(name: string, at: number): CurveSeries | undefined {
    if (name.length > limits.curveName) this.note('name', at, name.slice(0, 40));
    else if (this.scalars.size >= limits.curveNames) this.note('names', at, name);
    else {
      const series = new CurveSeries();
      this.scalars.set(name, series);
      return series;
    }
    return undefined;
  }
}
