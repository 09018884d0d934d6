import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defaultConfig, partSets, type KernelBytes, type LayerConfig, type RunConfig } from '@surprisal/core';
import { all } from '../cases.js';
import { colourImages } from './colourImages.js';
import { kernelBytes, none, trainerOf } from './training.js';

interface Epoch {
  losses: number[];
  logits: number[];
  accuracy: number;
}
interface Case extends Pick<RunConfig, 'seed' | 'batch'> {
  title: string;
  width: number;
  height: number;
  count: number;
  classes: number;
  dataSeed: number;
  rate: number;
  momentum: number;
  nesterov: boolean;
  l2: number;
  layers: LayerConfig[];
  sha256: string;
  single: Epoch;
  double: Epoch;
}
/** Made by test/reference/colour.py. */
const { cases } = JSON.parse(readFileSync('test/reference/data/colour.json', 'utf8')) as { cases: Case[] };

function configOf({ layers, rate, momentum, nesterov, l2, batch, seed }: Case): RunConfig {
  const base = defaultConfig();
  return {
    ...base,
    data: { ...base.data, testFraction: 0.2, validationFraction: 0 },
    network: { layers },
    optimiser: { id: 'sgd', rate, schedule: 'constant', momentum, nesterov, l2 },
    batch,
    epochs: 1,
    seed,
  };
}

/** The losses of the batches of the first epoch, its record and the logits of the test images. */
function firstEpoch(config: RunConfig, given: Case, bytes: KernelBytes) {
  const parts = partSets(config, [colourImages({ ...given, seed: given.dataSeed })]);
  const losses: number[] = [];
  let last: { record: { testAccuracy: number }; logits: number[] } | undefined;
  for (const step of trainerOf(config, { parts, bytes }).trainer.run()) {
    if (step.kind === 'batch') losses.push(step.record.loss);
    if (step.kind === 'epoch') last = { record: step.record, logits: [...step.testLogits] };
  }
  return { losses, ...last! };
}

/** The farthest of ours from theirs: of losses in parts of them, of logits in parts of the greatest. */
function apart(ours: readonly number[], theirs: readonly number[], scale: number): number {
  return Math.max(...theirs.map((value, i) => Math.abs(ours[i] - value))) / scale;
}

describe('the first epoch on images of colour is that of PyTorch (R9)', function () {
  this.timeout(60_000);

  for (const given of cases) {
    const { title, width, height, count, batch, single, double, sha256, l2 } = given;
    const named = `${title}, ${count} images of ${height} by ${width} by 3`;

    it(`${named}: the images are the same bytes`, () => {
      const { features } = colourImages({ ...given, seed: given.dataSeed });
      assert.equal(createHash('sha256').update(features).digest('hex'), sha256);
    });

    it(`${named}: in double precision to 1e-12, logits to the precision that they are kept in`, () => {
      const { losses, record, logits } = firstEpoch({ ...configOf(given), mode: 'replay' }, given, none);
      assert.equal(losses.length, Math.ceil((0.8 * count) / batch));
      if (l2 === 0) assert.ok(apart(losses, double.losses, 1) <= 1e-12, `${apart(losses, double.losses, 1)}`);
      const greatest = Math.max(...double.logits.map(Math.abs));
      assert.ok(apart(logits, double.logits, greatest) <= 6e-8, `${apart(logits, double.logits, greatest)}`);
      assert.equal(record.testAccuracy, double.accuracy);
    });

    for (const [kernel, bytes] of [
      ['TypeScript', none],
      ['SIMD', { ...kernelBytes, relaxed: none.relaxed }],
      ['relaxed SIMD', kernelBytes],
    ] as const)
      // The TypeScript kernel takes seconds for these, and has been through them in double precision.
      if (all || bytes !== none || width < 32)
        it(`${named}: ${kernel}, in single precision within its noise`, () => {
          const { losses, record, logits } = firstEpoch(configOf(given), given, bytes);
          // How far the two precisions of PyTorch are from one another, and no less than a few steps of a number.
          const noise = (mine: readonly number[], its: readonly number[], least: number): number =>
            Math.max(least, 4 * apart(mine, its, 1));
          if (l2 === 0) {
            const most = noise(single.losses, double.losses, 1e-6);
            assert.ok(apart(losses, single.losses, 1) <= most, `${apart(losses, single.losses, 1)} of ${most}`);
          }
          const most = noise(single.logits, double.logits, 1e-5);
          assert.ok(apart(logits, single.logits, 1) <= most, `${apart(logits, single.logits, 1)} of ${most}`);
          assert.equal(record.testAccuracy, single.accuracy);
        });
  }
});
