import { CoreError, grouped } from '@surprisal/core';

/** Packed bytes stand for more than there may be of them. */
export const aboveLimit = (limit: number): CoreError =>
  new CoreError('limit', `more than ${grouped(limit)} bytes`, `at most ${grouped(limit)}`);
