import * as v from 'valibot';
import { epoch, index } from '../checks.js';
import type { Checks } from '../rpc.js';

/** How an epoch reads each test item, an image or a row, in the order of the test part. */
export interface PredictionColumns {
  actual: Uint16Array;
  predicted: Uint16Array;
  /** -ln of the probability of the actual class, nats. */
  surprise: Float32Array;
  /** The probability of the class it is read as. */
  confidence: Float32Array;
}

/** One item of the test part, as an epoch reads it. */
export interface TestItem {
  index: number;
  epoch?: number | null;
}

/** How each item of the test part is predicted. */
export interface MatrixApi {
  /** Of an epoch; null for the latest. */
  predictions(params: number | null): PredictionColumns | null;
  /** The counts of one epoch, actual on the rows; null where they are not known. */
  matrix(params: number): Uint32Array | null;
  /** Opens one test image, or one row, as a JSON document: pixels, label, probabilities. */
  openItem(params: TestItem): void;
  /** Copies the same document to the clipboard. */
  copyItem(params: TestItem): void;
}

const item = v.parser(v.object({ index, epoch }));

export const matrixChecks: Checks<MatrixApi> = {
  predictions: v.parser(v.nullable(index)),
  matrix: v.parser(index),
  openItem: item,
  copyItem: item,
};
