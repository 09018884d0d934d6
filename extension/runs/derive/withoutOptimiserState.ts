import { type NamedBytes, readSafetensors, writeSafetensors } from '@surprisal/core';

/** A checkpoint without the optimiser's states, which are as large once or twice more, and no page reads them: weights and scaling. */
export function withoutOptimiserState(checkpoint: NamedBytes): NamedBytes {
  const { tensors, metadata } = readSafetensors(checkpoint);
  const weights = new Map([...tensors].filter(([name]) => /^(weights|scaling)\./.test(name)));
  return { name: checkpoint.name, bytes: writeSafetensors({ tensors: weights, metadata }) };
}
