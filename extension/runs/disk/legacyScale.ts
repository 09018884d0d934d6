import type { RunConfig } from '@surprisal/core';

/** The settings of a record of version 0.1.0, which knew no scale: own data was scaled by a rule that no new run has. */
export const legacyScale = (config: RunConfig): RunConfig =>
  config.data.source === 'files' && config.data.scale === undefined
    ? { ...config, data: { ...config.data, scale: 'legacy' } }
    : config;
