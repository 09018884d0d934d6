import { readFileSync } from 'node:fs';
import { LabelCounter, NumberScanner } from '@surprisal/core';

const module = new Uint8Array(readFileSync('dist/kernels/numbers.wasm'));
export const scanner = NumberScanner.open(module, new TextEncoder());
export const counter = LabelCounter.open(module);
