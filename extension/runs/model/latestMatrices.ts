import type { EpochRecord } from '@surprisal/core';

const NONE = new Uint32Array(0);
/** Bytes of matrices that a page is sent unasked: those of some 600 epochs of ten classes. */
const MOST = 2 ** 18;

/** Epochs with the matrix of the latest, and of as many before it as fit; a page asks for one of the others by itself. */
export function latestMatrices<R extends Pick<EpochRecord, 'confusion'>>(epochs: readonly R[], most = MOST): R[] {
  let room = Math.max(most, epochs.at(-1)?.confusion.byteLength ?? 0);
  const kept = [...epochs];
  for (let i = kept.length - 1; i >= 0; i--) {
    room -= kept[i].confusion.byteLength;
    if (room < 0 && kept[i].confusion.length > 0) kept[i] = { ...kept[i], confusion: NONE };
  }
  return kept;
}
