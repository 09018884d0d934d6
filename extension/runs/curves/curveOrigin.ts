import type { CurveProblem, CurveSeries } from '@surprisal/core';
import type { CurveSource } from '../../protocol/curves.js';

export type Settings = Readonly<Record<string, string | number | boolean>>;

/** What was left out of a file, and why; a host has the words. `torn`: bytes at its end that are no whole record yet. */
export type CurveTrouble =
  | (CurveProblem & { kind: 'problem'; file: string })
  | { kind: 'torn'; file: string; bytes: number }
  | { kind: 'gone'; file: string }
  | { kind: 'refused'; file: string; reason: string }
  | { kind: 'others'; file: string; counts: ReadonlyMap<string, number> }
  /** Lines of a text that gave no value; the first of them, from 1. */
  | { kind: 'unread'; file: string; count: number; line: number }
  /** Of a record: what is wrong in it. */
  | { kind: 'record'; file: string; line: number | undefined; found: string; expected: string };

/** What a host has words for; kinds that are no scalars are counted over all runs. */
export type ToldTrouble = Exclude<CurveTrouble, { kind: 'others' }>;

/** A run whose curves are shown, wherever they come from. */
export interface CurveOrigin {
  readonly id: string;
  readonly title: string;
  /** A person gave the title. */
  readonly named: boolean;
  readonly source: CurveSource;
  /** Where it lies, as a person reads it. */
  readonly place: string;
  readonly live: boolean;
  readonly settings: Settings;
  readonly scalars: ReadonlyMap<string, CurveSeries>;
  readonly troubles: readonly CurveTrouble[];
  /** Differs after each change of its points. */
  readonly version: number;
  /** Reads what is new. */
  update(): Promise<void> | void;
}
