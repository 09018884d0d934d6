import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { confusionMatrix, LabelCounter } from '@surprisal/core';
import { namedByThreads } from './rounds.mjs';

export const title = 'confusion matrix of 1,000,000 labels';
export const peer = 'sklearn.metrics.confusion_matrix';
export const needs = ['sklearn', 'numpy'];
export const inside =
  'Inside the time of each side: finding the classes, where they are not given, and counting. Outside: making the labels.';
export const limit = 0.15;

const items = 1_000_000;
const classes = 10;

/** Both sides read the same labels, in the form that suits each best, and must give the same counts. */
export async function open({ median, peers }) {
  const { actual, predicted } = makeLabels();
  const counter = LabelCounter.open(new Uint8Array(readFileSync('core/dist/kernels/numbers.wasm')));
  const listed = { labels: Array.from({ length: classes }, (_, i) => i), counter };
  const numbers = { actual: Array.from(actual), predicted: Array.from(predicted) };
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  writeFileSync(join(folder, 'actual'), actual);
  writeFileSync(join(folder, 'predicted'), predicted);
  const theirs = await peers?.('confusion.py', folder, classes);
  const run = async () => {
    const answers = (await theirs?.()) ?? [];
    for (const [, { counts }] of answers)
      assert.deepEqual(confusionMatrix(actual, predicted, { counter }).counts, counts);
    const measure = (what, of, work) => ({
      title: `${title}, ${what}`,
      ours: median(work, { rounds: 31, warmUp: 5 }),
      peers: namedByThreads(peer, answers, (answer) => answer[of]),
    });
    return [
      measure('classes found', 'found', () => confusionMatrix(actual, predicted, { counter })),
      // The peer is given the classes, which halves its time; ours finds them while it counts.
      measure('classes given', 'given', () => confusionMatrix(actual, predicted, listed)),
      measure('without WebAssembly', 'found', () => confusionMatrix(actual, predicted)),
      measure('plain arrays', 'found', () => confusionMatrix(numbers.actual, numbers.predicted)),
    ];
  };
  return { run, close: () => rmSync(folder, { recursive: true }) };
}

function makeLabels() {
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const actual = Int32Array.from({ length: items }, () => Math.floor(next() * classes));
  const predicted = actual.map((label) => (next() < 0.9 ? label : Math.floor(next() * classes)));
  return { actual, predicted };
}
