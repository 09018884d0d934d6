import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  adjustedMutualInformation,
  clusterPurity,
  conditionalEntropy,
  contingencyTable,
  entropy,
  evaluate,
  gini,
  informationGain,
  mutualInformation,
  normalizedMutualInformation,
  vMeasure,
  type EntropyAverage,
  type TensorLike,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { readReference, Worst } from './worst.js';
import { matrix } from '../matrix.js';
import { fails } from './fails.js';

type Kind = 'counts' | 'probabilities' | 'near' | 'independent' | 'degenerate';
type Precise = [value: number, largest: number];
type Agreement = 'informationGain' | 'normalized' | 'adjusted' | 'homogeneity' | 'completeness' | 'vMeasure';

interface Reference {
  baseSeed: number;
  tables: { kind: Kind; mutualInformation: Precise; givenRows: Precise; givenColumns: Precise }[];
  vectors: {
    average: EntropyAverage;
    precise: Record<Agreement | 'purity' | 'span', number>;
    sklearn: Partial<Record<Agreement, number>>;
  }[];
}

const { baseSeed, tables, vectors } = readReference<Reference>('information.json');
const worst = new Worst();

describe('M6 information against 50 digits and scikit-learn', () => {
  it('1,000 tables: mutual information and what is left, within 1e-12', () => {
    assert.ok(tables.length >= 1000);
    tables.forEach((item, number) => {
      const joint = tableOf(new Seeded(baseSeed + number), item.kind);
      const hold = (what: string, value: number, [expected, largest]: Precise): void => {
        assert.ok(value >= 0, `${what}, table ${number}`);
        worst.check(`${what}, ${item.kind}`, value, expected, 1e-12, largest, `table ${number}`);
      };
      hold('mutualInformation', mutualInformation(joint), item.mutualInformation);
      hold('conditionalEntropy', conditionalEntropy(joint), item.givenRows);
      hold('conditionalEntropy', conditionalEntropy(joint, { given: 'columns' }), item.givenColumns);
    });
  });

  it('1,000 pairs of label vectors: every measure within 1e-12, and of scikit-learn where it keeps 12 digits', () => {
    assert.ok(vectors.length >= 1000);
    vectors.forEach(({ average, precise, sklearn }, number) => {
      const [labels, groups] = labelsOf(new Seeded(baseSeed + 100000 + number));
      const found = {
        informationGain: informationGain(labels, groups),
        normalized: normalizedMutualInformation(labels, groups, { average }),
        adjusted: adjustedMutualInformation(labels, groups, { average }),
        ...vMeasure(labels, groups),
        purity: clusterPurity(labels, groups),
      };
      for (const [name, value] of Object.entries(found)) {
        // What is divided by a small range carries the rounding of both entropies over that range.
        const largest = name === 'adjusted' && precise.span !== 0 ? 1e-3 / Math.abs(precise.span) : 0;
        const expected = precise[name as Agreement];
        worst.check(name, value, expected, 1e-12, largest, `vectors ${number}`);
        const theirs = sklearn[name as Agreement];
        if (theirs !== undefined)
          worst.check(`${name}, scikit-learn`, value, theirs, 2e-12, largest, `vectors ${number}`);
      }
    });
    for (const name of ['informationGain', 'normalized', 'homogeneity', 'completeness', 'vMeasure'] as const)
      assert.ok(vectors.filter(({ sklearn }) => sklearn[name] !== undefined).length > 800, name);
  });

  it('a decision stump: of four questions on fourteen days, the outlook gains most', () => {
    const days = [
      'sunny hot high calm no',
      'sunny hot high windy no',
      'overcast hot high calm yes',
      'rain mild high calm yes',
      'rain cool normal calm yes',
      'rain cool normal windy no',
      'overcast cool normal windy yes',
      'sunny mild high calm no',
      'sunny cool normal calm yes',
      'rain mild normal calm yes',
      'sunny mild normal windy yes',
      'overcast mild high windy yes',
      'overcast hot normal calm yes',
      'rain mild high windy no',
    ].map((day) => day.split(' '));
    const play = days.map((day) => day[4]);
    const questions = [0, 1, 2, 3].map((question) => days.map((day) => day[question]));
    const gains = questions.map((answers) => informationGain(play, answers, { base: 2 }));
    // By hand: H(9 of 14) less (5 H(2 of 5) + 4 H(4 of 4) + 5 H(3 of 5)) / 14.
    const h = (a: number, n: number): number => (a === n ? 0 : entropy([a / n, 1 - a / n], { base: 2 }));
    const byHand = h(9, 14) - (5 * h(2, 5) + 4 * h(4, 4) + 5 * h(3, 5)) / 14;
    assert.ok(Math.abs(gains[0] - byHand) < 1e-15 && Math.abs(gains[0] - 0.2467498) < 1e-7);
    assert.deepEqual(gains.indexOf(Math.max(...gains)), 0);
    // A threshold as a group: a stump on a number.
    const warm = [30, 28, 27, 21, 12, 10, 9, 20, 11, 22, 23, 24, 29, 19];
    const above = warm.map((x) => x > 25);
    assert.ok(informationGain(play, above) > 0);
  });

  it('chain rule: H(labels) = I + H(labels | groups), and merging groups never gains', () =>
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [labels, groups] = labelsOf(new Seeded(seed));
        const { counts } = contingencyTable(labels, groups);
        const sums = counts.map((row) => row.reduce((sum, n) => sum + n));
        const gain = informationGain(labels, groups);
        const whole = entropy(sums, { normalize: true });
        assert.ok(Math.abs(whole - gain - conditionalEntropy(counts, { given: 'columns' })) <= 1e-14);
        assert.ok(gain <= whole + 1e-15);
        const merged = groups.map((group) => Math.min(group, 2));
        assert.ok(informationGain(labels, merged) <= gain + 1e-15);
        const negated = labels.map((x) => -x);
        assert.equal(informationGain(labels, labels.map(String)), informationGain(negated, labels));
      }),
      { numRuns: 500, seed: 1 },
    ));

  it('a contingency table stands in the order of its sorted names', () => {
    assert.deepEqual(contingencyTable(['b', 'a', 'a'], [10, 9, 9]), {
      labels: ['a', 'b'],
      groups: [9, 10],
      counts: matrix([2, 0], [0, 1]),
    });
  });

  it('one row or one column of any weights holds exactly no information', () => {
    const random = new Seeded(31);
    for (let round = 0; round < 200; round++) {
      const weights = Array.from({ length: 2 + random.below(5) }, () => random.between(0.01, 3));
      assert.equal(mutualInformation([weights]), 0);
      assert.equal(mutualInformation(weights.map((x) => [x])), 0);
    }
  });

  it('independent counts hold exactly no information, in either orientation', () => {
    assert.equal(mutualInformation(matrix([1, 2, 3], [2, 4, 6])), 0);
    assert.equal(mutualInformation({ shape: [3, 2], data: Int32Array.of(1, 2, 2, 4, 3, 6) }), 0);
    assert.ok(mutualInformation(matrix([1e-200, 0], [0, 1]), { base: 2 }) > 0);
  });

  it('conditional entropy knows rows from columns', () => {
    const joint = matrix([1, 1], [0, 2]);
    assert.equal(conditionalEntropy(joint, { base: 2, given: 'rows' }), 0.5);
    assert.ok(Math.abs(conditionalEntropy(joint, { base: 2, given: 'columns' }) - 0.688722) < 1e-6);
  });

  it('gini is the chance of two different draws, and entropy of n equal classes is ln n', () => {
    for (let n = 1; n < 50; n++) {
      const equal = Array.from({ length: n }, () => 1);
      assert.ok(Math.abs(gini(equal, { normalize: true }) - (1 - 1 / n)) < 1e-15);
      assert.ok(Math.abs(entropy(equal, { normalize: true }) - Math.log(n)) < 2e-15);
    }
    assert.deepEqual(gini(matrix([1, 0], [0.5, 0.5]), { reduction: 'none' }), Float64Array.of(0, 0.5));
    assert.equal(entropy(matrix([1, 0.5], [0, 0.5]), { axis: 0, base: 2 }), 0.5);
  });

  it('groupings that cannot differ: one group each is 1, one against many is 0, all alone is 1', () => {
    for (const measure of [normalizedMutualInformation, adjustedMutualInformation]) {
      assert.equal(measure([5, 5, 5], ['a', 'a', 'a']), 1);
      assert.equal(measure([5, 5, 5], ['a', 'b', 'c']), 0);
      for (const average of ['arithmetic', 'geometric', 'min', 'max'] as const) {
        assert.equal(measure([1, 2, 3], ['a', 'b', 'c'], { average }), 1);
        assert.equal(measure([true, false, true], [2, 1, 2], { average }), 1);
      }
    }
    for (const groups of matrix([0, 0, 1], [0, 1, 1, 1], [4, 4, 2, 2, 2], [1, 2, 2, 3, 3, 3, 3])) {
      const alone = [...groups.keys()];
      assert.equal(adjustedMutualInformation(alone, groups, { average: 'min' }), 0, String(groups));
    }
    assert.deepEqual(vMeasure([1, 1], [1, 1]), { homogeneity: 1, completeness: 1, vMeasure: 1 });
    assert.deepEqual(vMeasure([0, 1, 0, 1], [0, 0, 1, 1]), { homogeneity: 0, completeness: 0, vMeasure: 0 });
    assert.ok(vMeasure([0, 0, 1, 1], [0, 0, 1, 2], { beta: 0 }).vMeasure === 1);
    assert.equal(clusterPurity([1, 2, 3], [0, 1, 2]), 1);
    assert.equal(clusterPurity([5, 5, 5], [0, 1, 1]), 1);
  });

  it('the catalogue gives the same numbers', () => {
    const [labels, groups] = matrix([0, 0, 1, 1, 2], [1, 1, 1, 0, 0]);
    const joint = matrix([3, 1], [0, 2]);
    const value = (id: string, a: TensorLike, b?: TensorLike): number | null => evaluate(id, a, b).value;
    assert.equal(value('informationGain', labels, groups), informationGain(labels, groups));
    assert.equal(value('clusterPurity', labels, groups), clusterPurity(labels, groups));
    assert.equal(value('normalizedMutualInformation', labels, groups), normalizedMutualInformation(labels, groups));
    assert.equal(value('adjustedMutualInformation', labels, groups), adjustedMutualInformation(labels, groups));
    assert.equal(value('mutualInformation', joint), mutualInformation(joint));
    assert.equal(value('conditionalEntropy', joint), conditionalEntropy(joint));
    assert.equal(value('entropy', [0.5, 0.5]), Math.LN2);
    assert.equal(value('gini', [0.5, 0.5]), 0.5);
  });

  it('errors name what and where', () => {
    fails(() => mutualInformation([1, 2]), 'shape', 'joint');
    fails(() => mutualInformation([[]]), 'empty', 'joint');
    fails(() => mutualInformation([[0, 0]]), 'undefined', 'joint');
    fails(() => mutualInformation([[1, -1]]), 'negative', 'joint', [0, 1]);
    fails(() => conditionalEntropy([[1], [NaN]]), 'notFinite', 'joint', [1, 0]);
    assert.throws(() => conditionalEntropy([[1]], { given: 'diagonal' as 'rows' }), { code: 'option' });
    fails(() => informationGain([1, 2], [1]), 'shape', 'groups');
    fails(() => informationGain([], []), 'empty', 'labels');
    fails(() => informationGain([1, 0.5], [1, 1]), 'range', 'labels', [1]);
    fails(() => clusterPurity([1, 2], ['a', 1]), 'data', 'groups', [1]);
    assert.throws(() => vMeasure([1], [1], { beta: -1 }), { code: 'option' });
    const many = Int32Array.from({ length: 3000 }, (_, i) => i);
    fails(() => contingencyTable(many, many), 'limit', 'groups');
  });

  after(() => worst.record('information'));
});

