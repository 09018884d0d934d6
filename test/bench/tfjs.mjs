/**
 * Trains one network in TensorFlow.js, on WebAssembly and one thread, by the layers' own `fit`:
 * `tfjs.mjs FOLDER WORK` gives the milliseconds of one training in each round. The folder is where its packages are
 * installed.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readSets, trainTestSplit } from '@surprisal/core';
import { serveRounds } from './rounds.mjs';
import { readFiles } from './trainingThread.mjs';

const [folder, work] = process.argv.slice(2);
const require = createRequire(join(folder, 'package.json'));
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm').setThreadsCount(1);
await tf.setBackend('wasm');

const works = {
  course: {
    source: 'mnist-sample',
    rows: (count) => [...trainTestSplit(count, { testFraction: 0.2, seed: 1 }).train],
    width: 10,
    optimiser: () => tf.train.momentum(0.1, 0.9, true),
    batchSize: 200,
    epochs: 20,
  },
  adam: {
    source: 'mnist',
    rows: (count) => Array.from({ length: count }, (_, i) => i),
    width: 128,
    optimiser: () => tf.train.adam(0.001),
    batchSize: 128,
    epochs: 1,
  },
};
const { source, rows, width, optimiser, batchSize, epochs } = works[work];

const data = { source };
const [images] = readSets({ data }, readFiles({ data }), (bytes) => gunzipSync(bytes));
const labels = Int32Array.from(images.labels);
const pixels = Float32Array.from(images.features, (byte) => byte / 255);
const wanted = tf.tensor1d(rows(labels.length), 'int32');
const x = tf.gather(tf.tensor2d(pixels, [labels.length, 784]), wanted);
const y = tf.gather(tf.oneHot(tf.tensor1d(labels, 'int32'), 10).toFloat(), wanted);

async function train() {
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [784], units: width, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  model.compile({ optimizer: optimiser(), loss: 'categoricalCrossentropy' });
  await model.fit(x, y, { batchSize, epochs, shuffle: true, yieldEvery: 'never', verbose: 0 });
}
// The first run warms up.
await train();
await serveRounds(async () => {
  const began = performance.now();
  await train();
  return performance.now() - began;
});
