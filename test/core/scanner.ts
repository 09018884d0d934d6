import { readFileSync } from 'node:fs';
import { NumberScanner } from '@surprisal/core';

export const scanner = NumberScanner.open(new Uint8Array(readFileSync('dist/kernels/numbers.wasm')), new TextEncoder());
