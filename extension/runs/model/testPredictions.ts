import { logSoftmax } from '@surprisal/core';
import type { ImageItem } from '../../protocol/inspector/images.js';
import type { PredictionColumns } from '../../protocol/inspector/matrix.js';
import { predictedOf } from '../disk/matrices.js';
import { findItems, type ItemQuery, type ReadItems, wrongAmong } from './findItems.js';

/** How a network reads the test images: the class it takes each one for, and how surprised it is by the actual one. */
export class TestPredictions {
  private readonly logProbabilities: ArrayLike<number>;
  private readonly labels: Uint16Array;
  private readonly predicted: Uint16Array;

  /** `logits` is `labels.length * classes`, row by row. */
  constructor(
    labels: ArrayLike<number>,
    private readonly logits: Float32Array,
    private readonly classes: number,
  ) {
    this.logProbabilities = logSoftmax({ shape: [labels.length, classes], data: logits }).data;
    this.labels = Uint16Array.from(labels);
    this.predicted = predictedOf(logits, classes);
  }

  /** -ln of the probability of the actual class, in nats. */
  surprise(index: number): number {
    return -this.logProbabilities[index * this.classes + this.labels[index]];
  }

  /** Indices of the images that a query asks for, in its order, all of them. */
  find(query: ItemQuery): number[] {
    return findItems(query, this.items);
  }

  /** How many of some images are read wrong. */
  wrongAmong(indices: readonly number[]): number {
    return wrongAmong(indices, this.items);
  }

  all(): PredictionColumns {
    const { actual, predicted, surprise, confidence } = this.items;
    return {
      actual,
      predicted,
      surprise: Float32Array.from(actual, (_, i) => surprise(i)),
      confidence: Float32Array.from(actual, (_, i) => confidence(i)),
    };
  }

  private get items(): ReadItems {
    const { labels: actual, predicted, classes, logProbabilities } = this;
    return {
      actual,
      predicted,
      surprise: (index) => this.surprise(index),
      confidence: (index) => Math.exp(logProbabilities[index * classes + predicted[index]]),
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
