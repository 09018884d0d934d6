import type { MeasureOptions, Syntax, TextRange } from '@surprisal/core';
import type { Answer, Refusal } from './answers.js';
import type { Theme } from './arrayFacts.js';

/** A question about the numbers in a document; it crosses to a thread, so it holds data alone. */
export interface Question {
  source: string;
  /** True for a file that the editor does not hand over: more may be read of it. */
  fromDisk: boolean;
  syntax: Syntax;
  /** What is selected, in document order; empty ones are left out, unless there are several and nothing else. */
  selections: TextRange[];
  caret: number;
  /** Where it is given, it is what is read, whatever is selected. */
  pair?: { target: TextRange; prediction: TextRange } | null;
  /** Takes the second array for the target. */
  swapped: boolean;
  ask: Ask;
}

export type Ask =
  | { kind: 'measure'; id: string; options: MeasureOptions }
  /** Every measure of a pair, both ways round; or those that are named. */
  | { kind: 'compare'; ids: string[] | null; options: Readonly<Record<string, MeasureOptions>> }
  /** One truth against each of many predictions. */
  | { kind: 'many' }
  | { kind: 'describe'; theme: Theme }
  | {
      kind: 'edit';
      operation: EditOperation;
      alpha: number;
      classes: number | null;
      /** Added to a probability before its logarithm. */
      epsilon?: number;
      /** How the logarithm of 0 is written. */
      infinite?: string;
    }
  /** Two vectors, or two arrays of one shape, beside each other. */
  | { kind: 'vectors' }
  | { kind: 'convexity' }
  | { kind: 'information' }
  /** How a pair may be read, before a measure is chosen. */
  | { kind: 'readings' }
  /** How often each class was read as another. */
  | { kind: 'classes' };

export type EditOperation = 'softmax' | 'normalise' | 'oneHot' | 'harden' | 'smooth' | 'log' | 'swap';

/** What the computing thread serves. */
export interface ComputeApi {
  answer(params: Question): Answer | Refusal;
  /** Hands over `numbers.wasm`, to read numbers and count labels with from then on. */
  useScanner(params: Uint8Array): void;
}
