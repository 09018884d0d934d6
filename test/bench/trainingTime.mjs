/**
 * Trains one network several times in the real training thread: `trainingTime.mjs WORK MOST_THREADS` prints as JSON the
 * median time and the most memory that it took, above what the process had before.
 */
import { defaultConfig, presets, usefulThreads } from '@surprisal/core';
import { readFiles, readKernels, TrainingThread } from './trainingThread.mjs';

const [work, most] = process.argv.slice(2);
const preset = (wanted) => presets.find(({ id }) => id === wanted).config();
const course = defaultConfig();
const full = { source: 'mnist', testFraction: 0.2, validationFraction: 0, stratified: false };
const adam = { ...course.optimiser, id: 'adam', rate: 0.001, l2: 0 };
const works = {
  course: { rounds: 5, config: { ...course, data: { ...course.data, validationFraction: 0 } } },
  adam: {
    rounds: 5,
    config: {
      ...course,
      data: full,
      network: { layers: [{ kind: 'dense', width: 128, activation: 'relu' }] },
      optimiser: adam,
      batch: 128,
      epochs: 1,
    },
  },
  convolution: {
    rounds: 3,
    config: { ...preset('convolutional'), data: full, optimiser: adam, batch: 128, epochs: 1 },
  },
  // Trains as a person does: the first run of a new thread, to its end.
  wide: { rounds: 0, config: preset('wide') },
};
const { rounds, config } = works[work];
const threads = usefulThreads(config, Number(most));
const [files, kernels] = [readFiles(config), readKernels()];

const before = process.memoryUsage.rss();
const thread = new TrainingThread();
let kernel = '';
async function train() {
  const ended = thread.next('ended');
  ({ kernel } = await thread.ask('start', { config, files, kernels, threads, pace: 0, begin: 'run' }));
  return (await ended).seconds * 1000;
}
// The first run warms up.
const first = await train();
const times = [];
for (let i = 0; i < rounds; i++) times.push(await train());
times.sort((a, b) => a - b);
const milliseconds = times[(rounds - 1) / 2] ?? first;
const megabytes = (process.resourceUsage().maxRSS * 1024 - before) / 1e6;
process.stdout.write(JSON.stringify({ milliseconds, kernel, threads, node: process.version, megabytes }));
process.exit();
