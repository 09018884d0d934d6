import type { RunConfig } from '@surprisal/core';

/** A configuration as it is saved. */
export const configText = (config: RunConfig): string => `${JSON.stringify(config, null, 2)}\n`;
