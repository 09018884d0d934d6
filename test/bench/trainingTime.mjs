/** Trains one network several times in the real training thread: `trainingTime.mjs WORK MOST_THREADS` prints the median as JSON. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { defaultConfig, presets, usefulThreads } from '@surprisal/core';

const [work, most] = process.argv.slice(2);
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const bytes = (name) => new Uint8Array(readFileSync(dist + name));
const packed = (name) => ({ name, bytes: bytes(`mnist/${name}.idx.gz`) });

const course = defaultConfig();
const full = { source: 'mnist', testFraction: 0.2, validationFraction: 0, stratified: false };
const adam = { ...course.optimiser, id: 'adam', rate: 0.001, l2: 0 };
const works = {
  course: { ...course, data: { ...course.data, validationFraction: 0 } },
  adam: {
    ...course,
    data: full,
    network: { layers: [{ kind: 'dense', width: 128, activation: 'relu' }] },
    optimiser: adam,
    batch: 128,
    epochs: 1,
  },
  convolution: {
    ...presets.find(({ id }) => id === 'convolutional').config(),
    data: full,
    optimiser: adam,
    batch: 128,
    epochs: 1,
  },
};
const rounds = work === 'convolution' ? 3 : 5;

const config = works[work];
const threads = usefulThreads(config, Number(most));
const files =
  config.data.source === 'mnist'
    ? {
        images: packed('train-images'),
        labels: packed('train-labels'),
        testImages: packed('test-images'),
        testLabels: packed('test-labels'),
      }
    : { images: packed('sample-images'), labels: packed('sample-labels') };
const kernels = { simd: bytes('kernels/simd.wasm'), relaxed: bytes('kernels/relaxed.wasm') };

const before = process.memoryUsage.rss();
const worker = new Worker(`${dist}worker.js`);
let kernel = '';
let peak = 0;
const train = () =>
  new Promise((resolve, reject) => {
    const hear = (message) => {
      if (message.kind === 'reply' && message.result) kernel = message.result.kernel;
      if (message.kind === 'failure') reject(new Error(message.message));
      if (message.kind !== 'event') return;
      peak = Math.max(peak, process.memoryUsage.rss());
      if (message.name !== 'ended') return;
      worker.off('message', hear);
      resolve(message.data.seconds * 1000);
    };
    worker.on('message', hear);
    const params = { config, files, kernels, threads, pace: 0, begin: 'run' };
    worker.postMessage({ kind: 'request', id: 1, method: 'start', params });
  });
// The first run warms up.
await train();
const times = [];
for (let i = 0; i < rounds; i++) times.push(await train());
times.sort((a, b) => a - b);
const milliseconds = times[(rounds - 1) / 2];
const megabytes = (peak - before) / 1e6;
process.stdout.write(JSON.stringify({ milliseconds, kernel, threads, node: process.version, megabytes }));
process.exit();