/** A table from its seed, as information.py makes it. */
function tableOf(random: Seeded, kind: Kind): number[][] {
  const [rows, columns] = [1 + random.below(6), 1 + random.below(6)];
  const list = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  if (kind === 'counts') {
    const cells = list(rows, () => list(columns, () => random.below(1 + random.below(40))));
    cells[0][0]++;
    return cells;
  }
  if (kind === 'probabilities') {
    const flat = random.distribution(rows * columns, 0.2);
    return list(rows, (i) => flat.slice(i * columns, (i + 1) * columns));
  }
  const r = list(rows, () => 1 + random.below(9));
  const c = list(columns, () => 1 + random.below(9));
  if (kind === 'degenerate') {
    const at = random.below(columns);
    return r.map((a) => c.map((_, j) => (j === at ? a : 0)));
  }
  const scale = kind === 'near' ? 10 ** (1 + random.below(7)) : 1;
  const cells = r.map((a) => c.map((b) => scale * a * b));
  if (kind === 'near') cells[random.below(rows)][random.below(columns)]++;
  return cells;
}

/** Two label vectors from their seed, as information.py makes them. */
function labelsOf(random: Seeded): [number[], number[]] {
  const [n, k, g] = [1 + random.below(60), 1 + random.below(6), 1 + random.below(6)];
  const labels = Array.from({ length: n }, () => random.below(1 + random.below(k)));
  const same = random.next();
  return [labels, labels.map((label) => (random.next() < same ? label : random.below(g)))];
}
