/**
 * Trains one network in the real training thread: `trainingTime.mjs WORK MOST_THREADS` gives the milliseconds in each
 * round, the median of some trainings where they are short. The work `wide` trains once, as a person does, in a new
 * thread, and prints the most memory that it took, above what the process had before.
 */
import { batchTime, defaultConfig, presets } from '@surprisal/core';
import { serveRounds } from './rounds.mjs';
import { readFiles, readKernels, TrainingThread } from './trainingThread.mjs';

/** Milliseconds of training before each round is measured; `WARM` of rounds.py is the peers'. */
const WARM = 1000;
const [work, most] = process.argv.slice(2);
const preset = (wanted) => presets.find(({ id }) => id === wanted).config();
const course = defaultConfig();
const full = { source: 'mnist', testFraction: 0.2, validationFraction: 0, stratified: false };
const adam = { ...course.optimiser, id: 'adam', rate: 0.001, l2: 0 };
const works = {
  course: { rounds: 3, config: { ...course, data: { ...course.data, validationFraction: 0 } } },
  adam: {
    rounds: 1,
    perEpoch: true,
    config: {
      ...course,
      data: full,
      network: { layers: [{ kind: 'dense', width: 128, activation: 'relu' }] },
      optimiser: adam,
      batch: 128,
      epochs: 5,
    },
  },
  convolution: {
    rounds: 1,
    config: { ...preset('convolutional'), data: full, optimiser: adam, batch: 128, epochs: 1 },
  },
  wide: { rounds: 0, config: preset('wide') },
};
const { rounds, perEpoch = false, config } = works[work];
/** Of how many epochs the time is that of one. */
const ofEpochs = perEpoch ? config.epochs : 1;
const [files, kernels] = [readFiles(config), readKernels()];

const before = process.memoryUsage.rss();
const thread = new TrainingThread();
let started = {};
async function train() {
  const ended = thread.next('ended');
  started = await thread.ask('start', {
    config,
    files,
    kernels,
    threads: Number(most),
    useful: true,
    pace: 0,
    begin: 'run',
  });
  return ((await ended).seconds * 1000) / ofEpochs;
}
const first = await train();
const digits = { width: 28, height: 28, channels: 1, bytes: true, classes: 10 };
/** What the model has for so many threads, in milliseconds. */
const model = (count) => (batchTime(config, digits, count) * started.batchesPerEpoch * config.epochs) / ofEpochs / 1e6;
const answer = (milliseconds) => ({
  milliseconds,
  kernel: started.kernel,
  threads: started.threads,
  node: process.version,
  model: Object.fromEntries([1, 2, 4, 8, 16].map((count) => [count, model(count)])),
});
if (rounds > 0)
  await serveRounds(async () => {
    // Helping threads have gone home since the last round, and the code of new ones is compiled while they work.
    const began = performance.now();
    const cold = await train();
    while (performance.now() - began < WARM) await train();
    const times = [];
    for (let i = 0; i < rounds; i++) times.push(await train());
    return { ...answer(times.sort((a, b) => a - b)[(rounds - 1) / 2]), cold };
  });
else {
  const megabytes = (process.resourceUsage().maxRSS * 1024 - before) / 1e6;
  process.stdout.write(JSON.stringify({ ...answer(first), megabytes }));
}
process.exit();
