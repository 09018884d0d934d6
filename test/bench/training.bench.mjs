import { availableParallelism } from 'node:os';
import { peersFolder } from './peers.mjs';
import { timeOn } from './serverNode.mjs';

export const title = 'training';
export const peer = 'the faster of scikit-learn and PyTorch';
export const needs = ['sklearn', 'torch'];

/** All sides train the same network on the same images; the time is that of training alone, without evaluation. */
export function run({ python }) {
  const cores = availableParallelism();
  const peers = peersFolder();
  const measure = (work, what, limit, browser) => {
    const theirs = python?.('training.py', work);
    const alone = timeOn('trainingTime.mjs', work, 1);
    const best = cores > 1 ? timeOn('trainingTime.mjs', work, cores) : alone;
    const used = `${best.kernel}, threads: ${best.threads}`;
    const note = [
      `${used} (on one ${alone.milliseconds.toFixed(1)} ms), Node ${best.node}`,
      ...Object.entries(theirs ?? {}).map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`),
    ].join(', ');
    const [named, ours] = [`${title} ${what}`, best.milliseconds];
    return [
      { title: named, limit, ours, peer: theirs ? Math.min(...Object.values(theirs)) : null, note },
      ...(browser && peers
        ? [{ title: named, limit: 1 / 25, ours, against: 'TensorFlow.js', peer: timeOn('tfjs.mjs', peers, work) }]
        : []),
    ];
  };
  const { megabytes, kernel, threads } = timeOn('trainingTime.mjs', 'wide', cores);
  return [
    ...measure('course', '4,000 x 784-10-10, SGD, batch 200, 20 epochs', 1 / 3, true),
    ...measure('adam', '60,000 x 784-128-10, Adam, batch 128, an epoch', 1 / 2, true),
    ...measure('convolution', '60,000 x 5x5x8, pool, 5x5x16, pool, 128, 10, Adam, batch 128, an epoch', 1 / 2, false),
    {
      title: 'memory of the training thread, full set, Wide, at its greatest',
      limit: 1,
      ours: megabytes,
      against: 'the aim',
      peer: 300,
      unit: 'MB',
      note: `${kernel}, threads: ${threads}`,
    },
  ];
}
