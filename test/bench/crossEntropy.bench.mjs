import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { categoricalCrossEntropy } from '@surprisal/core';

export const title = 'cross-entropy of 1,000,000 x 10 logits, double';
export const peer = 'torch.nn.functional.cross_entropy';
export const needs = ['torch', 'numpy'];
export const limit = 0.5;

const rows = 1_000_000;
const classes = 10;

/** Both sides read the same numbers and must give the same value. */
export function run({ median, python }) {
  const { logits, labels } = makeBatch();
  const target = { shape: [rows], data: labels };
  const prediction = { shape: [rows, classes], data: logits };
  const value = categoricalCrossEntropy(target, prediction, { fromLogits: true });
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    writeFileSync(join(folder, 'logits'), logits);
    writeFileSync(join(folder, 'labels'), labels);
    const theirs = python?.('crossEntropy.py', folder, String(classes));
    const ours = median(() => categoricalCrossEntropy(target, prediction, { fromLogits: true }));
    if (theirs) assert.ok(Math.abs(value - theirs.value) <= 1e-12 * value, `${value} and ${theirs.value} differ`);
    return { ours, peer: theirs?.milliseconds ?? null, note: theirs ? `torch ${theirs.version}` : '' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function makeBatch() {
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const logits = Float64Array.from({ length: rows * classes }, () => 5 * (next() + next() + next() + next() - 2));
  const labels = Int32Array.from({ length: rows }, () => Math.floor(next() * classes));
  return { logits, labels };
}
