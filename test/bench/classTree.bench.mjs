import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classTree } from '@surprisal/core';
import { namedByThreads } from './rounds.mjs';

export const title = 'tree of classes by confusion';
export const peer = 'scipy linkage and optimal_leaf_ordering';
export const needs = ['scipy', 'numpy'];
export const limit = 4;

/** The tree of 100 and of 600 classes of which most pairs are never confused, as of a good model. */
export async function open({ median, peers }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const sizes = [];
  for (const size of [100, 600]) {
    const counts = makeCounts(size);
    writeFileSync(join(folder, `counts${size}`), Float64Array.from(counts.flat()));
    const cm = { labels: counts.map((_, i) => i), counts };
    sizes.push({ size, cm, theirs: await peers?.('classTree.py', join(folder, `counts${size}`), size) });
  }
  const run = async () => {
    const lines = [];
    for (const { size, cm, theirs } of sizes)
      lines.push({
        title: `${title}, ${size} classes`,
        ours: median(() => classTree(cm), { rounds: size > 100 ? 3 : 15, warmUp: 1 }),
        peers: namedByThreads(peer, (await theirs?.()) ?? [], (milliseconds) => milliseconds),
      });
    return lines;
  };
  return { run, close: () => rmSync(folder, { recursive: true }) };
}

function makeCounts(size) {
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i === j ? 100 : next() < 0.02 ? Math.floor(next() * 8) : 0)),
  );
}
