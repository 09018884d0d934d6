import { extraText, logSoftmax, type Predictions } from '@surprisal/core';
import type { ImageQuery } from '../../protocol/inspector/images.js';
import type { Imported, Inspected } from '../../protocol/inspector/inspector.js';
import type { PredictionColumns } from '../../protocol/inspector/matrix.js';
import type { RowItem, RowPage } from '../../protocol/inspector/rows.js';
import { countMatrix } from '../disk/matrices.js';
import { documentOf } from '../derive/imageDocument.js';
import { findItems } from '../model/findItems.js';

/** What the losses on probabilities add before the logarithm, so that a 0 has a surprise. */
const EPSILON = 1e-15;
const NONE = new Float32Array(0);

/** Predictions from files as a page asks for them: counts, rows, surprise. */
export class ImportedPredictions {
  private readonly width: number;
  private readonly logProbabilities: ArrayLike<number> | null;
  readonly imported: Imported;

  constructor(
    readonly predictions: Predictions,
    version = 1,
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
    const confusion = countMatrix(actual, predicted, this.width);
    let sum = 0;
    for (let i = 0; i < actual.length; i++) sum += this.surprise(i);
    const loss = scores ? sum / actual.length : null;
    const kind = scores?.kind ?? null;
    this.imported = { from, scores: kind, confusion, loss, normalized, rounded, sums, extras, leftOut, version };
  }

  page(query: ImageQuery): RowPage {
    const { actual, predicted, scores } = this.predictions;
    const order = scores ? query.order : 'index';
    const indices = findItems({ ...query, order }, actual, predicted, (index) => this.surprise(index));
    return {
      total: indices.length,
      rows: indices.slice(query.offset, query.offset + query.count).map((index) => this.row(index)),
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
    const { actual, predicted, scores } = this.predictions;
    if (!scores) return null;
    return {
      actual,
      predicted,
      surprise: Float32Array.from(actual, (_, i) => this.surprise(i)),
      confidence: Float32Array.from(predicted, (c, i) => this.probability(i, c)),
    };
  }

  /** The row as JSON: its scores beside its target, so that Compute Loss gives the loss the inspector shows. */
  text(index: number, title: string): string {
    const { actual, predicted, classes, scores } = this.predictions;
    const fields: [string, unknown][] = [
      ['file', title],
      ['row', index],
      ['actual', classes[actual[index]]],
      ['predicted', classes[predicted[index]]],
    ];
    if (scores) {
      const at = index * this.width;
      fields.push(['surprise', this.surprise(index)], ['target', actual[index]]);
      fields.push([scores.kind, [...scores.data.subarray(at, at + this.width)]]);
    }
    const extras = this.extrasOf(index);
    if (extras.length > 0)
      fields.push(['columns', Object.fromEntries(this.imported.extras.map(({ name }, i) => [name, extras[i]]))]);
    return documentOf(fields.map(([key, value]) => [key, JSON.stringify(value)]));
  }

  private surprise(index: number): number {
    const log = this.logProbabilities?.[index * this.width + this.predictions.actual[index]] ?? 0;
    return log === 0 ? 0 : -log;
  }

  private probability(index: number, c: number): number {
    const { scores } = this.predictions;
    const at = index * this.width + c;
    return scores?.kind === 'probabilities' ? scores.data[at] : Math.exp(this.logProbabilities?.[at] ?? 0);
  }

  private row(index: number): RowItem {
    const { actual, predicted, scores } = this.predictions;
    const known = { index, actual: actual[index], predicted: predicted[index], extras: this.extrasOf(index) };
    if (!scores) return { ...known, p: null, surprise: null, logits: NONE, probabilities: NONE };
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
