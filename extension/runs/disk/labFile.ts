import { checkConfig, labConfigs } from '@surprisal/core';
import * as v from 'valibot';
import type { Lab } from '../../protocol/lab.js';
import { checkedFile, count, share, wrong } from './checkedFile.js';
import { parsedJson } from './parsedJson.js';

const loss = v.object({
  id: v.picklist(['crossEntropy', 'focal', 'squaredError']),
  labelSmoothing: v.number(),
  classWeights: v.union([v.picklist(['none', 'balanced']), v.array(v.number())]),
  gamma: v.number(),
  alpha: v.number(),
});
const run = v.object({
  loss: count,
  rate: v.number(),
  seed: count,
  weights: count,
  order: count,
  trainLoss: v.array(v.number()),
  validation: v.array(share),
  failed: v.nullable(count),
  test: v.nullable(v.object({ accuracy: share, nats: v.number(), calibration: share })),
});
const shape = v.object({
  surprisal: v.literal('loss lab'),
  version: v.literal(1),
  title: v.string(),
  status: v.picklist(['finished', 'stopped', 'failed']),
  plan: v.object({
    config: v.unknown(),
    losses: v.array(loss),
    rates: v.array(v.number()),
    seeds: v.array(count),
  }),
  runs: v.array(run),
});

/** A comparison as a file; one that still runs is written as one that was stopped. */
export function labText({ plan, runs, title, status }: Lab): string {
  const ended = status === 'running' ? 'stopped' : status;
  return `${JSON.stringify({ surprisal: 'loss lab', version: 1, title, status: ended, plan, runs }, null, 1)}\n`;
}

/** Reads a comparison; throws what is wrong with it, and where. */
export function readLab(text: string): Lab {
  const { plan: given, runs, title, status } = checkedFile(shape, parsedJson(text));
  const plan = { ...given, config: checkConfig(given.config) };
  const { epochs } = plan.config;
  const nameOf = (loss: number, rate: number, seed: number): string => `loss ${loss}, rate ${rate}, seed ${seed}`;
  const left = new Set(
    labConfigs(plan).map(({ optimiser, seed }, i) =>
      nameOf(Math.floor(i / plan.rates.length) % plan.losses.length, optimiser.rate, seed),
    ),
  );
  runs.forEach(({ loss: at, rate, seed, test, failed, validation, trainLoss }, i) => {
    const name = nameOf(at, rate, seed);
    if (!left.delete(name)) throw wrong(`runs.${i}`, name, 'each run of the plan once');
    const whole = test !== null && failed === null && validation.length === epochs && trainLoss.length === epochs;
    if (!whole && (failed === null || test !== null))
      throw wrong(`runs.${i}`, `${validation.length} epochs`, `${epochs}, or the epoch in which it failed`);
  });
  return { plan, runs, title, status };
}
