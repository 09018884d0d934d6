import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ArrayIndex, NumberScanner, parseTensor } from '@surprisal/core';

export const title = 'a 53 MB array of 500,000 x 10 numbers to a Tensor';
export const peer = 'JSON.parse and flattening';
export const inside =
  'Inside the time of each side: from the text, or its bytes, to 5,000,000 numbers in one typed array with its shape.';
export const limit = 1 / 2;

const module = new URL('../../dist/kernels/numbers.wasm', import.meta.url);
const scanner = NumberScanner.open(new Uint8Array(readFileSync(module)), new TextEncoder());
const rows = 500_000;
const columns = 10;

export function open({ median }) {
  const text = write((value) => value.toFixed(6));
  const bytes = new TextEncoder().encode(text);
  const long = write(String);
  const { tensor } = parseTensor(text, { scanner });
  assert.deepEqual(tensor.shape, [rows, columns]);
  assert.deepEqual(tensor.data, flatten(text));
  assert.deepEqual(parseTensor(long, { scanner }).tensor.data, flatten(long));
  const compare = (what, ours, theirs, extra, options = { scanner }) => {
    const note = `${(theirs.length / 1e6).toFixed(1)} MB`;
    return { title: title + what, ...alternate(() => parseTensor(ours, options), () => flatten(theirs)), note, ...extra }; // prettier-ignore
  };
  const brackets = '['.repeat(1e6);
  const run = () => [
    compare('', text, text),
    compare(', from bytes', bytes, text),
    compare(', of 17 digits', long, long, { limit: 1 }),
    compare(', without WebAssembly', text, text, { limit: 1 }, {}),
    { title: 'the array at a place among a million brackets', ours: median(() => new ArrayIndex(brackets).find(5e5)) },
  ];
  return { run, close: () => undefined };
}

/** The medians of both, measured in turn, so that other load on the machine affects both alike. */
function alternate(ours, theirs) {
  const times = [[], []];
  for (let round = 0; round < 4; round++)
    for (const [side, work] of [ours, theirs].entries()) {
      const began = performance.now();
      work();
      if (round > 0) times[side].push(performance.now() - began);
    }
  const [mine, peer] = times.map((list) => list.sort((a, b) => a - b)[(list.length - 1) / 2]);
  return { ours: mine, peer };
}

function flatten(text) {
  const data = new Float64Array(rows * columns);
  let next = 0;
  for (const row of JSON.parse(text)) for (const value of row) data[next++] = value;
  return data;
}

function write(print) {
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
  const row = () => `[${Array.from({ length: columns }, () => print(next())).join(', ')}]`;
  return Buffer.from(`[${Array.from({ length: rows }, row).join(', ')}]`).toString('latin1');
}
