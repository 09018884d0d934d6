import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classTree } from '@surprisal/core';

export const title = 'tree of classes by confusion';
export const peer = 'scipy linkage and optimal_leaf_ordering';
export const needs = ['scipy', 'numpy'];
export const limit = 4;

/** The tree of 100 and of 600 classes of which most pairs are never confused, as of a good model. */
export function run({ median, python }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return [100, 600].map((size) => {
      const counts = makeCounts(size);
      writeFileSync(join(folder, 'counts'), Float64Array.from(counts.flat()));
      const theirs = python?.('classTree.py', folder, String(size));
      const cm = { labels: counts.map((_, i) => i), counts };
      return {
        title: `${title}, ${size} classes`,
        ours: median(() => classTree(cm), { rounds: size > 100 ? 3 : 15, warmUp: 1 }),
        peer: theirs?.tree ?? null,
        note: theirs ? `SciPy ${theirs.version}` : '',
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function makeCounts(size) {
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i === j ? 100 : next() < 0.02 ? Math.floor(next() * 8) : 0)),
  );
}
