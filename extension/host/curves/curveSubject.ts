import type { Disposable } from 'vscode';
import type { CurvesView } from '../../protocol/curves.js';
import type { CurveOrigin } from '../../runs/curves/curveOrigin.js';

/** What a tab of curves shows: the runs of the workspace, files below a folder, or a text. */
export interface CurveSubject extends Disposable {
  /** By which the tab is known, also when it comes back with the window. */
  readonly id: string;
  readonly title: string;
  /** Where the runs are from, as a person reads it. */
  readonly from: string;
  /** While files are read. */
  readonly reading: { done: number; of: number } | null;
  /** What is read of it so far. */
  readonly origins: readonly CurveOrigin[];
  /** Takes what is new; tells of what is read where that is the first time. */
  update(progress: () => void, stopped: () => boolean): Promise<void>;
  /** What a person finds there at first, where it is not what all find. */
  readonly view?: Partial<CurvesView>;
  /** Seconds between two readings of a file that can't be read in parts; null where what is new is taken at once. */
  readonly again?: number | null;
  /** Milliseconds between two looks; null where it tells of its changes by itself. */
  readonly every: number | null;
  onChange(changed: () => void): Disposable;
  /** Opens what a run is. */
  open(id: string): unknown;
  /** A value of it is being read. */
  point?(scalar: string, step: number): void;
}
