import type { RunConfig } from '@surprisal/core';

/**
 * The settings of a run as a form takes them: what was applied where nothing was asked is left out again, and a run that
 * used no corrections of labels says so, since a form without a word on them means those beside the data.
 */
export function formSettings(config: RunConfig): RunConfig {
  const { scale, corrections = 'none', ...data } = config.data;
  const asked = scale !== undefined && scale !== 'legacy' && (data.source === 'files' || scale !== 'byte');
  return { ...config, data: { ...data, ...(asked && { scale }), corrections } };
}
