import type { CoreError, TextRange } from '@surprisal/core';

/** An error of the mathematics, with the place where its cause stands, and the place of what it does not go with. */
export class Misplaced extends Error {
  constructor(
    override readonly cause: CoreError,
    readonly range: TextRange | null,
    readonly other: TextRange | null = null,
  ) {
    super(cause.message);
  }
}
