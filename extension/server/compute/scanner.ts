import { NumberScanner } from '@surprisal/core';

let opened: NumberScanner | undefined;

/** Reads numbers with this module from now on. */
export function useScanner(module: Uint8Array): void {
  opened = NumberScanner.open(module, new TextEncoder());
}

/** What this thread reads numbers with, where it was given one. */
export const scanner = (): NumberScanner | undefined => opened;
