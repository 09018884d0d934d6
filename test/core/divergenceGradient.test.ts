import assert from 'node:assert/strict';
import {
  conditionalEntropy,
  conditionalEntropyGradient,
  earthMover,
  earthMoverGradient,
  entropy,
  entropyGradient,
  gini,
  giniGradient,
  mutualInformation,
  mutualInformationGradient,
  wasserstein1,
  wasserstein1Gradient,
  jsDivergenceGradient,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { divergenceFamily } from './divergenceFamily.js';
import { matrix } from '../matrix.js';
import { fails } from './fails.js';

const normalize = true;

/** Central differences of a function of one vector, extrapolated once; `size` is that of its arguments. */
function differences(value: (x: number[]) => number, x: number[], size: number): number[] {
  const slope = (k: number, h: number): number => {
    const moved = (by: number): number => value(x.map((v, i) => (i === k ? v + by : v)));
    return (moved(h) - moved(-h)) / (2 * h);
  };
  return x.map((_, k) => (4 * slope(k, 5e-4 * size) - slope(k, 1e-3 * size)) / 3);
}

/** Every component within 1e-6 of the largest. */
function agree(found: readonly number[], expected: readonly number[], what: string): void {
  const largest = Math.max(...expected.map(Math.abs), 1e-3);
  found.forEach((x, k) =>
    assert.ok(Math.abs(x - expected[k]) <= 1e-6 * largest, `${what}[${k}]: ${x}, ${expected[k]}`),
  );
}

/** Masses of any sum, no two of them nearly equal, so that no corner is in reach of a difference. */
function masses(random: Seeded, classes: number, shift: number): number[] {
  return Array.from(
    { length: classes },
    (_, k) => 1 + shift + 2 * ((k * 7 + random.below(3)) % 5) + 0.3 * random.next(),
  );
}

describe('M4 gradients of distances and information, by central differences', () => {
  for (const [name, { value, gradient }] of Object.entries(divergenceFamily))
    it(`${name} for both arguments`, () => {
      let checked = 0;
      for (let seed = 0; seed < 400; seed++) {
        const random = new Seeded(seed);
        const classes = 2 + random.below(6);
        const [p, q] = [masses(random, classes, 0), masses(random, classes, 0.5)];
        const found = gradient(p, q, { normalize });
        const byP = differences((x) => value(x, q, { normalize }) as number, p, 1e-1);
        const byQ = differences((x) => value(p, x, { normalize }) as number, q, 1e-1);
        if (nearCorner(p, q)) continue;
        checked++;
        agree(found.target as number[], byP, `${name} target, seed ${seed}`);
        agree(found.prediction as number[], byQ, `${name} prediction, seed ${seed}`);
      }
      assert.ok(checked > 250, `${checked} pairs`);
    });

  it('wasserstein1 with positions', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = new Seeded(seed);
      const [p, q] = [masses(random, 4, 0), masses(random, 4, 0.5)];
      const positions = p.map(() => random.between(-5, 5));
      if (nearCorner(p, q, positions)) continue;
      const found = wasserstein1Gradient(p, q, { normalize, positions });
      const byP = differences((x) => wasserstein1(x, q, { normalize, positions }), p, 1e-1);
      const byQ = differences((x) => wasserstein1(p, x, { normalize, positions }), q, 1e-1);
      agree(found.target, byP, `target, seed ${seed}`);
      agree(found.prediction, byQ, `prediction, seed ${seed}`);
    }
  });

  it('earthMover for masses and cost', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Seeded(seed);
      const [n, m] = [2 + random.below(4), 2 + random.below(4)];
      const [p, q] = [masses(random, n, 0), masses(random, m, 0.5)];
      const cost = p.map(() => q.map(() => random.between(0, 9)));
      const found = earthMoverGradient(p, q, cost, { normalize });
      const paid = (x: number[], y: number[], c: number[][]): number => earthMover(x, y, c, { normalize }).cost;
      const square = (x: number[]): number[][] => cost.map((row, i) => row.map((_, j) => x[i * m + j]));
      const byP = differences((x) => paid(x, q, cost), p, 1e-4);
      const byQ = differences((x) => paid(p, x, cost), q, 1e-4);
      const byCost = differences((x) => paid(p, q, square(x)), cost.flat(), 1e-4);
      agree(found.target, byP, `target, seed ${seed}`);
      agree(found.prediction, byQ, `prediction, seed ${seed}`);
      agree(found.cost.flat(), byCost, `cost, seed ${seed}`);
    }
  });

  it('entropy and gini, in any base', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = new Seeded(seed);
      const p = masses(random, 2 + random.below(6), 0);
      const base = random.pick([Math.E, 2, 10, 3]);
      const ofEntropy = differences((x) => entropy(x, { normalize, base }), p, 1);
      const ofGini = differences((x) => gini(x, { normalize }), p, 1);
      agree(entropyGradient(p, { normalize, base }), ofEntropy, `entropy, seed ${seed}`);
      agree(giniGradient(p, { normalize }), ofGini, `gini, seed ${seed}`);
    }
  });

  it('mutualInformation and conditionalEntropy for every cell', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Seeded(seed);
      const [rows, columns] = [1 + random.below(4), 1 + random.below(4)];
      const flat = masses(random, rows * columns, 0);
      const table = (x: number[]): number[][] =>
        Array.from({ length: rows }, (_, i) => x.slice(i * columns, (i + 1) * columns));
      const base = random.pick([Math.E, 2]);
      const options = { base, given: random.pick(['rows', 'columns'] as const) };
      const information = differences((x) => mutualInformation(table(x), { base }), flat, 1);
      agree(mutualInformationGradient(table(flat), { base }).flat(), information, `seed ${seed}`);
      const left = differences((x) => conditionalEntropy(table(x), options), flat, 1);
      agree(conditionalEntropyGradient(table(flat), options).flat(), left, `seed ${seed}`);
    }
  });

  it('without normalize: along every direction that keeps the sum', () => {
    for (const [name, { value, gradient }] of Object.entries(divergenceFamily)) {
      const [p, q] = matrix([0.5, 0.3, 0.2], [0.2, 0.35, 0.45]);
      const found = gradient(p, q).target as number[];
      const h = 1e-4;
      const moved = (by: number): number => value([p[0] + by, p[1], p[2] - by], q) as number;
      agree([found[0] - found[2]], [(moved(h) - moved(-h)) / (2 * h)], name);
    }
  });

  it('where a distance has a corner or an edge: a subgradient or the one-sided limit, never NaN', () => {
    const equal = [0.5, 0.5, 0];
    for (const [name, { gradient }] of Object.entries(divergenceFamily)) {
      const { target, prediction } = gradient(equal, equal);
      assert.ok(
        [...(target as number[]), ...(prediction as number[])].every((x) => !Number.isNaN(x)),
        name,
      );
    }
    const { jsDivergence, jsDistance, hellinger, klDivergence, bhattacharyyaCoefficient } = divergenceFamily;
    for (const { gradient } of [jsDivergence, jsDistance, hellinger, klDivergence])
      assert.equal((gradient([1, 0], [0.5, 0.5]).target as number[])[1], -Infinity);
    assert.deepEqual(jsDistance.gradient(equal, equal).target, [0, 0, 0]);
    assert.deepEqual(klDivergence.gradient(equal, equal), { target: [1, 1, Infinity], prediction: [-1, -1, 0] });
    assert.deepEqual(bhattacharyyaCoefficient.gradient([1, 0], [0.25, 0.75]).target, [0.25, Infinity]);
    assert.deepEqual(entropyGradient([1, 0]), [-1, Infinity]);
    assert.deepEqual(mutualInformationGradient(matrix([1, 0], [0, 0])), matrix([0, 0], [0, 0]));
    assert.deepEqual(conditionalEntropyGradient(matrix([1, 0], [0, 0])), matrix([0, Infinity], [0, 0]));
  });

  it('jsDivergence keeps its digits where one mass is tiny', () => {
    for (const tiny of [1e-5, 1e-10, 1e-20, 1e-300]) {
      const expected = (Math.log(2) + Math.log(tiny) - Math.log(0.5 + tiny)) / 2;
      const { target, prediction } = jsDivergenceGradient([1 - tiny, tiny], [0.5, 0.5]);
      assert.ok(Math.abs(target[1] / expected - 1) < 1e-14, `${target[1]} ${expected}`);
      assert.ok(Math.abs(prediction[1] - (Math.log(2) + Math.log(0.5) - Math.log(0.5 + tiny)) / 2) < 1e-15);
    }
  });

  it('where a distance is infinite: an error that names the place', () => {
    for (const name of ['klDivergence', 'bhattacharyyaDistance'])
      fails(() => divergenceFamily[name].gradient([1, 0], [0, 1]), 'undefined', 'target', [0]);
  });
});

/** True where cumulated masses are so near that a difference would step over a corner. */
function nearCorner(p: number[], q: number[], positions: number[] = p.map((_, k) => k)): boolean {
  const total = (x: number[]): number => x.reduce((sum, v) => sum + v);
  const order = [...p.keys()].sort((a, b) => positions[a] - positions[b]);
  let ahead = 0;
  return (
    order.slice(0, -1).some((k) => {
      const apart = p[k] / total(p) - q[k] / total(q);
      ahead += apart;
      return Math.abs(ahead) < 1e-3 || Math.abs(apart) < 1e-3;
    }) || Math.abs(p[order.at(-1)!] / total(p) - q[order.at(-1)!] / total(q)) < 1e-3
  );
}
