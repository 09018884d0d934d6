import { logCurves, type LogCurves } from '@surprisal/core';
import type { CurveOrigin, CurveTrouble } from './curveOrigin.js';
import { inTurns } from './inTurns.js';

/** The curves of a text that a person selected. */
export class TextCurves implements CurveOrigin {
  readonly source = 'text';
  readonly named = true;
  readonly live = false;
  readonly settings = {};
  readonly version = 0;
  readonly id = 'text';

  private constructor(
    private readonly read: LogCurves,
    readonly title: string,
    readonly place: string,
    /** The line of its document that the text begins on, from 0. */
    private readonly firstLine: number,
  ) {}

  /** Other work gets its turn while it is read. */
  static async of(text: string, title: string, place: string, firstLine: number): Promise<TextCurves> {
    return new TextCurves(await inTurns(logCurves(text)), title, place, firstLine);
  }

  get scalars(): CurveOrigin['scalars'] {
    return this.read.curves.scalars;
  }

  /** Whether the text counts epochs alone: its steps are epochs. */
  get countsEpochs(): boolean {
    return [...this.scalars.values()].every((series) => {
      const { steps } = series;
      return series.has('epoch') && series.column('epoch').every((epoch, i) => epoch === steps[i]);
    });
  }

  get troubles(): readonly CurveTrouble[] {
    const { curves, unread, unreadAt } = this.read;
    const { place: file, firstLine } = this;
    const problems = curves.problems.map((each) => ({
      kind: 'problem' as const,
      file,
      ...each,
      at: each.at + firstLine,
    }));
    return unread > 0 ? [...problems, { kind: 'unread', file, count: unread, line: unreadAt + firstLine }] : problems;
  }

  /** The line of its document, from 0, that a scalar has at a step; undefined where it has none there. */
  lineOf(scalar: string, step: number): number | undefined {
    const series = this.scalars.get(scalar);
    const at = series?.nearest(step) ?? -1;
    return at < 0 || series!.steps[at] !== step ? undefined : series!.column('line')[at] + this.firstLine;
  }

  update(): void {}
}
