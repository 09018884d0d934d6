import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { categoricalCrossEntropy } from '@surprisal/core';
import { namedByThreads } from './rounds.mjs';

export const title = 'cross-entropy of 1,000,000 x 10 logits, double';
export const peer = 'torch.nn.functional.cross_entropy';
export const needs = ['torch', 'numpy'];
export const inside = 'Inside the time of each side: the loss of every row from its logits, and the mean.';
export const limit = 0.5;

const rows = 1_000_000;
const classes = 10;

/** Both sides read the same numbers and must give the same value. */
export async function open({ median, peers }) {
  const { logits, labels } = makeBatch();
  const target = { shape: [rows], data: labels };
  const prediction = { shape: [rows, classes], data: logits };
  const value = categoricalCrossEntropy(target, prediction, { fromLogits: true });
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  writeFileSync(join(folder, 'logits'), logits);
  writeFileSync(join(folder, 'labels'), labels);
  const theirs = await peers?.('crossEntropy.py', folder, classes);
  const run = async () => {
    const answers = (await theirs?.()) ?? [];
    for (const [, given] of answers)
      assert.ok(Math.abs(value - given.value) <= 1e-12 * value, `${value} and ${given.value} differ`);
    const ours = median(() => categoricalCrossEntropy(target, prediction, { fromLogits: true }));
    const named = (list) => namedByThreads(peer, list, ({ milliseconds }) => milliseconds);
    return [
      { ours, peers: named(answers), note: 'ours on one thread' },
      { title: `${title}, on one thread`, ours, peers: named(answers.filter(([count]) => count === 1)) },
    ];
  };
  return { run, close: () => rmSync(folder, { recursive: true }) };
}

function makeBatch() {
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const logits = Float64Array.from({ length: rows * classes }, () => 5 * (next() + next() + next() + next() - 2));
  const labels = Int32Array.from({ length: rows }, () => Math.floor(next() * classes));
  return { logits, labels };
}
