import { CoreError } from '@surprisal/core';

/** What a computation gives; null if the mathematics refuses its input. */
export function valueOrNull<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}
