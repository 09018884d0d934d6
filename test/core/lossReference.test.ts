import assert from 'node:assert/strict';
import type { Tensor } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { lossFamily } from './lossFamily.js';
import { readReference, Worst } from './worst.js';

interface Case {
  loss: string;
  seed: number;
  /** Batch, classes, inner batch: `[n, classes, m]` with the classes along axis 1 where m is above 1. */
  shape: [number, number, number];
  target: 'elements' | 'index' | 'oneHot' | 'soft';
  options: {
    fromLogits?: boolean;
    epsilonMode?: string;
    reduction: string;
    axis?: number;
  };
  value: number | number[];
  /** Null where torch gives NaN. */
  gradient?: { prediction: (number | null)[]; target: (number | null)[] | null };
}

const { cases } = readReference<{ cases: Case[] }>('losses.json');
const worst = new Worst();

describe('M1 M4 losses against PyTorch and 50 digits', () => {
  it('holds at least 1,000 cases, of every loss', () => {
    assert.ok(cases.length >= 1000);
    assert.deepEqual(new Set(cases.map(({ loss }) => loss)), new Set(Object.keys(lossFamily)));
  });

  for (const loss of Object.keys(lossFamily))
    it(`${loss}: values within 1e-12, gradients within 1e-12 of their largest`, () => {
      for (const item of cases) if (item.loss === loss) checkCase(item);
    });

  after(() => worst.record('losses'));
});

function checkCase(item: Case): void {
  const { value, gradient } = lossFamily[item.loss];
  const { target, prediction, at } = inputsOf(item);
  const options = item.shape[2] > 1 && item.target !== 'elements' ? { ...item.options, axis: 1 } : item.options;
  const what = JSON.stringify({ ...item, value: undefined, gradient: undefined });
  const actual = [value(target, prediction, options)].flatMap((x) => (typeof x === 'number' ? x : Array.from(x)));
  const expected = [item.value].flat();
  assert.equal(actual.length, expected.length, what);
  expected.forEach((x, i) => worst.check(`${item.loss} value`, actual[i], x, 1e-12, 0, what));
  if (!item.gradient) return;
  const found = gradient(target, prediction, options);
  for (const argument of ['prediction', 'target'] as const) {
    const wanted = item.gradient[argument];
    if (!wanted) {
      assert.equal(found[argument], null, what);
      continue;
    }
    const data = (found[argument] as Tensor).data;
    const largest = Math.max(...wanted.map((x) => Math.abs(x ?? 0)));
    wanted.forEach((x, i) => {
      const family = `${item.loss} gradient, ${argument}`;
      if (x === null) assert.ok(!Number.isNaN(data[at(i)]), what);
      else worst.check(family, data[at(i)], x, 1e-12, largest, `${what} at ${i}`);
    });
  }
}

/** The inputs of a case from its seed, laid out by axis; `at` takes a position in rows over classes to one in the data. */
function inputsOf({ seed, shape, target: kind, options, loss }: Case) {
  const [n, classes, m] = shape;
  const random = new Seeded(seed);
  const list = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const at = (i: number): number => {
    const k = i % classes;
    const row = (i - k) / classes;
    return kind === 'elements' ? i : ((row - (row % m)) / m) * classes * m + k * m + (row % m);
  };
  const whole = m > 1 ? [n, classes, m] : [n, classes];
  const layOut = (flat: number[]): Tensor => {
    const data = new Float64Array(flat.length);
    flat.forEach((x, i) => (data[at(i)] = x));
    return { shape: whole, data };
  };
  if (kind === 'elements') {
    const squared = loss === 'meanSquaredError';
    const target = list(n * classes * m, () => (squared ? random.between(-3, 3) : random.pick([0, 1, random.next()])));
    const one = (): number => {
      if (squared) return random.between(-3, 3);
      if (options.fromLogits) return random.between(-4, 4);
      const q = random.pick([0, 1, random.next(), random.next()]);
      return options.epsilonMode === 'none' ? 0.01 + 0.98 * q : q;
    };
    const prediction = list(n * classes * m, one);
    return { target: layOut(target), prediction: layOut(prediction), at };
  }
  const makeTarget = (): number[] => {
    if (kind === 'soft') return random.distribution(classes, 0.2);
    const label = random.below(classes);
    return kind === 'index' ? [label] : list(classes, () => 0).fill(1, label, label + 1);
  };
  const rows = list(n * m, makeTarget).flat();
  const zeros = options.epsilonMode === 'none' ? 0 : 0.2;
  const prediction = list(n * m, () =>
    options.fromLogits ? list(classes, () => random.between(-4, 4)) : random.distribution(classes, zeros),
  ).flat();
  const labels: Tensor = { shape: m > 1 ? [n, m] : [n], data: Int32Array.from(rows) };
  return { target: kind === 'index' ? labels : layOut(rows), prediction: layOut(prediction), at };
}
