import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { confusionMatrix, LabelCounter } from '@surprisal/core';

export const title = 'confusion matrix of 1,000,000 labels';
export const peer = 'sklearn.metrics.confusion_matrix';
export const needs = ['sklearn', 'numpy'];
export const limit = 0.15;

const items = 1_000_000;
const classes = 10;

/** Both sides read the same labels, in the form that suits each best, and must give the same counts. */
export function run({ median, python }) {
  const { actual, predicted } = makeLabels();
  const counter = LabelCounter.open(new Uint8Array(readFileSync('core/dist/kernels/numbers.wasm')));
  const listed = { labels: Array.from({ length: classes }, (_, i) => i), counter };
  const numbers = { actual: Array.from(actual), predicted: Array.from(predicted) };
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    writeFileSync(join(folder, 'actual'), actual);
    writeFileSync(join(folder, 'predicted'), predicted);
    const theirs = python?.('confusion.py', folder, String(classes));
    if (theirs) assert.deepEqual(confusionMatrix(actual, predicted, { counter }).counts, theirs.counts);
    const note = theirs ? `scikit-learn ${theirs.version}` : '';
    const measure = (what, work, milliseconds) => ({
      title: `${title}, ${what}`,
      ours: median(work, { rounds: 31, warmUp: 5 }),
      peer: milliseconds ?? null,
      note,
    });
    return [
      measure('classes found', () => confusionMatrix(actual, predicted, { counter }), theirs?.found),
      // The peer is given the classes, which halves its time; ours finds them while it counts.
      measure('classes given', () => confusionMatrix(actual, predicted, listed), theirs?.given),
      measure('without WebAssembly', () => confusionMatrix(actual, predicted), theirs?.found),
      measure('plain arrays', () => confusionMatrix(numbers.actual, numbers.predicted), theirs?.found),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function makeLabels() {
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const actual = Int32Array.from({ length: items }, () => Math.floor(next() * classes));
  const predicted = actual.map((label) => (next() < 0.9 ? label : Math.floor(next() * classes)));
  return { actual, predicted };
}
