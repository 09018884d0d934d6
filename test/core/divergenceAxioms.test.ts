import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bhattacharyyaCoefficient,
  bhattacharyyaDistance,
  earthMover,
  earthMoverGradient,
  hellinger,
  jsDistance,
  jsDivergence,
  klDivergence,
  totalVariation,
  wasserstein1,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { divergenceFamily } from './divergenceFamily.js';

/** A few distributions over the same classes, some classes without mass. */
const distributions = (count: number): fc.Arbitrary<number[][]> =>
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer()).map(([classes, seed]) => {
    const random = new Seeded(seed);
    return Array.from({ length: count }, () => random.distribution(classes, random.pick([0, 0.3])));
  });

/** A channel: one distribution over fewer or more classes for each class. */
const channel = (from: number, seed: number): number[][] => {
  const random = new Seeded(seed);
  const to = 1 + random.below(6);
  return Array.from({ length: from }, () => random.distribution(to, 0.4));
};

const send = (p: number[], through: number[][]): number[] =>
  through[0].map((_, j) => p.reduce((total, mass, i) => total + mass * through[i][j], 0));

const squareOf = (p: number[], cost: (i: number, j: number) => number): number[][] =>
  p.map((_, i) => p.map((__, j) => cost(i, j)));

const dot = (a: number[], b: number[]): number => a.reduce((total, x, i) => total + x * b[i], 0);

const holds = <T>(property: fc.IRawProperty<T, false>): void => fc.assert(property, { numRuns: 1000, seed: 20240607 });

