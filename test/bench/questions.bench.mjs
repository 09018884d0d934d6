import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { timeOn } from './serverNode.mjs';

export const title = 'question';
export const peer = 'scikit-learn and PyTorch';
export const needs = ['sklearn', 'torch'];
/** Each question has rounds of its own, and a peer may take a minute. */
export const runs = 1;

/** Each question, how often it is asked, and what the peer does for it. */
const questions = [
  ['doubtful', 3, 'doubtful labels of 60,000 images, small network'],
  ['doubtfulWide', 1, 'doubtful labels of 60,000 images, wide network'],
  ['why', 5, 'why, with near images, wide network'],
  ['whyConvolutional', 5, 'why, with near images, convolutional network'],
  ['lab', 3, 'the default loss lab'],
  ['importance', 3, 'importance of columns'],
];

/** The time from a question to its answer in the thread that answers it, the start of helping threads and the reading included. */
export function run({ python }) {
  const cores = availableParallelism();
  return questions.map(([question, rounds, what]) => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      const alone = timeOn('questionTime.mjs', question, 1, rounds, folder);
      const best = cores > 1 ? timeOn('questionTime.mjs', question, cores, rounds, folder) : alone;
      const theirs = python?.('questions.py', question, folder);
      const own = `${best.note}; threads: ${cores} (on one ${alone.milliseconds.toFixed(0)} ms)`;
      return {
        title: `${title}, ${what}`,
        ours: best.milliseconds,
        peer: theirs?.milliseconds ?? null,
        note: theirs ? `${own}; the peer's time is of ${theirs.note}` : own,
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
