/** Large files of arrays, sparse on disk: from the start of the thread to the first numbers and the first heat map. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { everything, parseSlice, sliceView } from '@surprisal/core';

export const title = 'tensors';
/** It opens each file several times. */
export const runs = 1;

const ROUNDS = 5;
const SHAPE = [452, 800, 800];
const TENSORS = 500;

function sparse(path, header, size) {
  const file = openSync(path, 'w');
  writeSync(file, header);
  ftruncateSync(file, size);
  closeSync(file);
}

function writeNpy(path) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${SHAPE.join(', ')}), }`.padEnd(117) + '\n';
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, text.length, 0]);
  sparse(path, Buffer.concat([head, Buffer.from(text)]), 128 + 4 * SHAPE.reduce((a, b) => a * b));
}

function writeSafetensors(path) {
  const each = 2 ** 22;
  const json = Buffer.from(
    JSON.stringify(
      Object.fromEntries(
        Array.from({ length: TENSORS }, (_, i) => [
          `layer.${i}.weight`,
          { dtype: 'F32', shape: [1024, 1024], data_offsets: [i * each, (i + 1) * each] },
        ]),
      ),
    ),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  sparse(path, Buffer.concat([length, json]), 8 + json.length + TENSORS * each);
}

/** The thread from the bundle that ships. */
function openThread() {
  const worker = new Worker('./dist/worker.js');
  const waiting = new Map();
  let last = 0;
  worker.on('message', ({ kind, id, result, message }) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    if (kind === 'reply') resolve?.(result);
    if (kind === 'failure') reject?.(new Error(message));
  });
  const ask = (method, params) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      worker.postMessage({ kind: 'request', id: last, method, params: { ask: last, file: 1, ...params } });
    });
  return { ask, end: () => worker.terminate() };
}

/** Opens a file and shows the last slice of one of its arrays: milliseconds, and bytes that the process grew by. */
async function firstContent(path, choose) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const began = performance.now();
  const thread = openThread();
  const { arrays } = await thread.ask('openArrays', { name: 'made', place: { path } });
  const array = choose(arrays);
  const slice = sliceView(parseSlice(array.shape.length > 2 ? '[-1]' : '[:]', array.shape));
  await Promise.all([
    thread.ask('arrayBlock', { array, slice, rows: [700, 750], columns: [700, 720] }),
    thread.ask('arrayHeat', { array, slice, height: 500, width: 500 }),
  ]);
  const time = performance.now() - began;
  const memory = process.memoryUsage().rss - before;
  await thread.end();
  return { time, memory };
}

/** Statistics of every number of a file. */
async function statistics(path) {
  const thread = openThread();
  const { arrays } = await thread.ask('openArrays', { name: 'made', place: { path } });
  const before = process.memoryUsage().rss;
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const began = performance.now();
  await thread.ask('arrayStatistics', { array: arrays[0], selection: everything(arrays[0].shape), bins: 64 });
  const time = performance.now() - began;
  const memory = most - before;
  clearInterval(looking);
  await thread.end();
  return { time, memory };
}

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'tensors-'));
  const lines = [];
  try {
    for (const [name, write, choose, what] of [
      ['a.npy', writeNpy, (arrays) => arrays[0], 'npy of 452 x 800 x 800 float32'],
      ['a.safetensors', writeSafetensors, (arrays) => arrays.at(-1), 'safetensors file of 2 GB, 500 tensors'],
    ]) {
      const path = join(folder, name);
      write(path);
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await firstContent(path, choose));
      lines.push({ title: `tensors, first content, ${what}`, ours: rounds.map(({ time }) => time), bound: 1000 });
      const most = Math.max(...rounds.map(({ memory }) => memory)) / 2 ** 20;
      lines.push({ title: `tensors, memory, ${what}`, ours: most, bound: 200, unit: 'MB' });
    }
    const { time, memory } = await statistics(join(folder, 'a.npy'));
    const all = '289,280,000 float32';
    lines.push({ title: `tensors, all statistics, ${all}`, ours: time / 1000, unit: 's' });
    lines.push({ title: `tensors, memory, all statistics, ${all}`, ours: memory / 2 ** 20, bound: 200, unit: 'MB' });
  } finally {
    rmSync(folder, { recursive: true });
  }
  return lines;
}
