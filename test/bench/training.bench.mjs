import { peersFolder } from './peers.mjs';
import { roundsOn, timeOn } from './serverNode.mjs';

export const title = 'training';
export const peer = 'TensorFlow.js';
export const needs = ['sklearn', 'torch'];
export const inside =
  'Inside the time of each side: drawing the order of every epoch, gathering the rows of each batch, forward, loss, backward, the L2 penalty of the course’s run, and the optimiser. Outside: reading and scaling the images, evaluation on the test part, checkpoints. The `fit` of scikit-learn also checks its input and draws its weights; PyTorch’s loop makes its model. Each side trains for a second in every round before it is measured, so that its code is compiled; what ours takes at first, on new helping threads, has a line of its own.';

const WORKS = [
  { work: 'course', what: '4,000 x 784-10-10, SGD, batch 200, 20 epochs', limit: 0.2, scaling: null, browser: true },
  {
    work: 'adam',
    what: '60,000 x 784-128-10, Adam, batch 128, an epoch of five',
    limit: 0.4,
    alone: 0.8,
    scaling: 1.7,
    browser: true,
  },
  {
    work: 'convolution',
    what: '60,000 x 5x5x8, pool, 5x5x16, pool, 128, 10, Adam, batch 128, an epoch',
    limit: 0.22,
    scaling: 1.8,
  },
];

/** All sides train the same network on the same images, in turn; each on one thread and on all cores. */
export async function open({ peers, cores }) {
  const folder = peersFolder();
  const counts = [...new Set([1, Math.min(2, cores), cores])];
  const opened = [];
  const keep = async (rounds) => {
    opened.push(await rounds);
    return opened.at(-1);
  };
  const sides = [];
  for (const each of WORKS) {
    const ours = [];
    for (const count of counts) ours.push([count, await keep(roundsOn('trainingTime.mjs', each.work, count))]);
    const theirs = await peers?.('training.py', each.work);
    const browser = each.browser && folder ? await keep(roundsOn('tfjs.mjs', folder, each.work)) : null;
    sides.push({ ...each, ours, theirs, browser });
  }
  const run = async ({ round }) => {
    const lines = [];
    for (const side of sides) lines.push(...(await measure(side)));
    return round > 0 ? lines : [...lines, memory(cores)];
  };
  return { run, close: () => opened.forEach((each) => each.close()) };
}

async function measure({ work, what, limit, alone, scaling, ours, theirs, browser }) {
  const found = new Map();
  for (const [count, rounds] of ours) found.set(count, await rounds.next());
  const peers = {};
  const single = {};
  for (const [count, times] of (await theirs?.()) ?? [])
    for (const [name, milliseconds] of Object.entries(times)) {
      peers[`${name}, ${threads(count)}`] = milliseconds;
      if (count === 1) single[name] = milliseconds;
    }
  const [one, two, most] = [found.get(1), found.get(2), [...found.values()].at(-1)];
  const best = most.milliseconds < one.milliseconds ? most : one;
  const name = `training ${work}, ${what}`;
  const note = `${best.kernel}, Node ${best.node}`;
  /** Of the time on one thread, what the model has for more. */
  const share = (count) => one.model[count] / one.model[1];
  const checked = two
    ? `on 2 it has ${share(2).toFixed(2)}, measured ${(two.milliseconds / one.milliseconds).toFixed(2)}`
    : '';
  return [
    { title: name, limit, ours: best.milliseconds, peers, note: `${note}, ${threads(best.threads)}` },
    { title: `${name}, on one thread`, limit: alone, ours: one.milliseconds, peers: single, note },
    ...(two && scaling
      ? [
          {
            title: `${name}, two threads to one`,
            limit: 1 / scaling,
            ours: two.milliseconds,
            against: 'itself on one thread',
            peer: one.milliseconds,
            note: `to be at least ${scaling} times as fast`,
          },
        ]
      : []),
    { title: `${name}, at first`, ours: most.cold, peer: null, note: `new helping threads; ${threads(most.threads)}` },
    ...[4, 8, 16].map((count) => ({
      title: `${name}, on ${count} threads by the model`,
      ours: one.milliseconds * share(count),
      peer: null,
      note: `not measured: ${share(count).toFixed(2)} of one thread; ${checked}`,
    })),
    ...(browser ? [{ title: `${name}, in JavaScript`, limit: 1 / 25, ours: best.milliseconds, peer: await browser.next() }] : []), // prettier-ignore
  ];
}

const threads = (count) => (count === 1 ? '1 thread' : `${count} threads`);

function memory(cores) {
  const { megabytes, kernel, threads: used } = timeOn('trainingTime.mjs', 'wide', cores);
  return {
    title: 'memory of the training thread, full set, Wide, at its greatest',
    ours: megabytes,
    bound: 300,
    unit: 'MB',
    note: `${kernel}, ${threads(used)}`,
  };
}
