import assert from 'node:assert/strict';
import { earthMover, entropy, gini, wasserstein1 } from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { divergenceFamily } from './divergenceFamily.js';
import { readReference, Worst } from './worst.js';

type Kind = 'ordinary' | 'zeros' | 'near' | 'equal' | 'disjoint' | 'sure';

interface Case {
  kind: Kind;
  /** The value at 50 digits and the largest term of its sum. */
  precise: Record<string, [value: number | 'Infinity', largest: number]>;
  others?: Record<string, number>;
  normalize?: boolean;
  gradients?: Record<string, [target: number[], prediction: number[]]>;
}

const {
  baseSeed,
  cases,
  earthMover: costs,
} = readReference<{ baseSeed: number; cases: Case[]; earthMover: number[] }>('divergences.json');
const worst = new Worst();

describe('M3 distances against 50 digits, SciPy, POT and PyTorch', () => {
  it('holds at least 1,000 pairs', () => assert.ok(cases.length >= 1000));

  for (const measure of [...Object.keys(divergenceFamily), 'positioned', 'entropy', 'gini'])
    it(`${measure} within 1e-12 of 1,000 pairs`, () =>
      cases.forEach(({ kind, precise, others }, number) => {
        const { p, q, positions } = pairOf(number, kind);
        const value = valueOf(measure, p, q, positions);
        const [expected, largest] = precise[measure];
        worst.check(`${measure}, ${kind}`, value, Number(expected), 1e-12, largest, `pair ${number}`);
        const other = others?.[measure];
        if (other !== undefined) worst.check(`${measure}, SciPy`, value, other, 1e-12, largest, `pair ${number}`);
      }));

  for (const [measure, { gradient }] of Object.entries(divergenceFamily))
    it(`M4 gradient of ${measure} within 1e-12 of its largest, by PyTorch's autograd`, () => {
      let checked = 0;
      cases.forEach(({ kind, normalize, gradients }, number) => {
        const expected = gradients?.[measure];
        if (!expected) return;
        const { p, q } = pairOf(number, kind);
        const times = normalize ? 3 : 1;
        const found = gradient(
          p.map((x) => x * times),
          q.map((x) => x * times),
          { normalize },
        );
        [found.target as number[], found.prediction as number[]].forEach((side, s) => {
          const largest = Math.max(...expected[s].map(Math.abs));
          side.forEach((x, k) =>
            worst.check(`${measure} gradient`, x, expected[s][k], 1e-12, largest, `pair ${number}`),
          );
        });
        checked++;
      });
      assert.equal(checked, 200);
    });

  it('earthMover within 1e-12 of POT, and its plan carries the masses', () =>
    costs.forEach((expected, number) => {
      const random = new Seeded(baseSeed + 100000 + number);
      const [n, m] = [2 + random.below(13), 2 + random.below(13)];
      const [p, q] = [random.distribution(n, 0.2), random.distribution(m, 0.2)];
      const whole = random.below(2) === 0;
      const cost = p.map(() => q.map(() => (whole ? random.below(4) : random.between(-1, 5))));
      const found = earthMover(p, q, cost);
      const largest = Math.max(...found.plan.flatMap((row, i) => row.map((mass, j) => mass * Math.abs(cost[i][j]))));
      worst.check('earthMover, POT', found.cost, expected, 1e-12, largest, `problem ${number}`);
      p.forEach((mass, i) => worst.check('earthMover plan', sum(found.plan[i]), mass, 1e-12, 1, `row ${i}`));
      q.forEach((mass, j) =>
        worst.check('earthMover plan', sum(found.plan.map((row) => row[j])), mass, 1e-12, 1, `column ${j}`),
      );
      assert.ok(found.plan.flat().every((mass) => mass >= 0));
    }));

  it('compares with SciPy wherever it keeps its digits, which is nearly always', () => {
    for (const measure of ['klDivergence', 'jsDistance', 'wasserstein1', 'positioned', 'entropy'])
      assert.ok(cases.filter(({ others }) => others?.[measure] !== undefined).length > 400, measure);
  });

  after(() => worst.record('divergences'));
});

function valueOf(measure: string, p: number[], q: number[], positions: number[]): number {
  if (measure === 'entropy') return entropy(p);
  if (measure === 'gini') return gini(p);
  if (measure === 'positioned') return wasserstein1(p, q, { positions });
  return divergenceFamily[measure].value(p, q) as number;
}

/** The pair of a case from its seed, as divergences.py makes it. */
function pairOf(number: number, kind: Kind): { p: number[]; q: number[]; positions: number[] } {
  const random = new Seeded(baseSeed + number);
  const classes = 2 + random.below(9);
  const zeros = kind === 'zeros' ? 0.3 : 0;
  let p = random.distribution(classes, zeros);
  let q: number[];
  if (kind === 'near') {
    const step = 2 ** -(8 + random.below(42));
    const weights = p.map((x) => x * (1 + step * random.between(-1, 1)));
    const total = sum(weights);
    q = weights.map((x) => x / total);
  } else if (kind === 'equal') q = [...p];
  else if (kind === 'sure') {
    const at = random.below(classes);
    p = p.map((_, k) => (k === at ? 1 : 0));
    q = random.distribution(classes, 0.3);
  } else {
    q = random.distribution(classes, zeros);
    if (kind === 'disjoint')
      [p, q] = [
        [...p, ...q.map(() => 0)],
        [...p.map(() => 0), ...q],
      ];
  }
  return { p, q, positions: p.map(() => random.between(-10, 10)) };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
