import { limits, type EpochRecord } from '@surprisal/core';

const NONE = new Uint32Array(0);

/** Epochs with the matrices of the latest of them, as many as half a message to a page holds; the others have none. */
export function latestMatrices<R extends Pick<EpochRecord, 'confusion'>>(
  epochs: readonly R[],
  most: number = limits.pageMessageOut / 2,
): R[] {
  let room = most;
  const kept = [...epochs];
  for (let i = kept.length - 1; i >= 0; i--) {
    room -= kept[i].confusion.byteLength;
    if (room < 0 && kept[i].confusion.length > 0) kept[i] = { ...kept[i], confusion: NONE };
  }
  return kept;
}
