import type { RunConfig } from '@surprisal/core';

/** The first lines of a script, which say what it does and what of the run it does not repeat. */
export function beginning({ data: { corrections = '' } }: RunConfig): string {
  const corrected = /^[0-9a-f]{64}$/.test(corrections)
    ? `
# The run used corrected labels (the corrections of SHA-256 ${corrections}).
# This script reads the labels as the files have them, so its numbers differ from those of the run.`
    : '';
  return `# Trains a network as Surprisal did, and says how much of the test part it reads right.${corrected}`;
}
