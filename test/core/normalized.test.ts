import {
  bhattacharyyaDistance,
  entropy,
  gini,
  hellinger,
  jsDistance,
  jsDivergence,
  klDivergence,
  totalVariation,
  wasserstein1,
} from '@surprisal/core';
import { readReference, Worst } from './worst.js';

const { cases } = readReference<{ cases: [a: number[], b: number[], expected: Record<string, number>][] }>(
  'normalized.json',
);
const worst = new Worst();
const normalize = true;
const pairs = {
  klDivergence,
  jsDivergence,
  jsDistance,
  totalVariation,
  hellinger,
  bhattacharyyaDistance,
  wasserstein1,
};
const measures: Record<string, (a: number[], b: number[]) => number> = {
  entropy: (a: number[]) => entropy(a, { normalize }),
  gini: (a: number[]) => gini(a, { normalize }),
  ...Object.fromEntries(
    Object.entries(pairs).map(([name, measure]) => [name, (a: number[], b: number[]) => measure(a, b, { normalize })]),
  ),
};

describe('M10 weights that are divided by their sum', () => {
  for (const [name, measure] of Object.entries(measures))
    it(`${name} of nearly equal and nearly certain ones is within 1e-12 of 60 digits, or 1e-28`, () =>
      cases.forEach(([a, b, expected], number) =>
        worst.check(name, measure(a, b), expected[name], 1e-12, 1e-16, `case ${number}`),
      ));

  it('each row of a batch by itself, along any axis', () => {
    for (const [a, b, expected] of cases.slice(0, 50)) {
      const [p, q] = [a, b].map((row) => row.flatMap((x, k) => [x, k === 0 ? 1 : 0]));
      const shape = [a.length, 2];
      const [first] = totalVariation(
        { shape, data: Float64Array.from(p) },
        { shape, data: Float64Array.from(q) },
        { normalize, axis: 0, reduction: 'none' },
      );
      worst.check('totalVariation of a batch', first, expected.totalVariation, 1e-12, 1e-16, 'along axis 0');
    }
  });

  after(() => worst.record('normalized'));
});
