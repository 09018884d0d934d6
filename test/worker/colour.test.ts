import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  chooseKernel,
  defaultConfig,
  layOut,
  measure,
  openKernel,
  partSets,
  Team,
  teamBytes,
  TrainingLoop,
  weightBytes,
  type LayerConfig,
  type Phase,
  type RunConfig,
} from '@surprisal/core';
import { colourImages } from '../core/colourImages.js';
import { kernelBytes } from '../core/training.js';

const networks: [string, LayerConfig[]][] = [
  [
    'convolutions',
    [
      { kind: 'convolution', size: 3, channels: 6, activation: 'relu' },
      { kind: 'maxPool', size: 2 },
      { kind: 'convolution', size: 2, channels: 5, activation: 'tanh' },
      { kind: 'dense', width: 40, activation: 'relu' },
    ],
  ],
  ['a wide dense layer', [{ kind: 'dense', width: 64, activation: 'relu' }]],
];

describe('threads that ship, on images of colour (R9)', function () {
  this.timeout(60_000);

  for (const [title, layers] of networks)
    it(`T5 ${title}: 1 to 4 of them train to the same bits`, async () => {
      const base = defaultConfig();
      const optimiser = { ...base.optimiser, rate: 0.02 };
      const config: RunConfig = { ...base, network: { layers }, optimiser, batch: 60, epochs: 2 };
      const parts = partSets(config, [colourImages({ width: 20, height: 14, count: 400, classes: 5, seed: 2 })]);
      const found = [];
      for (const threads of [1, 2, 3, 4]) {
        const dimensions = measure(parts, threads, config);
        const layout = layOut(config, dimensions);
        const seed = chooseKernel(kernelBytes, layout.size, layout.precision);
        const control = new SharedArrayBuffer(teamBytes(threads));
        const helpers = Array.from(
          { length: threads - 1 },
          () => new Worker('./dist/worker.js', { workerData: { helps: true } }),
        );
        const team = new Team<Phase>(control, 0, threads);
        const order = { config, dimensions, seed, control, threads };
        helpers.forEach((helper, i) => helper.postMessage({ ...order, thread: i + 1 }));
        const training = new TrainingLoop(config, layout, parts, openKernel(seed), (phase, tasks, work) =>
          team.run(phase, tasks, work),
        );
        for (const step of training.run()) if (step.kind === 'end') assert.equal(step.reason, 'finished');
        const ended = helpers.map((helper) => once(helper, 'exit'));
        team.close();
        for (const helper of helpers) helper.postMessage(null);
        await Promise.all(ended);
        found.push(Buffer.from(weightBytes(training.readWeights())).toString('base64'));
      }
      assert.deepEqual(new Set(found), new Set([found[0]]));
    });
});
