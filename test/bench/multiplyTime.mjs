/** Prints, for each shape, milliseconds of its product and of as many multiply-adds at the limit. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import binaryen from 'binaryen';
import { chooseKernel, openKernel, Space } from '@surprisal/core';

/** Rows, columns and depth of the products of the networks in the presets. */
const shapes = [
  [24, 128, 256],
  [24, 64, 64],
  [24, 128, 128],
  [24, 256, 128],
  [24, 256, 256],
];
/** Short enough to be done in one turn on a busy machine. */
const OPERATIONS = 4e7;

const read = (name) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../dist/kernels/${name}.wasm`, import.meta.url))));
const kernel = openKernel(chooseKernel({ simd: read('simd'), relaxed: read('relaxed') }, 16e6, 'single'));

/** Gives a function that computes one product of this shape. */
function product(m, n, k) {
  const space = new Space();
  const { real, ints } = kernel.memory;
  const reals = (count) => {
    const pointer = space.take(count * 4);
    for (let i = 0; i < count; i++) real[pointer / 4 + i] = ((i * 37) % 101) / 101 - 0.5;
    return pointer;
  };
  const rows = (stride) => {
    const pointer = space.take(m * 4);
    for (let i = 0; i < m; i++) ints[pointer / 4 + i] = i * stride;
    return pointer;
  };
  const [a, b, bias, c, aRows, cRows] = [reals(m * k), reals(k * n), reals(n), reals(m * n), rows(k), rows(n)];
  return () => kernel.multiply(m, n, 1, k, a, aRows, 0, b, n, bias, c, cRows, false);
}

/** Multiply-adds on registers, in twelve chains: the most that a core can do with vectors of 128 bits. */
function compilePeak() {
  const chains = Array.from({ length: 12 }, (_, i) => `$c${i}`);
  const step = (chain) =>
    `(local.set ${chain} (f32x4.relaxed_madd (local.get $a) (local.get $a) (local.get ${chain})))`;
  const sum = chains.reduce((left, chain) => `(f32x4.add ${left} (local.get ${chain}))`, '(local.get $a)');
  const text = `(module (func (export "peak") (param $rounds i32) (param $x f32) (result f32)
    (local $a v128) ${chains.map((chain) => `(local ${chain} v128)`).join(' ')}
    (local.set $a (f32x4.splat (local.get $x)))
    ${chains.map((chain, i) => `(local.set ${chain} (f32x4.splat (f32.const ${i})))`).join(' ')}
    (loop $again ${chains.map(step).join(' ')}
      (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      (br_if $again (local.get $rounds)))
    (f32x4.extract_lane 0 ${sum})))`;
  const bytes = binaryen.parseText(text).emitBinary();
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.peak;
}

function timed(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}
const middle = (values) => values.sort((a, b) => a - b)[(values.length - 1) / 2];
const many = (once, [m, n, k]) => {
  const times = Math.ceil(OPERATIONS / (2 * m * n * k));
  return () => {
    for (let i = 0; i < times; i++) once();
  };
};

if (isMainThread) {
  const peak = compilePeak();
  const limitOf = () => timed(() => peak(OPERATIONS / (12 * 8), 1e-20));
  const results = shapes.map((shape) => {
    const work = many(product(...shape), shape);
    work();
    limitOf();
    const pairs = Array.from({ length: 41 }, () => ({ ours: timed(work), peer: limitOf() }));
    const ours = middle(pairs.map((pair) => pair.ours));
    const peer = middle(pairs.map((pair) => pair.peer));
    const rate = (milliseconds) => (OPERATIONS / milliseconds / 1e6).toFixed(1);
    const note = `${kernel.name}, ${rate(ours)} of ${rate(peer)} GFLOP/s`;
    return { title: `matrix product ${shape.join(' x ')}`, ours, peer, note };
  });
  results.push(await together());
  process.stdout.write(JSON.stringify(results));
} else {
  const shape = shapes[0];
  const work = many(product(...shape), shape);
  work();
  const { start } = workerData;
  Atomics.add(start, 1, 1);
  Atomics.notify(start, 1);
  Atomics.wait(start, 0, 0);
  parentPort.postMessage(timed(() => Array.from({ length: 25 }, work)));
}

/** Measures work on one thread and on two at once; twice the work in the same time is a ratio of 1/2. */
async function together() {
  const seconds = async (threads) => {
    const start = new Int32Array(new SharedArrayBuffer(8));
    const workers = Array.from(
      { length: threads },
      () => new Worker(new URL(import.meta.url), { workerData: { start } }),
    );
    const done = workers.map((worker) => new Promise((resolve) => worker.on('message', resolve)));
    while (Atomics.load(start, 1) < threads) await new Promise((resolve) => setImmediate(resolve));
    Atomics.store(start, 0, 1);
    Atomics.notify(start, 0);
    const times = await Promise.all(done);
    await Promise.all(workers.map((worker) => worker.terminate()));
    return Math.max(...times) / threads;
  };
  const ratios = [];
  for (let i = 0; i < 5; i++) ratios.push({ one: await seconds(1), two: await seconds(2) });
  const one = middle(ratios.map((each) => each.one));
  const two = middle(ratios.map((each) => each.two));
  return {
    title: 'matrix product, two threads to one',
    ours: two,
    against: 'itself on one thread',
    peer: one,
    limit: 1 / 1.9,
    note: kernel.name,
  };
}