describe('M3 axioms of the distances', () => {
  const metrics = {
    jsDistance,
    totalVariation,
    hellinger,
    wasserstein1,
    'earthMover of a metric': (p: number[], q: number[]) =>
      earthMover(
        p,
        q,
        squareOf(p, (i, j) => Math.sqrt(Math.abs(i - j))),
      ).cost,
  };
  for (const [name, distance] of Object.entries(metrics)) {
    it(`${name} is a metric: 0 for equal rows only, symmetric, and no detour is shorter`, () =>
      holds(
        fc.property(distributions(3), ([p, q, r]) => {
          assert.equal(distance(p, p), 0);
          const direct = distance(p, q);
          assert.ok(direct >= 0 && direct > 0 === p.some((x, k) => x !== q[k]), `${direct}`);
          assert.ok(Math.abs(direct - distance(q, p)) <= 1e-14, 'symmetric');
          assert.ok(direct <= distance(p, r) + distance(r, q) + 1e-14, 'triangle');
        }),
      ));
  }

  it('jsDivergence and bhattacharyyaDistance are symmetric and 0 for equal rows', () =>
    holds(
      fc.property(distributions(2), ([p, q]) => {
        assert.equal(jsDivergence(p, p), 0);
        assert.equal(bhattacharyyaDistance(p, p), 0);
        assert.equal(jsDivergence(p, q), jsDivergence(q, p));
        assert.equal(bhattacharyyaDistance(p, q), bhattacharyyaDistance(q, p));
        assert.ok(bhattacharyyaDistance(p, q) >= 0);
      }),
    ));

  it('bounds: 0 <= JS <= ln 2, one bit in base 2, and TV, Hellinger and BC within 0..1', () =>
    holds(
      fc.property(distributions(2), ([p, q]) => {
        for (const apart of [q, [...p.map(() => 0), ...q]]) {
          const padded = apart === q ? p : [...p, ...q.map(() => 0)];
          const js = jsDivergence(padded, apart);
          assert.ok(js >= 0 && js <= Math.LN2);
          assert.ok(jsDivergence(padded, apart, { base: 2 }) <= 1 && jsDistance(padded, apart, { base: 2 }) <= 1);
          for (const bounded of [totalVariation, hellinger, bhattacharyyaCoefficient]) {
            const value = bounded(padded, apart);
            assert.ok(value >= 0 && value <= 1);
          }
        }
      }),
    ));

  it('Pinsker and its kin: TV <= sqrt(KL/2), H^2 <= TV <= sqrt(2) H, JS <= TV ln 2', () =>
    holds(
      fc.property(distributions(2), ([p, q]) => {
        const variation = totalVariation(p, q);
        const distance = hellinger(p, q);
        assert.ok(variation <= Math.sqrt(klDivergence(p, q) / 2) + 1e-14);
        assert.ok(distance ** 2 <= variation + 1e-14 && variation <= Math.SQRT2 * distance + 1e-14);
        assert.ok(jsDivergence(p, q) <= variation * Math.LN2 + 1e-14);
      }),
    ));

  it('data processing: no channel makes two distributions easier to tell apart', () =>
    holds(
      fc.property(distributions(2), fc.integer(), ([p, q], seed) => {
        const through = channel(p.length, seed);
        const [sentP, sentQ] = [send(p, through), send(q, through)];
        for (const distance of [klDivergence, jsDivergence, totalVariation, hellinger, bhattacharyyaDistance])
          assert.ok(distance(sentP, sentQ) <= distance(p, q) + 1e-12, distance.name);
      }),
    ));

  it('W with a 0/1 cost is total variation, and with |x - y| it is the distance on a line', () =>
    holds(
      fc.property(distributions(2), fc.integer(), ([p, q], seed) => {
        const random = new Seeded(seed);
        const positions = p.map(() => random.between(-3, 3));
        const zeroOne = earthMover(
          p,
          q,
          squareOf(p, (i, j) => Number(i !== j)),
        ).cost;
        assert.ok(Math.abs(zeroOne - totalVariation(p, q)) <= 1e-14);
        const onLine = earthMover(
          p,
          q,
          squareOf(p, (i, j) => Math.abs(positions[i] - positions[j])),
        ).cost;
        assert.ok(Math.abs(onLine - wasserstein1(p, q, { positions })) <= 1e-13);
      }),
    ));

  it('the prices of earthMover prove its plan cheapest: none above a cost, and together they pay it', () =>
    holds(
      fc.property(distributions(1), distributions(1), fc.integer(), ([p], [q], seed) => {
        const random = new Seeded(seed);
        const cost = p.map(() => q.map(() => (seed % 2 ? random.below(3) : random.between(-2, 2))));
        const { target, prediction } = earthMoverGradient(p, q, cost);
        const { cost: paid } = earthMover(p, q, cost);
        p.forEach((_, i) => q.forEach((__, j) => assert.ok(target[i] + prediction[j] <= cost[i][j] + 1e-13)));
        const dual = dot(p, target) + dot(q, prediction);
        assert.ok(Math.abs(dual - paid) <= 1e-13 && Math.abs(dot(p, target) - paid / 2) <= 1e-13);
      }),
    ));

  it('20,000 nearly identical pairs: JS finite and never negative, Hellinger never NaN', () => {
    const random = new Seeded(7);
    for (let i = 0; i < 20000; i++) {
      const p = random.distribution(2 + random.below(8), 0.1);
      const step = 2 ** -(30 + random.below(24));
      const weights = p.map((x) => x * (1 + step * random.between(-1, 1)));
      const total = weights.reduce((sum, x) => sum + x);
      const q = weights.map((x) => x / total);
      const js = jsDivergence(p, q);
      assert.ok(
        js >= 0 && js < 1e-15 && jsDistance(p, q) >= 0 && hellinger(p, q) >= 0 && bhattacharyyaDistance(p, q) >= 0,
      );
    }
  });

  it('any axis, any reduction: the same as row by row', () =>
    holds(
      fc.property(fc.integer(), (seed) => {
        const random = new Seeded(seed);
        const [n, classes, m] = [1 + random.below(4), 1 + random.below(5), 1 + random.below(3)];
        const rows = (): number[][] => Array.from({ length: n * m }, () => random.distribution(classes));
        const [p, q] = [rows(), rows()];
        const layOut = (batch: number[][]) => ({
          shape: [n, classes, m],
          data: Float64Array.from({ length: n * classes * m }, (_, at) => {
            const inner = at % m;
            const k = Math.floor(at / m) % classes;
            return batch[Math.floor(at / (m * classes)) * m + inner][k];
          }),
        });
        const { value, gradient } = random.pick(Object.values(divergenceFamily));
        const one = p.map((row, i) => value(row, q[i]) as number);
        const axis = random.pick([1, -2]);
        assert.deepEqual(Array.from(value(layOut(p), layOut(q), { axis, reduction: 'none' }) as Float64Array), one);
        const total = value(layOut(p), layOut(q), { axis, reduction: 'sum' }) as number;
        const mean = value(layOut(p), layOut(q), { axis }) as number;
        assert.ok(Math.abs(total - one.reduce((sum, x) => sum + x)) <= 1e-13 * Math.max(1, total));
        assert.ok(Math.abs(mean - total / one.length) <= 1e-15 * Math.max(1, mean));
        assert.equal(value(layOut(p), layOut(q), { axis, reduction: 'weightedMean' }), mean);
        const whole = gradient(layOut(p), layOut(q), { axis }).prediction as { data: Float64Array };
        const single = gradient(p[0], q[0]).prediction as number[];
        single.forEach((x, k) =>
          assert.ok(Math.abs(whole.data[k * m] - x / one.length) <= 1e-14 * Math.max(1, Math.abs(x))),
        );
      }),
    ));
});
