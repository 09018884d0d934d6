import { logSoftmax } from '@surprisal/core';
import type { ImageItem, ImageQuery } from '../../protocol/inspector/images.js';
import type { PredictionColumns } from '../../protocol/inspector/matrix.js';
import { predictedOf } from '../disk/matrices.js';
import { findItems } from './findItems.js';

/** How a network reads the test images: the class it takes each one for, and how surprised it is by the actual one. */
export class TestPredictions {
  private readonly logProbabilities: ArrayLike<number>;
  private readonly predicted: Uint8Array;

  /** `logits` is `labels.length * classes`, row by row. */
  constructor(
    private readonly labels: Uint8Array,
    private readonly logits: Float32Array,
    private readonly classes: number,
  ) {
    this.logProbabilities = logSoftmax({ shape: [labels.length, classes], data: logits }).data;
    this.predicted = Uint8Array.from(predictedOf(logits, classes));
  }

  /** -ln of the probability of the actual class, in nats. */
  surprise(index: number): number {
    return -this.logProbabilities[index * this.classes + this.labels[index]];
  }

  /** Indices of the images that a query asks for, in its order, all of them. */
  find(query: Omit<ImageQuery, 'offset' | 'count'>): number[] {
    return findItems(query, this.labels, this.predicted, (index) => this.surprise(index));
  }

  all(): PredictionColumns {
    const p = (i: number, c: number): number => Math.exp(this.logProbabilities[i * this.classes + c]);
    return {
      actual: this.labels,
      predicted: this.predicted,
      surprise: Float32Array.from(this.labels, (_, i) => this.surprise(i)),
      confidence: Float32Array.from(this.predicted, (c, i) => p(i, c)),
    };
  }

  /** ln p(actual) - ln p(predicted) of every image of class `actual`, nats. */
  margins(actual: number, predicted: number): Float32Array {
    const difference = (i: number): number =>
      this.logits[i * this.classes + actual] - this.logits[i * this.classes + predicted];
    return Float32Array.from(this.find({ actual, predicted: null, order: 'index' }), difference);
  }

  item(index: number): ImageItem {
    const row = index * this.classes;
    const logits = this.logits.slice(row, row + this.classes);
    const surprise = this.surprise(index);
    return {
      index,
      actual: this.labels[index],
      predicted: this.predicted[index],
      p: Math.exp(-surprise),
      surprise,
      logits,
      probabilities: Float32Array.from(logits, (_, c) => Math.exp(this.logProbabilities[row + c])),
    };
  }
}
