import type { RunConfig } from './config.js';

/** A dense network of fewer units has done much of its work before a helping thread has begun. */
const UNITS = 32;

/** How many of the threads that are to be had a run gains by. Its weights are the same with any number of them. */
export function usefulThreads({ network: { layers } }: RunConfig, most: number): number {
  const units = layers.reduce((sum, layer) => sum + (layer.kind === 'dense' ? layer.width : Infinity), 0);
  return units < UNITS ? 1 : most;
}
