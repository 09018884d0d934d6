import { LabelCounter, NumberScanner } from '@surprisal/core';

let opened: NumberScanner | undefined;
let counter: LabelCounter | undefined;

/** Reads numbers and counts labels with this module from now on. */
export function useScanner(module: Uint8Array): void {
  opened = NumberScanner.open(module, new TextEncoder());
  counter = LabelCounter.open(module);
}

/** What this thread reads numbers with, where it was given one. */
export const scanner = (): NumberScanner | undefined => opened;

/** What it counts labels with. */
export const labelCounter = (): LabelCounter | undefined => counter;
