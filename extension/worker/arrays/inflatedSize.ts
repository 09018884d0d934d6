import { CoreError, grouped } from '@surprisal/core';

/** The most that one deflated byte can stand for. */
const GREATEST_RATIO = 1032;

/** Room for all that packed bytes can stand for, if no more than a limit may come out. */
export const roomFor = (bytes: Uint8Array, limit: number): number =>
  Math.min(limit, bytes.length * GREATEST_RATIO + 64);

/** Packed bytes stand for more than there may be of them. */
export const aboveLimit = (limit: number): CoreError =>
  new CoreError('limit', `more than ${grouped(limit)} bytes`, `at most ${grouped(limit)}`);
