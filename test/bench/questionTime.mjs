/**
 * Asks the real thread one long question several times, each time in a new thread, as a person would wait for it:
 * `questionTime.mjs QUESTION THREADS ROUNDS [FOLDER]` prints as JSON the milliseconds from the question to its answer, the
 * reading of the data included, those of the processor in all threads, and what was asked; a folder gets what a peer needs for the same. DIST may name another
 * folder of bundles, to compare two builds.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { defaultConfig, labDefaults, labPlan, openReader, presets } from '@surprisal/core';
import { readFiles, readKernels, TrainingThread } from './trainingThread.mjs';

const [question, threads, rounds, folder] = process.argv.slice(2);
const kernels = readKernels();
const preset = (wanted) => presets.find(({ id }) => id === wanted).config();
const course = defaultConfig();
const full = { ...course.data, source: 'mnist' };
const write = (name, of) => folder && writeFileSync(join(folder, name), of);

/** The longest cell beside the diagonal, in a network after so many epochs. */
async function wrongOnes(config, epochs) {
  const { checkpoint, testLogits, started } = await trained({ ...config, epochs }, readFiles(config));
  const cells = new Map();
  const { testLabels } = started;
  testLabels.forEach((label, i) => {
    const row = testLogits.subarray(i * 10, i * 10 + 10);
    const read = row.indexOf(Math.max(...row));
    const key = label * 10 + read;
    cells.set(key, [...(cells.get(key) ?? []), i]);
  });
  const [[cell, found]] = [...cells]
    .filter(([key]) => Math.floor(key / 10) !== key % 10)
    .sort(([, a], [, b]) => b.length - a.length);
  const [actual, predicted] = [Math.floor(cell / 10), cell % 10];
  // As many as the host asks about.
  const right = cells.get(actual * 11);
  return {
    checkpoint: { name: 'epoch', bytes: checkpoint },
    actual,
    predicted,
    errors: Uint32Array.from(found.slice(0, 80)),
    right: Uint32Array.from(right.filter((_, i) => i % Math.ceil(right.length / 300) === 0)),
  };
}

async function trained(config, files) {
  const thread = new TrainingThread();
  const epoch = thread.next('epoch', ({ record }) => record.epoch === config.epochs);
  const started = await thread.ask('start', { config, files, kernels, threads: 1, pace: 0, begin: 'run' });
  const { checkpoint, testLogits } = await epoch;
  await thread.end();
  return { checkpoint, testLogits, started };
}

async function whyOf(config, epochs) {
  const found = await wrongOnes(config, epochs);
  const reader = openReader(config, found.checkpoint, { width: 28, height: 28, classes: 10 });
  const weights = reader.layers.flatMap((layer) => layer.weights ?? []);
  weights.forEach(({ weights: w, bias }, i) => {
    write(`weights${i}`, w);
    write(`bias${i}`, bias);
  });
  const { actual, predicted, errors, right } = found;
  write('why.json', JSON.stringify({ actual, predicted, errors: [...errors], shapes: weights.map((w) => w.shape) }));
  const note = `${errors.length} images of ${actual} read as ${predicted}, ${right.length} read right`;
  return { method: 'why', params: { config, ...found }, note };
}

/** A table of two classes of 30 columns, as large as a person may have. */
async function table() {
  const [rows, columns] = [20_000, 30];
  let state = 7;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const lines = Array.from({ length: rows }, () => {
    const values = Array.from({ length: columns }, () => next() + next() + next() - 1.5);
    const score = values.reduce((sum, x, j) => sum + (x * j) / columns, 0) + (next() - 0.5);
    return [...values.map((x) => x.toFixed(4)), score > 0.3 ? 'high' : score < -0.3 ? 'low' : 'middle'].join(',');
  });
  const names = [...Array.from({ length: columns }, (_, j) => `x${j}`), 'label'].join(',');
  const text = `${names}\n${lines.join('\n')}\n`;
  write('table.csv', text);
  const data = { ...course.data, source: 'files', files: { images: 'table.csv' }, testFraction: 0.3 };
  const network = { layers: [{ kind: 'dense', width: 32, activation: 'relu' }] };
  const config = { ...course, data: { ...data, validationFraction: 0, scale: 'standard' }, network, epochs: 2 };
  const files = { images: { name: 'table.csv', bytes: new TextEncoder().encode(text) } };
  const { checkpoint } = await trained(config, files);
  const params = { config, checkpoint: { name: 'epoch', bytes: checkpoint }, files };
  return { method: 'importance', params, note: '5,000 rows of 30 columns, 26 shuffles, 30-32-3' };
}

const questions = {
  doubtful: () => ({ method: 'doubtful', params: { config: { ...course, data: full } }, note: '784-10-10, 20 epochs' }),
  doubtfulWide: () => ({
    method: 'doubtful',
    params: { config: { ...preset('wide'), epochs: 3 } },
    note: '784-256-10, Adam, 3 epochs',
  }),
  why: () => whyOf({ ...preset('wide'), data: full }, 1),
  whyConvolutional: () => whyOf(preset('convolutional'), 1),
  lab: () => ({
    method: 'lossLab',
    params: { plan: labPlan(course, labDefaults), files: readFiles(course) },
    note: '45 runs of 784-10-10 on 3,600 images',
  }),
  importance: table,
};

const { method, params, note } = await questions[question]();
const asked = { files: params.files ?? readFiles(params.config), ...params, kernels, threads: Number(threads) };
const [times, work] = [[], []];
const hash = createHash('sha256');
/** Numbers of an answer, in their order. */
const digest = (of) => {
  if (ArrayBuffer.isView(of)) hash.update(new Uint8Array(of.buffer, of.byteOffset, of.byteLength));
  else if (typeof of === 'object' && of !== null) Object.values(of).forEach(digest);
  else hash.update(String(of));
};
for (let i = 0; i < Number(rounds); i++) {
  const thread = new TrainingThread();
  const runs = [];
  thread.hear = (name, data) => name === 'labRun' && runs.push(data);
  const [began, used] = [performance.now(), process.cpuUsage()];
  const answer = await thread.ask(method, asked);
  times.push(performance.now() - began);
  const { user, system } = process.cpuUsage(used);
  work.push((user + system) / 1000);
  await thread.end();
  if (i === 0) digest([answer, runs]);
}
const median = (all) => all.toSorted((a, b) => a - b)[(all.length - 1) >> 1];
const [milliseconds, processor] = [median(times), median(work)];
const answer = hash.digest('hex').slice(0, 16);
process.stdout.write(JSON.stringify({ milliseconds, processor, note, node: process.version, answer }));
process.exit();
