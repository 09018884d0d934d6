import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { serverNode } from './serverNode.mjs';

export const title = 'training';
export const peer = 'the faster of scikit-learn and PyTorch';
export const needs = ['sklearn', 'torch'];

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Both sides train the same network on the same images; the time is that of training alone, without evaluation. */
export function run({ python }) {
  const node = serverNode();
  const time = (work, threads) => {
    const { status, stdout, stderr } = spawnSync(node, [here('trainingTime.mjs'), work, String(threads)], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${work}: ${stderr}`);
    return JSON.parse(stdout);
  };
  const cores = availableParallelism();
  const measure = (work, what, limit) => {
    const theirs = python?.('training.py', work);
    const alone = time(work, 1);
    const ours = cores > 1 ? time(work, cores) : alone;
    const note = [
      `${ours.kernel}, threads: ${ours.threads} (on one ${alone.milliseconds.toFixed(1)} ms)`,
      `Node ${ours.node}, worker ${ours.megabytes.toFixed(0)} MB`,
      ...(theirs ? [Object.entries(theirs).map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`)] : []),
    ].join(', ');
    return {
      title: `${title} ${what}`,
      limit,
      ours: ours.milliseconds,
      peer: theirs ? Math.min(...Object.values(theirs)) : null,
      note,
    };
  };
  return [
    measure('course', '4,000 x 784-10-10, SGD, batch 200, 20 epochs', 1 / 3),
    measure('adam', '60,000 x 784-128-10, Adam, batch 128, an epoch', 1 / 2),
    measure('convolution', '60,000 x 5x5x8, pool, 5x5x16, pool, 128, 10, Adam, batch 128, an epoch', 1 / 2),
  ];
}
