/**
 * Measures in the real training thread: `controlTime.mjs PRESET ACCURACY THREADS` prints as JSON the seconds from Train
 * to the accuracy on the test part, the reading of the data included, and the progress messages a second; with `ends` in
 * place of the accuracy, the milliseconds of many stops and pauses.
 */
import { presets } from '@surprisal/core';
import { readFiles, readKernels, TrainingThread } from './trainingThread.mjs';

const [preset, accuracy, most] = process.argv.slice(2);
const STOPS = 9;
const PAUSES = 41;
/** Epochs of a run that is stopped or paused, more than it will reach. */
const LONG = 1000;
const config = presets.find(({ id }) => id === preset).config();
const threads = Number(most);

const begin = (thread, epochs = config.epochs) =>
  thread.ask('start', {
    config: { ...config, epochs },
    files: readFiles(config),
    kernels: readKernels(),
    threads,
    pace: 0,
    begin: 'run',
  });
/** Delays that are spread over a second and do not fall in step with batches or epochs. */
const moment = (i) => new Promise((resolve) => setTimeout(resolve, 20 + ((i * 0.618034) % 1) * 900));
const since = (began) => performance.now() - began;

async function toAccuracy() {
  const began = performance.now();
  const thread = new TrainingThread();
  const heard = [];
  thread.hear = (name) => name === 'progress' && heard.push(performance.now());
  const good = thread.next('epoch', ({ record }) => record.testAccuracy >= Number(accuracy));
  const missed = thread.next('ended').then(({ reason }) => {
    throw new Error(`${preset} ended (${reason}) below ${accuracy}`);
  });
  await begin(thread);
  const { record } = await Promise.race([good, missed]);
  const seconds = since(began) / 1000;
  missed.catch(() => undefined);
  await thread.end();
  return { seconds, epoch: record.epoch, messages: ((heard.length - 1) / (heard.at(-1) - heard[0])) * 1000 };
}

async function stops() {
  const times = [];
  for (let i = 0; i < STOPS; i++) {
    const thread = new TrainingThread();
    await begin(thread, LONG);
    await moment(i);
    const ended = thread.next('ended');
    const began = performance.now();
    void thread.ask('stop');
    await ended;
    times.push(since(began));
    await thread.end();
  }
  return times;
}

async function pauses() {
  const times = [];
  const thread = new TrainingThread();
  await begin(thread, LONG);
  for (let i = 0; i < PAUSES; i++) {
    await moment(i);
    const paused = thread.next('mode', (mode) => mode === 'paused');
    const began = performance.now();
    void thread.ask('pause');
    await paused;
    times.push(since(began));
    const goes = thread.next('mode', (mode) => mode === 'run');
    void thread.ask('resume');
    await goes;
  }
  await thread.end();
  return times;
}

const found = accuracy === 'ends' ? { stops: await stops(), pauses: await pauses() } : await toAccuracy();
process.stdout.write(JSON.stringify(found));
process.exit();
