import { logSoftmax, type Predictions } from '@surprisal/core';
import type { ImageQuery } from '../../protocol/inspector/images.js';
import type { Imported, Inspected } from '../../protocol/inspector/inspector.js';
import type { PredictionColumns } from '../../protocol/inspector/matrix.js';
import type { RowItem, RowPage } from '../../protocol/inspector/rows.js';
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
    const { predicted, normalized, rounded, from } = predictions;
    const confusion = new Uint32Array(this.width * this.width);
    actual.forEach((label, i) => confusion[label * this.width + predicted[i]]++);
    let sum = 0;
    for (let i = 0; i < actual.length; i++) sum += this.surprise(i);
    const loss = scores ? sum / actual.length : null;
    this.imported = { from, scores: scores?.kind ?? null, confusion, loss, normalized, rounded, version };
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
      ['row', index + 1],
      ['actual', classes[actual[index]]],
      ['predicted', classes[predicted[index]]],
    ];
    if (scores) {
      const { surprise } = this.row(index);
      const at = index * this.width;
      fields.push(['surprise', surprise], ['target', actual[index]]);
      fields.push([scores.kind, [...scores.data.subarray(at, at + this.width)]]);
    }
    return `{\n${fields.map(([key, value]) => `  "${key}": ${JSON.stringify(value)}`).join(',\n')}\n}\n`;
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
    const known = { index, actual: actual[index], predicted: predicted[index] };
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
    epochs: [],
    imported: read?.imported ?? null,
  };
}
