import assert from 'node:assert/strict';
import {
  bhattacharyyaCoefficient,
  bhattacharyyaDistance,
  confusionFromCounts,
  confusionMatrix,
  CoreError,
  earthMover,
  earthMoverGradient,
  entropy,
  evaluate,
  gini,
  hellinger,
  informationGain,
  jsDistance,
  jsDivergence,
  klDivergence,
  klDivergenceGradient,
  mutualInformation,
  oneHot,
  totalVariation,
  wasserstein1,
  wasserstein1Gradient,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { divergenceFamily } from './divergenceFamily.js';
import { matrix } from '../matrix.js';
import { fails } from './fails.js';

const family = Object.entries(divergenceFamily);

describe('M3 M5 corners of distances and entropy', () => {
  it('the pair of the contract: .4 on a line, .3 by a 0/1 cost, never .2', () => {
    const [p, q] = matrix([0.1, 0.7, 0.2], [0, 0.5, 0.5]);
    assert.ok(Math.abs(wasserstein1(p, q) - 0.4) < 1e-15);
    assert.ok(Math.abs(totalVariation(p, q) - 0.3) < 1e-15);
    const zeroOne = matrix([0, 1, 1], [1, 0, 1], [1, 1, 0]);
    assert.ok(Math.abs(earthMover(p, q, zeroOne).cost - 0.3) < 1e-15);
    assert.equal(klDivergence(p, q), Infinity);
  });

  it('KL with 0 ln(0/0) is 0 there, and Infinity only where q alone is 0', () => {
    assert.equal(klDivergence([0.5, 0.5, 0], [0.5, 0.5, 0]), 0);
    assert.equal(klDivergence([1, 0], [0.5, 0.5]), Math.LN2);
    assert.equal(klDivergence([0.5, 0.5], [1, 0]), Infinity);
    assert.deepEqual(
      klDivergence(matrix([0.5, 0.5], [1, 0]), matrix([1, 0], [1, 0]), { reduction: 'none' }),
      Float64Array.of(Infinity, 0),
    );
    assert.ok(Math.abs(klDivergence([1 - 1e-300, 1e-300], [1, 5e-324]) - 1e-300 * Math.log(1e-300 / 5e-324)) < 1e-310);
  });

  it('KL keeps all its digits near equality, and where a ratio overflows', () => {
    for (const x of [2 ** -30, 2 ** -20, 2 ** -12]) {
      const found = klDivergence([(1 + x) / 2, (1 - x) / 2], [0.5, 0.5]);
      assert.ok(Math.abs(found / ((x * x) / 2) / (1 + (x * x) / 6) - 1) < 1e-14, `${x}: ${found}`);
    }
    const far = klDivergence([0.5, 0.5], [1, 1e-310]);
    assert.ok(Math.abs(far / (Math.log(0.5) - Math.log(1e-310) / 2) - 1) < 1e-15, `${far}`);
  });

  it('equal distributions overlap by exactly 1', () => {
    for (const p of [[0.1, 0.2, 0.3, 0.4], [0.2, 0.8], [0.05, 0.95]]) assert.equal(bhattacharyyaCoefficient(p, p), 1); // prettier-ignore
  });

  it('earthMover brings sums that differ by rounding to that of the target, in every class', () => {
    const q = [0.5, 0.3, 0.2000005];
    const { plan } = earthMover([0.5, 0.25, 0.25], q, matrix([3, 1, 2], [1, 2, 0], [2, 5, 1]));
    plan.forEach((row, i) => assert.ok(Math.abs(row.reduce((a, b) => a + b) - [0.5, 0.25, 0.25][i]) < 1e-15));
    q.forEach((mass, j) => {
      const got = plan.reduce((sum, row) => sum + row[j], 0);
      assert.ok(Math.abs(got - mass / 1.0000005) < 1e-15, `${j}: ${got}`);
    });
  });

  it('an infinite value carries a warning that says why', () => {
    const { value, warnings } = evaluate('klDivergence', matrix([0.5, 0.5], [0.5, 0.5]), matrix([0.5, 0.5], [1, 0]));
    assert.equal(value, Infinity);
    const [{ code, message, place }, ...others] = warnings;
    assert.deepEqual([code, message], ['infinite', 'prediction rules out what target does not']);
    assert.deepEqual([place, others], [{ argument: 'prediction', path: [1] }, []]);
    assert.equal(bhattacharyyaDistance([1, 0], [0, 1]), Infinity);
    const twice = matrix([1, 0], [1, 0]);
    assert.equal(evaluate('bhattacharyyaDistance', twice, oneHot([1, 1], 2)).warnings.length, 1);
  });

  it('unnormalised rows are an error, or divided by their sum when asked, and said', () => {
    for (const [name, { value, gradient }] of family) {
      const [even, short] = [matrix([0.5, 0.5], [0.5, 0.5]), matrix([0.5, 0.5], [0.5, 0.4])];
      for (const call of [value, gradient]) fails(() => call(short, even), 'unnormalised', 'target', [1]);
      const asked = value([2, 6], [5, 5], { normalize: true }) as number;
      assert.ok(Math.abs(asked - (value([0.25, 0.75], [0.5, 0.5]) as number)) < 1e-15, name);
      assert.equal(evaluate(name, [2, 6], [5, 5], { normalize: true }).warnings[0].code, 'unnormalised');
    }
  });

  it('NaN, infinite and negative masses are errors that name the place', () => {
    for (const [, { value, gradient }] of family)
      for (const call of [value, gradient]) {
        fails(() => call([0.5, NaN], [0.5, 0.5]), 'notFinite', 'target', [1]);
        fails(() => call([0.5, 0.5], [Infinity, 0.5]), 'notFinite', 'prediction', [0]);
        fails(() => call([1.5, -0.5], [0.5, 0.5]), 'negative', 'target', [1]);
        fails(() => call([1], [0.5, 0.5]), 'shape', 'prediction');
        assert.throws(() => call([], []), { code: 'empty' });
        assert.throws(() => call([0, 0], [0.5, 0.5], { normalize: true }), { code: 'unnormalised' });
        assert.throws(() => call([1], [1], { axis: 1 }), { code: 'option' });
        assert.throws(() => call([1], [1], { reduction: 'max' as 'sum' }), { code: 'option' });
      }
  });

  it('entropy of nothing is an error, of a sure outcome 0, and a rounding error above 1 is 1', () => {
    fails(() => entropy([]), 'empty', 'p');
    fails(() => entropy([0, 0, 0]), 'unnormalised', 'p', []);
    assert.throws(() => entropy([0, 0, 0], { normalize: true }), { code: 'unnormalised' });
    assert.throws(() => entropy(1), { code: 'shape' });
    assert.ok(Object.is(entropy([1]), 0) && Object.is(entropy([0, 1]), 0) && Object.is(gini([1]), 0));
    assert.ok(Object.is(entropy([1 + 1e-7]), 0) && Object.is(gini([1 + 1e-7]), 0));
    assert.ok(klDivergence([1 + 1e-7, 0], [1, 0]) >= 0);
    for (const bounded of [jsDivergence, totalVariation, hellinger])
      assert.ok(bounded([1 + 1e-7, 0], [0, 1 + 1e-7]) <= 1);
  });

  it('identical pairs are 0 in every distance, never NaN', () => {
    const random = new Seeded(3);
    for (let i = 0; i < 2000; i++) {
      const p = random.distribution(1 + random.below(12), 0.2);
      for (const distance of [
        klDivergence,
        jsDivergence,
        jsDistance,
        totalVariation,
        hellinger,
        bhattacharyyaDistance,
        wasserstein1,
      ])
        assert.ok(Object.is(distance(p, p), 0), distance.name);
    }
  });

  it('single precision counts as normalised', () => {
    const random = new Seeded(4);
    for (let i = 0; i < 500; i++) {
      const [p, q] = [random.distribution(10), random.distribution(10)];
      for (const [name, { value }] of family) {
        const single = value(Float32Array.from(p), Float32Array.from(q)) as number;
        assert.ok(Math.abs(single - (value(p, q) as number)) < 1e-5, name);
      }
    }
  });

  it('positions: any order, one a class, finite', () => {
    const [p, q] = matrix([0.2, 0.3, 0.5], [0.5, 0.3, 0.2]);
    assert.ok(Math.abs(wasserstein1(p, q, { positions: [20, 10, 0] }) - 10 * wasserstein1(p, q)) < 1e-15);
    assert.equal(wasserstein1(p, q, { positions: [7, 7, 7] }), 0);
    assert.deepEqual(wasserstein1Gradient([1, 0], [0, 1], { positions: [5, 2] }).target, [0, -3]);
    fails(() => wasserstein1(p, q, { positions: [0, 1] }), 'option', 'positions');
    assert.throws(() => wasserstein1(p, q, { positions: [0, NaN, 1] }), {
      place: { argument: 'positions', path: [1] },
    });
    fails(() => wasserstein1([0.5, -0.5, 1], q), 'negative', 'target', [1]);
  });

  it('earthMover: batches, other numbers of classes, classes without mass, ties, negative costs', () => {
    const batch = earthMover(matrix([1, 0], [0, 1]), matrix([0, 0, 1], [0.5, 0.5, 0]), matrix([1, 2, 3], [4, 5, 6]), {
      reduction: 'none',
    });
    assert.deepEqual(batch.cost, Float64Array.of(3, 4.5));
    assert.deepEqual(batch.plan, [matrix([0, 0, 1], [0, 0, 0]), matrix([0, 0, 0], [0.5, 0.5, 0])]);
    assert.deepEqual(earthMover([1, 3], [2, 2], matrix([0, 1], [1, 0]), { normalize: true }), {
      cost: 0.25,
      plan: matrix([0.25, 0], [0.25, 0.5]),
    });
    assert.equal(earthMover([0.5, 0.5], [0.5, 0.5], matrix([-1, 2], [2, -3])).cost, -2);
    assert.equal(earthMover([1], [1], [[0]]).cost, 0);
    const columns = earthMover([[0.25], [0.75]], [[0.75], [0.25]], matrix([0, 2], [2, 0]), { axis: 0 });
    assert.deepEqual(columns, {
      cost: 1,
      plan: [matrix([0.25, 0], [0.5, 0.25])],
    });
    assert.equal(evaluate('earthMover', [0.5, 0, 0.5], [0, 1, 0]).value, 1);
    const equal = Array.from({ length: 60 }, () => 1 / 60);
    const ties = equal.map((_, i) => equal.map((__, j) => (i * 7 + j * 3) % 4));
    const { cost, plan } = earthMover(equal, equal, ties);
    assert.ok(cost < 1e-15 && plan.every((row) => Math.abs(row.reduce((sum, mass) => sum + mass) - 1 / 60) < 1e-16));
    const single = earthMover(
      Float32Array.of(0.1, 0.2, 0.7),
      Float32Array.of(0.3, 0.3, 0.4),
      matrix([0, 1, 2], [1, 0, 1], [2, 1, 0]),
    );
    assert.ok(Math.abs(single.cost - 0.5) < 1e-6);
  });

  it('earthMover: an arc made so dear that none should use it does not spoil the rest', () => {
    const random = new Seeded(77);
    const n = 5;
    const mass = Array.from({ length: n }, () => 1 / n);
    for (let round = 0; round < 60; round++) {
      const dear = random.pick([1e3, 1e9, 1e17, 1e20]);
      const cost = mass.map(() => mass.map(() => (random.next() < 0.4 ? dear : random.below(10))));
      mass.forEach((_, i) => (cost[i][(i + round) % n] = random.below(10)));
      const all = assignments(n).map((to) => to.reduce((sum, j, i) => sum + cost[i][j] / n, 0));
      const least = Math.min(...all.filter((sum) => sum < dear / n));
      const found = earthMover(mass, mass, cost).cost;
      assert.ok(Math.abs(found - least) < 1e-14 * 10, `${dear}: ${found}, not ${least}, ${JSON.stringify(cost)}`);
    }
    const asked = earthMover([0.25, 0.25, 0.5], [0.5, 0.25, 0.25], matrix([1, 5, 1e20], [7, 2, 9], [3, 6, 4]));
    assert.equal(asked.cost, 2.5);
  });

  it('earthMover: a cost that drowns the others still gives the least cost', () => {
    const random = new Seeded(5);
    for (let round = 0; round < 400; round++) {
      const n = 3 + random.below(3);
      const mass = Array.from({ length: n }, () => 1 / n);
      const dear = random.pick([1e25, 1e40, 1e100, 1.7e308]);
      const unit = random.pick([1, 1e-310]);
      const cost = mass.map(() => mass.map(() => (random.next() < 0.4 ? dear : random.below(10) * unit)));
      const least = Math.min(...assignments(n).map((to) => to.reduce((sum, j, i) => sum + cost[i][j] / n, 0)));
      const found = earthMover(mass, mass, cost).cost;
      assert.ok(Math.abs(found - least) <= 1e-6 * least, `${dear}: ${found}, not ${least}, ${JSON.stringify(cost)}`);
    }
    const half = [0.5, 0.5];
    assert.equal(earthMover(half, half, matrix([1e-310, 1e300], [-1e300, 1e270])).cost, 0);
    const far = Number.MAX_VALUE;
    const beyond = matrix([far, -far, 1e300], [-far, far, 3], [2, 1e290, 5e-324]);
    assert.deepEqual(
      earthMover([0.25, 0.25, 0.5], [0.25, 0.25, 0.5], beyond).plan,
      matrix([0, 0.25, 0], [0.25, 0, 0], [0, 0, 0.5]),
    );
  });

  it('costs and positions at the end of the numbers end in a number or an error', () => {
    const far = 1.7e308;
    const cost = matrix([-far, far], [far, -far]);
    for (const matrix of [cost, [...cost].reverse()])
      assert.equal(earthMover([0.5, 0.5], [0.5, 0.5], matrix).cost, -far);
    assert.throws(() => earthMoverGradient([0.5, 0.5], [0.5, 0.5], cost), { code: 'undefined' });
    const positions = [-far, far];
    assert.equal(wasserstein1([0.5, 0.5], [0.5, 0.5], { positions }), 0);
    assert.deepEqual(wasserstein1Gradient([0.5, 0.5], [0.5, 0.5], { positions }).target, [0, 0]);
    assert.equal(wasserstein1([1, 0], [0.5, 0.5], { positions }), 1.7e308);
    assert.equal(wasserstein1([1, 0], [0, 1], { positions }), Infinity);
  });

  it('earthMover: errors that name the place', () => {
    const p = [0.5, 0.5];
    fails(() => earthMover(p, p, [[0, 1]]), 'shape', 'cost');
    fails(() => earthMover(p, p, matrix([0, 1], [NaN, 0])), 'notFinite', 'cost', [1, 0]);
    fails(() => earthMover(p, p, matrix([0, Infinity], [1, 0])), 'notFinite', 'cost', [0, 1]);
    fails(() => earthMover([p], [p, p], matrix([0, 1], [1, 0])), 'shape', 'prediction');
    fails(() => earthMover([0.5, 0.4], p, matrix([0, 1], [1, 0])), 'unnormalised', 'target', []);
    assert.throws(() => earthMoverGradient(p, [-1, 2], matrix([0, 1], [1, 0])), { code: 'negative' });
  });

  it('earthMover of 200 x 200 in about a second, and of 200 x 200 that all tie', () => {
    const random = new Seeded(200);
    const [p, q] = [random.distribution(200), random.distribution(200)];
    const equal = p.map(() => 1 / 200);
    const costs = {
      line: p.map((_, i) => q.map((__, j) => Math.abs(i - j))),
      random: p.map(() => q.map(() => random.next())),
      ties: p.map(() => q.map(() => random.below(3))),
    };
    for (const [name, cost] of Object.entries(costs)) {
      const began = process.cpuUsage().user;
      const found = earthMover(name === 'ties' ? equal : p, name === 'ties' ? equal : q, cost).cost;
      assert.ok((process.cpuUsage().user - began) / 1e6 < 1, `${name} took more than a second`);
      if (name === 'line') assert.ok(Math.abs(found - wasserstein1(p, q)) < 1e-13);
    }
  });

  it('5,000 malformed or odd inputs: a located error or a number, and no NaN leaves', () => {
    const random = new Seeded(11);
    const odd = [0, 1, 0.5, -1, NaN, Infinity, -Infinity, 1e308, 5e-324, 1e-300, 2, -0];
    const value = (): unknown => random.pick<unknown>([...odd, ...odd, random.next(), random.next(), '1', null, [1]]);
    const vector = (): unknown => Array.from({ length: random.below(4) }, value);
    const input = (): never =>
      random.pick<unknown>([vector(), [vector(), vector()], value(), Float32Array.of(0.5, 0.5)]) as never;
    const calls: (() => unknown)[] = [
      ...family.flatMap(([, { value: of, gradient }]) => [
        () => of(input(), input(), { normalize: random.below(2) === 0 }),
        () => Object.values(gradient(input(), input(), { normalize: random.below(2) === 0 })),
      ]),
      () => entropy(input(), { normalize: random.below(2) === 0, base: random.pick(odd) }),
      () => gini(input()),
      () => klDivergenceGradient(input(), input()),
      () => mutualInformation(input()),
      () => informationGain(input(), input()),
      () => earthMover(input(), input(), input(), { normalize: true }).cost,
      () => confusionMatrix(input(), input()).counts,
      () => confusionFromCounts(input()).counts,
      () => wasserstein1(input(), input(), { positions: input() }),
    ];
    let right = 0;
    for (let i = 0; i < 5000; i++) {
      try {
        assert.ok(!/NaN/.test(String(random.pick(calls)())));
        right++;
      } catch (error) {
        assert.ok(
          error instanceof CoreError && (error.place.argument !== undefined || error.code === 'empty'),
          String((error as Error).stack),
        );
      }
    }
    assert.ok(right > 50, `${right} gave a number`);
  });
});

/** Every way to send n sources to n sinks. */
function assignments(n: number): number[][] {
  const longer = (ways: number[][]): number[][] =>
    ways
      .flatMap((way) => Array.from({ length: n }, (_, j) => [...way, j]))
      .filter((way) => new Set(way).size === way.length);
  let ways: number[][] = [[]];
  for (let i = 0; i < n; i++) ways = longer(ways);
  return ways;
}
