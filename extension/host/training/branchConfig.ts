import type { RunConfig } from '@surprisal/core';

/**
 * The settings of a branch: where the form stands on the same data, network, batches and seed, its loss, optimiser,
 * epochs and early stop; else the parent's own. Where no epoch would be left to train, as many again.
 */
export function branchConfig(parent: RunConfig, form: RunConfig, epoch: number): RunConfig {
  const base = ({ data, network, batch, seed }: RunConfig): string => JSON.stringify([data, network, batch, seed]);
  const config = base(form) === base(parent) ? form : parent;
  return { ...config, epochs: config.epochs > epoch ? config.epochs : epoch + config.epochs };
}
