import type { RunConfig } from '@surprisal/core';

/**
 * The settings of a branch: where the form stands on the same data, network, batches and seed, its loss, optimiser,
 * epochs and early stop; else the parent's own. Where no epoch would be left to train, as many again.
 */
export function branchConfig(parent: RunConfig, form: RunConfig, epoch: number): RunConfig {
  const base = ({ data, network, batch, seed }: RunConfig): string =>
    JSON.stringify([{ ...data, scale: undefined }, network, batch, seed]);
  const scaled = form.data.scale === undefined || form.data.scale === parent.data.scale;
  const config = scaled && base(form) === base(parent) ? { ...form, data: parent.data } : parent;
  return { ...config, epochs: config.epochs > epoch ? config.epochs : epoch + config.epochs };
}
