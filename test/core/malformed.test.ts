import assert from 'node:assert/strict';
import { CoreError, evaluate, measures } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { sampleOf } from './measureSample.js';

/** 5,000 in the ordinary tests; `npm run fuzz` asks for more. */
const cases = Number(process.env.FUZZ_CASES ?? 5000);
const seed = Number(process.env.FUZZ_SEED ?? 20240601);

const junk: readonly unknown[] = [
  NaN,
  Infinity,
  -Infinity,
  -1,
  -0,
  0,
  1,
  0.5,
  1e308,
  -1e308,
  5e-324,
  2 ** 53 + 2,
  null,
  undefined,
  true,
  '0.5',
  '',
  [],
  [[]],
  [0.5],
  [[0.5, 0.5]],
  {},
  { shape: [2], data: [1] },
  { shape: [2, 2], data: new Float64Array(3) },
  { shape: [-1], data: new Float64Array(0) },
  { shape: [0, 3], data: new Float64Array(0) },
  { shape: null, data: null },
  new Float32Array([0.5, 0.5]),
  new Uint8Array(3),
  new BigInt64Array(2),
  10n,
  () => 1,
  Symbol('x'),
  new Date(NaN),
];

describe('M5 malformed input', () => {
  it(`gives an error that says where, or a number, ${cases} times`, () => {
    const seen = { errors: 0, values: 0 };
    for (let number = 0; number < cases; number++) {
      const random = new Seeded(seed + number);
      const measure = random.pick(measures);
      const sample = sampleOf(measure, random);
      const input: Record<string, unknown> = { ...sample, options: { ...sample.options } };
      for (let times = 1 + random.below(2); times > 0; times--) spoil(input, random);
      const what = `case ${number}, ${measure.id}`;
      try {
        const { target, prediction, options } = input as unknown as Required<typeof sample>;
        const { value, perItem } = evaluate(measure.id, target, prediction, options);
        assert.ok(!Number.isNaN(value) && perItem.every((x) => !Number.isNaN(x)), `${what}: NaN in the value`);
        const gradient = measure.gradient?.(target, prediction ?? [], options);
        for (const side of [gradient?.target, gradient?.prediction])
          assert.ok(!hasNaN(side), `${what}: NaN in the gradient`);
        seen.values++;
      } catch (error) {
        if (!(error instanceof CoreError)) throw new Error(what, { cause: error });
        assert.ok(error.code && error.found && error.expected, `${what}: ${error.message}`);
        seen.errors++;
      }
    }
    assert.ok(seen.errors > cases / 4 && seen.values > cases / 20, JSON.stringify(seen));
  });
});

/** Changes one thing: an argument, an element of it, its length, or an option. */
function spoil(input: Record<string, unknown>, random: Seeded): void {
  const side = random.pick(['target', 'prediction']);
  const options = input.options as Record<string, unknown>;
  const names = ['axis', 'base', 'epsilon', 'gamma', ...Object.keys(options)];
  const kind = random.below(6);
  if (kind === 0) input[side] = random.pick(junk);
  else if (kind === 1) options[random.pick(names)] = random.pick(junk);
  else if (Array.isArray(input[side])) {
    const copy = (input[side] as unknown[]).map((x): unknown => (Array.isArray(x) ? [...x] : x));
    const at = random.below(copy.length);
    const inner = copy[at];
    if (kind === 2 || !Array.isArray(inner)) copy[at] = random.pick(junk);
    else if (kind === 3) inner.length = random.below(inner.length + 2);
    else inner[random.below(inner.length)] = random.pick(junk);
    input[side] = copy;
  }
}

function hasNaN(nested: unknown): boolean {
  if (typeof nested === 'number') return Number.isNaN(nested);
  if (Array.isArray(nested)) return nested.some(hasNaN);
  if (ArrayBuffer.isView(nested)) return Array.from(nested as Float64Array).some(Number.isNaN);
  return typeof nested === 'object' && nested !== null && 'data' in nested && hasNaN(nested.data);
}
