import assert from 'node:assert/strict';
import {
  chooseKernel,
  defaultConfig,
  layOut,
  measure,
  Network,
  openKernel,
  phases,
  prepareData,
  presets,
  TrainingLoop,
  type RunConfig,
} from '@surprisal/core';
import { filesOf, inflate, kernelBytes } from './training.js';

/** Bytes that processors hand one another whole. */
const LINE = 64;
const small = (changes: Partial<RunConfig>): RunConfig => ({ ...defaultConfig(), epochs: 1, ...changes });
const dense = (width: number) => ({ kind: 'dense' as const, width, activation: 'relu' as const });
const [, wide, convolutional] = presets.map(({ config }) => config());

/** For each phase, the most lines that two threads write, in the first three batches of a run, each doing its own tasks. */
function linesOfTwo(config: RunConfig, threads: number): Map<string, number> {
  const all = prepareData(config, filesOf(config), inflate);
  const [set] = all.sets;
  const sets = [{ ...set, count: 400, features: set.features.slice(0, 400 * 784), labels: set.labels.slice(0, 400) }];
  const rows = Uint32Array.from({ length: 300 }, (_, i) => i);
  const parts = { ...all, sets, train: rows, test: rows.slice(0, 1), validation: rows.slice(0, 0) };
  const dimensions = measure(parts, threads, config);
  const layout = layOut(config, dimensions);
  const seed = chooseKernel(kernelBytes, layout.size, layout.precision);
  const kernel = openKernel(seed);
  const words = new BigUint64Array(kernel.memory.buffer, 0, Math.floor(layout.size / 8));
  const networks = Array.from(
    { length: threads },
    (_, t) => new Network(config, layout, kernel, t, dimensions.classes),
  );
  const found = new Map<string, number>();
  const loop = new TrainingLoop(config, layout, parts, kernel, (phase, tasks) => {
    const writers = new Map<number, number>();
    const twice = new Set<number>();
    for (let task = 0; task < tasks; task++) {
      const before = words.slice();
      networks[task % threads].run(phase, task);
      for (let i = 0; i < words.length; i++) {
        if (words[i] === before[i]) continue;
        const line = Math.floor((i * 8) / LINE);
        if ((writers.get(line) ?? task % threads) !== task % threads) twice.add(line);
        writers.set(line, task % threads);
      }
    }
    const name = Object.entries(phases).find(([, number]) => number === phase)![0];
    found.set(name, Math.max(found.get(name) ?? 0, twice.size));
  });
  let batches = 0;
  for (const step of loop.run()) if (step.kind === 'batch' && ++batches === 3) break;
  return found;
}

describe('memory that threads share', () => {
  const runs: [string, RunConfig][] = [
    ['the course', small({})],
    ['Wide', small({ network: wide.network, optimiser: wide.optimiser, batch: 128 })],
    ['Wide with a penalty', small({ network: wide.network, batch: 128 })],
    ['100 and 33 units', small({ network: { layers: [dense(100), dense(33)] }, optimiser: wide.optimiser, batch: 50 })],
    ['a convolution', small({ network: convolutional.network, optimiser: wide.optimiser, batch: 128 })],
  ];
  for (const [name, config] of runs)
    for (const threads of [2, 4])
      it(`T2 no line is written by two of ${threads} threads in one phase: ${name}`, function () {
        this.timeout(60_000);
        const found = linesOfTwo(config, threads);
        assert.ok(found.has('train') && found.has('update'));
        for (const [phase, lines] of found) assert.equal(lines, 0, phase);
      });
});
