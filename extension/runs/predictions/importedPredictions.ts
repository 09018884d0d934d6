import { extraText, limits, logSoftmax, type Predictions } from '@surprisal/core';
import type { ImageQuery } from '../../protocol/inspector/images.js';
import type { Imported, Inspected } from '../../protocol/inspector/inspector.js';
import type { PredictionColumns } from '../../protocol/inspector/matrix.js';
import type { RowItem, RowPage } from '../../protocol/inspector/rows.js';
import { countMatrix } from '../disk/matrices.js';
import { documentOf } from '../derive/imageDocument.js';
import { findItems, type ReadItems, wrongAmong } from '../model/findItems.js';
import type { MeasuredItems } from './storedScores.js';

/** What the losses on probabilities add before the logarithm, so that a 0 has a surprise. */
const EPSILON = 1e-15;
const NONE = new Float32Array(0);

/** What a row has beside what is held: its scores, and columns by name. */
interface RowMore {
  scores?: Float32Array | undefined;
  columns?: readonly [name: string, text: string][];
}

/** Predictions from files as a page asks for them: counts, rows, surprise. */
export class ImportedPredictions {
  private readonly width: number;
  private readonly logProbabilities: ArrayLike<number> | null;
  /** The list of which a part was asked for last. */
  private found: { key: string; indices: number[]; wrong: number } | undefined;
  readonly imported: Imported;

  constructor(
    readonly predictions: Predictions,
    version = 1,
    /** What is shown of scores that are not held. */
    private readonly measured: MeasuredItems | null = null,
  ) {
    const { scores, classes, actual } = predictions;
    this.width = classes.length;
    this.logProbabilities =
      scores &&
      (scores.kind === 'logits'
        ? logSoftmax({ shape: [actual.length, this.width], data: scores.data }).data
        : scores.data.map((p) => Math.log(p + EPSILON)));
    const { predicted, normalized, rounded, sums, leftOut, from } = predictions;
    const extras = predictions.extras.map(({ name, is }) => ({ name, is }));
    const counted = this.width <= limits.matrixClasses;
    const confusion = counted ? countMatrix(actual, predicted, this.width) : new Uint32Array(0);
    let [sum, right] = [0, 0];
    for (let i = 0; i < actual.length; i++) {
      sum += this.surprise(i);
      right += Number(actual[i] === predicted[i]);
    }
    const loss = scores || measured ? sum / actual.length : null;
    const kind = scores?.kind ?? measured?.kind ?? null;
    this.imported = { from, scores: kind, confusion, right, loss, normalized, rounded, sums, extras, leftOut, version };
  }

  page(query: ImageQuery): RowPage {
    // Without scores there is nothing to order or bound by.
    const unscored = { order: 'index', confidence: undefined, surprise: undefined } as const;
    const { offset, count, epoch: _, ...list } = { ...query, ...(!this.imported.scores && unscored) };
    const key = JSON.stringify(list);
    if (this.found?.key !== key) {
      const indices = findItems(list, this.items);
      this.found = { key, indices, wrong: wrongAmong(indices, this.items) };
    }
    const { indices, wrong } = this.found;
    return {
      total: indices.length,
      wrong,
      rows: indices.slice(offset, offset + count).map((index) => this.row(index)),
    };
  }

  /** Rows by their index; those that are not there are left out. */
  rowsAt(indices: readonly number[]): RowItem[] {
    return indices.filter((index) => index < this.predictions.actual.length).map((index) => this.row(index));
  }

  /** The texts of a row in the columns beside labels and scores. */
  private extrasOf(index: number): string[] {
    return this.predictions.extras.map((column) => extraText(column, index));
  }

  columns(): PredictionColumns | null {
    const { actual, predicted } = this.predictions;
    if (!this.imported.scores) return null;
    return {
      actual,
      predicted,
      surprise: Float32Array.from(actual, (_, i) => this.surprise(i)),
      confidence: Float32Array.from(predicted, (c, i) => this.probability(i, c)),
    };
  }

  private get items(): ReadItems {
    const { actual, predicted } = this.predictions;
    return {
      actual,
      predicted,
      surprise: (index) => this.surprise(index),
      confidence: (index) => this.probability(index, predicted[index]),
    };
  }

  /** The row as JSON: its scores beside its target, so that Compute Loss gives the loss the inspector shows. */
  text(index: number, title: string, { scores: stored, columns = [] }: RowMore = {}): string {
    const { actual, predicted, classes, scores } = this.predictions;
    const { scores: kind } = this.imported;
    const fields: [string, unknown][] = [
      ['file', title],
      ['row', index],
      ['actual', classes[actual[index]]],
      ['predicted', classes[predicted[index]]],
    ];
    if (kind) {
      const at = index * this.width;
      fields.push(['surprise', this.surprise(index)], ['target', actual[index]]);
      fields.push([kind, [...(scores?.data.subarray(at, at + this.width) ?? stored ?? [])]]);
    }
    const extras = this.extrasOf(index);
    const named = [...this.imported.extras.map(({ name }, i): [string, string] => [name, extras[i]]), ...columns];
    if (named.length > 0) fields.push(['columns', Object.fromEntries(named)]);
    return documentOf(fields.map(([key, value]) => [key, JSON.stringify(value)]));
  }

  private surprise(index: number): number {
    if (this.measured) return this.measured.surprise[index];
    const log = this.logProbabilities?.[index * this.width + this.predictions.actual[index]] ?? 0;
    return log === 0 ? 0 : -log;
  }

  private probability(index: number, c: number): number {
    const { scores, actual } = this.predictions;
    const { measured } = this;
    if (measured) return measured[c === actual[index] ? 'p' : 'confidence'][index];
    const at = index * this.width + c;
    return scores?.kind === 'probabilities' ? scores.data[at] : Math.exp(this.logProbabilities?.[at] ?? 0);
  }

  private row(index: number): RowItem {
    const { actual, predicted, scores } = this.predictions;
    const known = { index, actual: actual[index], predicted: predicted[index], extras: this.extrasOf(index) };
    const none = { logits: NONE, probabilities: NONE };
    if (this.measured)
      return { ...known, p: this.probability(index, actual[index]), surprise: this.surprise(index), ...none };
    if (!scores) return { ...known, p: null, surprise: null, ...none };
    const at = index * this.width;
    return {
      ...known,
      p: this.probability(index, actual[index]),
      surprise: this.surprise(index),
      logits: scores.kind === 'logits' ? Float32Array.from(scores.data.subarray(at, at + this.width)) : NONE,
      probabilities: Float32Array.from({ length: this.width }, (_, c) => this.probability(index, c)),
    };
  }
}

/** Predictions from files as an inspector shows them; undefined where the files could not be read. */
export function inspectedOf(
  { id, title, problem, note }: { id: string; title: string; problem?: string | undefined; note?: string | undefined },
  read: ImportedPredictions | undefined,
): Inspected {
  return {
    id,
    title,
    status: problem === undefined ? 'finished' : 'failed',
    message: problem ?? note,
    classes: read?.predictions.classes ?? [],
    testCount: read?.predictions.actual.length ?? 0,
    imageWidth: 0,
    imageHeight: 0,
    imageChannels: 1,
    epochs: [],
    imported: read?.imported ?? null,
  };
}
