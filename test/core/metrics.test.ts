import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  accuracy,
  balancedAccuracy,
  calibrationBins,
  classificationReport,
  cohensKappa,
  confusionFromCounts,
  confusionMatrix,
  CoreError,
  expectedCalibrationError,
  LabelCounter,
  matthewsCorrelation,
  mergeClasses,
  mergeCost,
  mergeHierarchy,
  mostConfused,
  mutualInformation,
  normalizeConfusion,
  topKAccuracy,
  whyUndefined,
  wilsonInterval,
  type ConfusionMatrix,
  type Label,
  type NumericArray,
  type Rates,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { counter } from './scanner.js';
import { readReference, Worst } from './worst.js';
import { matrix } from '../matrix.js';
import { fails } from './fails.js';

type Maybe = number | null;

interface Case {
  counts: number[][];
  found: number[][];
  fewer: number[][] | null;
  shares: [number[][], number[][], number[][]];
  accuracy: number;
  balanced: number;
  kappa: Maybe;
  matthews: Maybe;
  /** By zero division: precision, recall and F1 of each class, then the three means of each. */
  reports: Record<'null' | '0' | '1', Maybe[][]>;
  /** Bits and share of each pair. */
  merges: [number, Maybe][];
}

interface Reference {
  baseSeed: number;
  vectors: Case[];
  ranked: number[][];
  intervals: [number, number][];
  calibrated: number[];
  digits: {
    counts: number[][];
    directed: [number, number, number, number][];
    symmetric: [number, number, number, number][];
    merges: [number, Maybe][];
    merged: { counts: number[][]; accuracy: number; kappa: number };
  };
}

const { baseSeed, vectors, ranked, intervals, calibrated, digits } = readReference<Reference>('metrics.json');
/** What makes the arrays of numbers of each type. */
const typed = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array].map(
  (Type) => ({ from: (numbers: number[]): NumericArray => Type.from(numbers) }),
);
const worst = new Worst();
const square = confusionFromCounts;

function same(family: string, actual: Maybe, expected: Maybe, what: string): void {
  if (actual === null || expected === null) assert.equal(actual, expected, `${family}, ${what}`);
  else worst.check(family, actual, expected, 1e-12, 0, what);
}

describe('M7 metrics against scikit-learn, SciPy and plain counting', () => {
  it('1,000 label vectors: the confusion matrix, with unseen labels, any order, numbers or strings', () => {
    assert.ok(vectors.length >= 1000);
    vectors.forEach(({ counts, found, fewer }, number) => {
      const { actual, predicted, listed } = labelsOf(number);
      assert.deepEqual(confusionMatrix(actual, predicted, { labels: listed }), { labels: listed, counts });
      assert.deepEqual(confusionMatrix(actual, predicted).counts, found);
      for (const { from } of typed)
        assert.deepEqual(confusionMatrix(from(actual), from(predicted), { labels: listed, counter }).counts, counts);
      const strings = (values: number[]): string[] => values.map((x) => `class ${x}`);
      assert.deepEqual(confusionMatrix(strings(actual), strings(predicted)).counts, found);
      const far = (values: number[]): Int32Array => Int32Array.from(values, (x) => x * 7 + 60);
      assert.deepEqual(confusionMatrix(far(actual), far(predicted)).counts, found);
      const one = confusionMatrix(actual, predicted, { labels: listed.slice(0, 1), unlisted: 'drop' });
      if (fewer) assert.deepEqual(one.counts, fewer);
      assert.equal(one.counts[0][0] + (one.dropped ?? NaN), actual.length);
    });
  });

  it('1,000 label vectors: shares, accuracy, kappa and MCC within 1e-12', () => {
    vectors.forEach((item, number) => {
      const cm = matrixOf(number);
      for (const [of, expected] of [
        ['actual', item.shares[0]],
        ['predicted', item.shares[1]],
        ['all', item.shares[2]],
      ] as const)
        normalizeConfusion(cm, of).forEach((row, i) =>
          row.forEach((share, j) => {
            if (share === null) assert.equal(expected[i][j], 0);
            else same(`share of ${of}`, share, expected[i][j], `vectors ${number}`);
          }),
        );
      same('accuracy', accuracy(cm), item.accuracy, `vectors ${number}`);
      same('balancedAccuracy', balancedAccuracy(cm), item.balanced, `vectors ${number}`);
      for (const [name, value, expected] of [
        ['cohensKappa', cohensKappa(cm), item.kappa],
        ['matthewsCorrelation', matthewsCorrelation(cm), item.matthews],
      ] as const) {
        if (value === null || expected === null) assert.equal(value, expected);
        else worst.check(name, value, expected, 1e-12, 1, `vectors ${number}`);
        assert.equal(whyUndefined(cm, name) === null, value !== null);
      }
    });
  });

  it('1,000 label vectors: the report under each zero division, and its means, within 1e-12', () => {
    const rates = ['precision', 'recall', 'f1'] as const;
    vectors.forEach(({ reports, counts }, number) => {
      for (const zeroDivision of [null, 0, 1] as const) {
        const report = classificationReport(matrixOf(number), { zeroDivision });
        const [precision, recall, f1, ...means] = reports[`${zeroDivision}`];
        report.classes.forEach((entry, i) => {
          same('precision', entry.precision, precision[i], `vectors ${number}`);
          same('recall', entry.recall, recall[i], `vectors ${number}`);
          same('f1', entry.f1, f1[i], `vectors ${number}`);
          const support = counts[i].reduce((sum, n) => sum + n);
          assert.deepEqual([entry.support, entry.correct], [support, counts[i][i]]);
        });
        ([report.macro, report.micro, report.weighted] as Rates[]).forEach((mean, m) =>
          rates.forEach((rate, r) => same(`mean ${rate}`, mean[rate], means[m][r], `vectors ${number}`)),
        );
      }
    });
  });

  it('K7 1,000 label vectors: the cost of every merge, in bits and as a share, within 1e-12', () => {
    vectors.forEach(({ merges }, number) => {
      const cm = matrixOf(number);
      eachPair(cm.labels, (a, b, pair) => {
        const cost = mergeCost(cm, a, b);
        worst.check('mergeCost', cost.bits, merges[pair][0], 1e-12, 0.01, `vectors ${number}`);
        if (cost.share === null) assert.equal(merges[pair][1], null);
        else worst.check('share of a merge', cost.share, merges[pair][1] as number, 1e-12, 0.01, `vectors ${number}`);
      });
    });
  });

  it('top-k accuracy, equal scores included', () =>
    ranked.forEach((expected, number) => {
      const random = new Seeded(baseSeed + 100000 + number);
      const [n, classes] = [1 + random.below(30), 3 + random.below(6)];
      const actual = Array.from({ length: n }, () => random.below(classes));
      const scores = actual.map(() => Array.from({ length: classes }, () => random.below(6) / 4));
      expected.forEach((hits, i) =>
        same('topKAccuracy', topKAccuracy(actual, scores, { k: i + 1 }), hits, `scores ${number}`),
      );
      assert.equal(topKAccuracy(actual, scores, { k: classes + 1 }), 1);
    }));

  it('Wilson intervals', () =>
    intervals.forEach(([low, high], number) => {
      const random = new Seeded(baseSeed + 200000 + number);
      const n = 1 + random.below(random.pick([5, 100, 10000]));
      const successes = random.pick([0, n, random.below(n + 1)]);
      const level = random.pick([0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1 - 1e-6, 1 - 1e-12]);
      const found = wilsonInterval(successes, n, level);
      worst.check('wilsonInterval', found.low, low, 1e-12, 0, `interval ${number}`);
      worst.check('wilsonInterval', found.high, high, 1e-12, 0, `interval ${number}`);
    }));

  it('expected calibration error, at the edges of bins too', () =>
    calibrated.forEach((expected, number) => {
      const random = new Seeded(baseSeed + 300000 + number);
      const [n, bins] = [1 + random.below(200), random.pick([1, 2, 10, 15, 15, 20])];
      const confidences = Array.from({ length: n }, () => random.pick([random.next(), random.below(bins + 1) / bins]));
      const hits = confidences.map((confidence) => random.next() < confidence);
      const found = expectedCalibrationError(confidences, hits, { bins });
      worst.check('expectedCalibrationError', found, expected, 1e-12, 1e-2, `bins ${number}`);
      const counted = calibrationBins(confidences, hits.map(Number), { bins }).reduce((sum, bin) => sum + bin.count, 0);
      assert.equal(counted, n);
    }));

  after(() => worst.record('metrics'));
});

describe('K3 K6 K7 reading a confusion matrix', () => {
  const cm = square(digits.counts);

  it('the most confused pairs are the sorted list, both directed and symmetric, min included', () => {
    for (const symmetric of [false, true]) {
      const expected = symmetric ? digits.symmetric : digits.directed;
      for (const min of [0, 1, 5, 8, 100]) {
        const found = mostConfused(cm, { min, symmetric });
        const wanted = expected.filter(([, , count]) => count >= min);
        const pairs = found.map(({ row, column, count, of }) => [row, column, count, of]);
        assert.deepEqual(pairs, wanted);
        for (const { count, of, rate, low, high } of found) {
          assert.deepEqual({ low, high }, wilsonInterval(count, of));
          assert.ok(low < rate && rate < high && rate === count / of);
        }
      }
    }
    const named = confusionFromCounts(matrix([5, 2], [0, 3]), ['cat', 'dog']);
    const [{ actual, predicted, count, of }, ...none] = mostConfused(named);
    assert.deepEqual([actual, predicted, count, of, none], ['cat', 'dog', 2, 7, []]);
  });

  it('an asymmetric matrix: actual on the rows, predicted on the columns, everywhere', () => {
    const actual = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'b', 'b'];
    const predicted = ['a', 'b', 'b', 'b', 'a', 'b', 'b', 'b', 'b', 'b'];
    const skew = confusionMatrix(actual, predicted);
    assert.deepEqual(skew, { labels: ['a', 'b'], counts: matrix([1, 3], [1, 5]) });
    assert.deepEqual(normalizeConfusion(skew)[0], [0.25, 0.75]);
    assert.deepEqual(normalizeConfusion(skew, 'predicted')[0], [0.5, 0.375]);
    const [a] = classificationReport(skew).classes;
    assert.deepEqual([a.precision, a.recall, a.support, a.predicted, a.correct], [0.5, 0.25, 4, 2, 1]);
    const confused = mostConfused(skew).map(({ actual: from, predicted: to, count }) => `${from} as ${to}: ${count}`);
    assert.deepEqual(confused, ['a as b: 3', 'b as a: 1']);
    assert.deepEqual(square(Uint32Array.of(1, 3, 1, 5), ['a', 'b']), skew);
  });

  it('merging recounts: the same matrix and measures as labels that were merged before counting', () => {
    const merged = mergeClasses(cm, [[9, 4]]);
    assert.deepEqual(merged.labels, ['0', '1', '2', '3', '4+9', '5', '6', '7', '8']);
    assert.deepEqual(merged.counts, digits.merged.counts);
    same('accuracy merged', accuracy(merged), digits.merged.accuracy, 'digits');
    same('kappa merged', cohensKappa(merged), digits.merged.kappa, 'digits');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.integer(), (number, seed) => {
        const { actual, predicted, listed } = labelsOf(number);
        const random = new Seeded(seed);
        const target = listed.map(() => random.below(3));
        const groups = [0, 1, 2]
          .map((g) => listed.filter((_, i) => target[i] === g))
          .filter((group) => group.length > 0);
        const before = confusionMatrix(actual, predicted, { labels: listed });
        const together = mergeClasses(before, groups);
        const name = (label: Label): Label =>
          together.labels.find((x) => `${x}`.split('+').includes(String(label))) ?? '';
        const again = confusionMatrix(actual.map(name), predicted.map(name), { labels: together.labels });
        assert.deepEqual(again, together);
        assert.ok((accuracy(together) as number) >= (accuracy(before) as number));
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('no merge gains information, and the costs are what scikit-learn digits lose', () => {
    eachPair(cm.labels, (a, b, pair) => {
      const { bits, share } = mergeCost(cm, a, b);
      worst.check('mergeCost of digits', bits, digits.merges[pair][0], 1e-12, 0, `${a} ${b}`);
      worst.check('share of digits', share as number, digits.merges[pair][1] as number, 1e-12, 0, `${a} ${b}`);
      const lost =
        mutualInformation(cm.counts, { base: 2 }) - mutualInformation(mergeClasses(cm, [[a, b]]).counts, { base: 2 });
      assert.ok(bits >= 0 && Math.abs(bits - lost) < 1e-13);
    });
    assert.ok(Math.abs((mergeCost(square(matrix([4, 0], [0, 4])), 0, 1).share as number) - 1) < 1e-15);
    assert.deepEqual(mergeCost(square(matrix([2, 2], [2, 2])), 0, 1), { bits: 0, share: 0 });
    assert.deepEqual(mergeCost(square(matrix([0, 0], [0, 0])), 0, 1), { bits: 0, share: null });
    assert.equal(mergeCost(square(matrix([2, 1], [0, 0])), 1, 0).share, null);
  });

  it('the hierarchy loses all there is in the end, starts with the cheapest pair, and is near the best grouping', () => {
    const steps = mergeHierarchy(cm);
    assert.equal(steps.length, 9);
    assert.ok(Math.abs(steps[8].lost - mutualInformation(cm.counts, { base: 2 })) < 1e-13 && steps[8].accuracy === 1);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = new Seeded(seed);
        const small = square(
          Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (__, j) => random.below(i === j ? 60 : 12))),
        );
        const whole = mutualInformation(small.counts);
        const greedy = mergeHierarchy(small);
        const lost = (groups: Label[][]) => whole - mutualInformation(mergeClasses(small, groups).counts);
        for (let k = 4; k >= 1; k--) {
          const best = Math.min(...groupings(small.labels, k).map(lost)) / Math.LN2;
          const found = greedy[4 - k].lost;
          assert.ok(found >= best - 1e-13, 'exhaustive is best');
          if (k === 4 || k === 1) assert.ok(found <= best + 1e-13, 'one step is exact, and so is the last');
          else assert.ok(found <= 2 * best + 0.05, `${found} against ${best}`);
        }
      }),
      { numRuns: 50, seed: 3 },
    );
    const many = Array.from({ length: 101 }, () => Array.from({ length: 101 }, () => 1));
    assert.throws(() => mergeHierarchy(square(many)), { code: 'limit' });
    assert.equal(mergeHierarchy(square(matrix([0, 0], [0, 0])))[0].accuracy, null);
  });
});

describe('M5 M7 corners of the metrics', () => {
  it('a class without items has null rates; kappa and MCC of one class are null, with the reason', () => {
    const empty = square(matrix([3, 0], [0, 0]));
    assert.deepEqual(normalizeConfusion(empty), matrix([1, 0], [null, null]));
    assert.deepEqual(normalizeConfusion(empty, 'predicted'), matrix([1, null], [0, null]));
    const [, none] = classificationReport(empty).classes;
    assert.deepEqual([none.precision, none.recall, none.f1, none.support], [null, null, null, 0]);
    assert.equal(classificationReport(empty, { zeroDivision: 0 }).classes[1].recall, 0);
    assert.equal(cohensKappa(empty), null);
    const shares = confusionFromCounts(matrix([0.25, 0.0625], [0.0625, 0.25]));
    assert.deepEqual([cohensKappa(shares), matthewsCorrelation(shares)], [0.6, 0.6]);
    assert.equal(matthewsCorrelation(empty), null);
    assert.equal(balancedAccuracy(empty), 1);
    const named = confusionFromCounts(matrix([3, 0], [0, 0]), ['cat', 'dog']);
    assert.equal(whyUndefined(named, 'cohensKappa'), 'all items are of class "cat" and read as "cat"');
    assert.equal(whyUndefined(named, 'matthewsCorrelation'), 'all items are of class "cat"');
    assert.equal(whyUndefined(square(matrix([2, 0], [1, 0])), 'matthewsCorrelation'), 'all items are read as 0');
    assert.equal(whyUndefined(square(matrix([2, 0], [1, 0])), 'cohensKappa'), null);
    assert.equal(cohensKappa(square(matrix([2, 0], [1, 0]))), 0);
    const nothing = square(matrix([0, 0], [0, 0]));
    for (const measure of [accuracy, balancedAccuracy, cohensKappa, matthewsCorrelation]) {
      assert.equal(measure(nothing), null);
      assert.equal(whyUndefined(nothing, measure.name as 'accuracy'), 'the matrix holds no items');
    }
    assert.deepEqual(classificationReport(nothing).weighted, { precision: null, recall: null, f1: null });
    assert.equal(classificationReport(nothing, { zeroDivision: 1 }).weighted.f1, 1);
    assert.equal(classificationReport(nothing).accuracy, null);
  });

  it('labels: booleans, tensors, empty vectors, and an item that is not listed', () => {
    const truths = confusionMatrix([true, false], [true, true]);
    assert.deepEqual(truths, { labels: [false, true], counts: matrix([0, 1], [0, 1]) });
    const tensor = { shape: [3], data: Float32Array.of(5, 7, 5) };
    assert.deepEqual(confusionMatrix(tensor, [5, 5, 5]).counts, matrix([2, 0], [1, 0]));
    assert.deepEqual(confusionMatrix([], [], { labels: [1, 2] }).counts, matrix([0, 0], [0, 0]));
    assert.deepEqual(confusionMatrix([-1, 1e6], [1e6, -1]).labels, [-1, 1e6]);
    assert.deepEqual(confusionMatrix([-0, 1], [0, 1]).labels, [0, 1]);
    assert.deepEqual(confusionMatrix(Uint32Array.of(2 ** 32 - 1), Uint32Array.of(3)).labels, [3, 2 ** 32 - 1]);
    assert.throws(() => confusionMatrix([1, 2], [1, 3], { labels: [1, 2] }), {
      code: 'data',
      message: 'predicted[1]: the label 3; expected one of 1, 2',
    });
    assert.throws(() => confusionMatrix(['4'], ['5'], { labels: ['5'] }), { place: { argument: 'actual', path: [0] } });
  });

  it('every length from 0 to 33 and odd large ones count as the slow way does', () => {
    const random = new Seeded(5);
    const sizes: [length: number, classes: number][] = [
      [10007, 64],
      [10007, 65],
      [20011, 1024],
      [20011, 1025],
    ];
    for (let n = 1; n < 34; n++) sizes.push([n, 3], [n, 65]);
    for (const [n, classes] of sizes) {
      const make = (): number[] => Array.from({ length: n }, () => random.below(classes));
      const [actual, predicted] = [make(), make()];
      const slow = new Map<string, number>();
      actual.forEach((label, k) =>
        slow.set(`${label} ${predicted[k]}`, (slow.get(`${label} ${predicted[k]}`) ?? 0) + 1),
      );
      const forms = n < 100 ? [Array, Int32Array, Float64Array] : [Int32Array, Float64Array];
      for (const form of forms as { from(x: number[]): number[] }[]) {
        for (const options of [{}, { counter }]) {
          const { labels, counts } = confusionMatrix(form.from(actual), form.from(predicted), options);
          let cells = 0;
          counts.forEach((row, i) =>
            row.forEach((count, j) => {
              if (count === 0) return;
              cells++;
              assert.equal(count, slow.get(`${labels[i]} ${labels[j]}`), `${n} of ${classes}: [${i}][${j}]`);
            }),
          );
          assert.equal(cells, slow.size);
        }
      }
    }
  });

  it('labels of any numbers, in arrays of any type, are counted or refused in WebAssembly as without', () => {
    const small = fc.integer({ min: 0, max: 15 });
    const below = (max: number) => fc.array(fc.tuple(fc.integer({ min: 0, max }), small), { maxLength: 70 });
    const odd = fc.oneof(
      { weight: 30, arbitrary: small },
      fc.constantFrom(
        63,
        64,
        127,
        128,
        255,
        256,
        65535,
        65536,
        2 ** 31,
        2 ** 32 - 1,
        2 ** 32,
        2 ** 52,
        2 ** 60,
        -1,
        -64,
      ),
      fc.constantFrom(-0, 0.5, 1e-300, 62.999, NaN, Infinity, -Infinity),
      fc.double(),
    );
    const pairs = fc.oneof(below(15), below(63), below(64), fc.array(fc.tuple(odd, odd), { maxLength: 70 }));
    const kind = fc.constantFrom(...typed);
    const said = (actual: NumericArray, predicted: NumericArray, options: object): unknown => {
      try {
        return confusionMatrix(actual, predicted, options);
      } catch (error) {
        assert.ok(error instanceof CoreError, String(error));
        return error.message;
      }
    };
    fc.assert(
      fc.property(pairs, kind, kind, (all, { from: a }, { from: p }) => {
        const [actual, predicted] = [a(all.map(([label]) => label)), p(all.map(([, label]) => label))];
        assert.deepEqual(said(actual, predicted, { counter }), said(actual, predicted, {}));
      }),
      { numRuns: 2000 },
    );
    // Several pieces, of which the last alone has many classes or one that is none; and a part of a larger array.
    const random = new Seeded(9);
    for (const { from } of typed)
      for (const last of [15, 63, 64, 0.5]) {
        const made = (): NumericArray => from(Array.from({ length: 40_003 }, () => random.below(16))).subarray(3);
        const [actual, predicted] = [made(), made()];
        predicted[39_999] = last;
        assert.deepEqual(said(actual, predicted, { counter }), said(actual, predicted, {}));
      }
    assert.throws(() => LabelCounter.open(Uint8Array.of(1, 2, 3)), { code: 'data', found: '3 bytes' });
  });

  it('errors name what and where', () => {
    const at = (argument: string, ...path: number[]) => (path.length ? { argument, path } : { argument });
    const cm = square(matrix([1, 0], [0, 1]));
    const broken = (counts: unknown, labels: Label[] = [0, 1]): ConfusionMatrix =>
      ({ labels, counts }) as ConfusionMatrix;
    const many = Array.from({ length: 5000 }, (_, i) => i * 3);
    const cases: [() => unknown, string, object][] = [
      [() => confusionMatrix([1], [1, 2]), 'shape', at('predicted')],
      [() => confusionMatrix({ shape: [1, 1], data: Int8Array.of(1) }, [1]), 'shape', at('actual')],
      [() => confusionMatrix([], []), 'empty', at('labels')],
      [() => confusionMatrix([0, 0.5], [0, 0]), 'range', at('actual', 1)],
      [() => confusionMatrix([0, 0], [0, NaN]), 'notFinite', at('predicted', 1)],
      [() => confusionMatrix(['a'], [1]), 'data', at('predicted', 0)],
      [() => confusionMatrix([null as never], [1]), 'shape', at('actual', 0)],
      [() => confusionMatrix([{} as never], [1]), 'shape', at('actual', 0)],
      [() => confusionMatrix([1], [1], { labels: [1, 1] }), 'option', at('labels', 1)],
      [() => confusionMatrix(many, many), 'limit', at('actual')],
      [() => confusionMatrix([1], [1], { labels: many }), 'limit', at('labels')],
      [() => square([1, 2, 3]), 'shape', at('counts')],
      [() => square([[1, 2]]), 'shape', at('counts')],
      [() => square([]), 'empty', at('labels')],
      [() => square(matrix([1, -2], [0, 1])), 'negative', at('counts', 0, 1)],
      [() => square(matrix([1, 2], [0, NaN])), 'notFinite', at('counts', 1, 1)],
      [() => square([[1]], ['a', 'b']), 'shape', at('counts')],
      [() => accuracy(broken([[1, 0]])), 'shape', at('counts')],
      [() => accuracy(broken([[1, 0], [1]])), 'ragged', at('counts', 1)],
      [() => accuracy(broken(matrix<unknown>([1, 0], [1, '2']))), 'shape', at('counts', 1, 1)],
      [() => accuracy(broken(matrix([1, 0], [1, Infinity]))), 'notFinite', at('counts', 1, 1)],
      [() => normalizeConfusion(cm, 'rows' as 'all'), 'option', at('of')],
      [() => classificationReport(cm, { zeroDivision: 2 as 1 }), 'option', at('zeroDivision')],
      [() => mostConfused(cm, { min: -1 }), 'range', at('min')],
      [() => mergeClasses(cm, [[0, 7]]), 'option', at('groups', 0, 1)],
      [() => mergeClasses(cm, [[0], [0]]), 'option', at('groups', 1, 0)],
      [() => mergeClasses(cm, [[]]), 'empty', at('groups', 0)],
      [() => mergeCost(cm, 0, 0), 'option', at('b')],
      [() => mergeCost(cm, 0, '1'), 'option', { argument: 'b', path: [] }],
      [() => wilsonInterval(1, NaN), 'range', at('n')],
      [() => wilsonInterval(3, 2), 'range', at('successes')],
      [() => wilsonInterval(1, 2, 1), 'range', at('level')],
      [() => topKAccuracy([0], [1]), 'shape', at('scores')],
      [() => topKAccuracy([0, 1], [[1, 2]]), 'shape', at('actual')],
      [() => topKAccuracy([], { shape: [0, 2], data: new Float64Array(0) }), 'empty', at('actual')],
      [() => topKAccuracy([0], [[1, 2]], { k: 0 }), 'range', at('k')],
      [() => topKAccuracy([2], [[1, 2]]), 'range', at('actual', 0)],
      [() => topKAccuracy([1], [[NaN, 2]]), 'notFinite', at('scores', 0, 0)],
      [() => expectedCalibrationError([0.5], []), 'shape', at('hits')],
      [() => expectedCalibrationError([], []), 'empty', at('confidences')],
      [() => expectedCalibrationError([0.5], [1], { bins: 0 }), 'range', at('bins')],
      [() => expectedCalibrationError([0.5], [1], { bins: 1e9 }), 'range', at('bins')],
      [() => expectedCalibrationError([0.5, 1.1], [1, 1]), 'range', at('confidences', 1)],
      [() => expectedCalibrationError([NaN], [1]), 'notFinite', at('confidences', 0)],
      [() => expectedCalibrationError([0.5], [2]), 'range', at('hits', 0)],
    ];
    for (const [run, code, place] of cases) assert.throws(run, { name: 'CoreError', code, place }, String(run));
  });

  it('nothing is overlooked: an unknown choice, a name that is taken, a level of no use, counts past counting', () => {
    assert.throws(() => confusionMatrix([0], [0], { unlisted: 'ignore' as 'drop' }), { code: 'option' });
    const taken = confusionFromCounts(matrix([1, 2, 0], [3, 4, 0], [0, 0, 5]), ['a', 'b', 'a+b']);
    fails(() => mergeClasses(taken, [['a', 'b']]), 'option', 'labels', [1]);
    assert.deepEqual(mergeHierarchy(taken)[0].b, ['b']);
    assert.throws(() => mostConfused(confusionFromCounts([[1]]), { level: 7 }), { code: 'range' });
    assert.throws(() => accuracy(confusionFromCounts(matrix([1e308, 0], [0, 1e308]))), { code: 'limit' });
    assert.throws(() => matthewsCorrelation(confusionFromCounts([[2 ** 53]])), { code: 'limit' });
    const absent = [null] as never;
    fails(() => expectedCalibrationError(absent, [1]), 'range', 'confidences', [0]);
    fails(() => expectedCalibrationError([1], absent), 'range', 'hits', [0]);
    assert.throws(() => confusionMatrix([[0]] as never, [0]), { code: 'shape', found: 'an array of length 1' });
  });

  it('a confidence at the edge of two bins is in the lower one, however its product rounds', () => {
    for (let bins = 1; bins <= 60; bins++)
      for (let b = 1; b <= bins; b++) assert.equal(calibrationBins([b / bins], [1], { bins })[b - 1].count, 1);
  });

  it('edges: no items at all have the whole interval, and a confidence a rounding error above 1 is 1', () => {
    assert.deepEqual(wilsonInterval(0, 0), { low: 0, high: 1 });
    assert.deepEqual(wilsonInterval(1e200, 2e200), { low: 0.5, high: 0.5 });
    assert.equal(expectedCalibrationError([1 + 1e-7], [true]), 0);
    assert.equal(expectedCalibrationError([0, 0], [false, false]), 0);
    assert.equal(topKAccuracy([0], [[Infinity, -Infinity]], { k: 1 }), 1);
  });
});

function matrixOf(number: number): ConfusionMatrix {
  const { actual, predicted, listed } = labelsOf(number);
  return confusionMatrix(actual, predicted, { labels: listed });
}

/** The labels of a case from its seed, as metrics.py makes them. */
function labelsOf(number: number): { actual: number[]; predicted: number[]; listed: number[] } {
  const random = new Seeded(baseSeed + number);
  const [n, classes] = [1 + random.below(80), 1 + random.below(6)];
  const skew = 1 + random.below(classes);
  const actual = Array.from({ length: n }, () => random.below(1 + random.below(skew)));
  const right = random.next();
  const predicted = actual.map((label) => (random.next() < right ? label : random.below(classes)));
  const listed = Array.from({ length: classes + random.below(2) }, (_, i) => i);
  if (random.below(3) === 0) listed.reverse();
  return { actual, predicted, listed };
}

function eachPair(labels: readonly Label[], visit: (a: Label, b: Label, pair: number) => void): void {
  let pair = 0;
  for (let i = 0; i < labels.length; i++)
    for (let j = i + 1; j < labels.length; j++) visit(labels[i], labels[j], pair++);
}

/** All ways to put the labels into k groups. */
function groupings(labels: readonly Label[], k: number): Label[][][] {
  if (labels.length === 0) return k === 0 ? [[]] : [];
  const [first, ...rest] = labels;
  const alone = k > 0 ? groupings(rest, k - 1).map((groups) => [[first], ...groups]) : [];
  const joined = groupings(rest, k).flatMap((groups) =>
    groups.map((_, g) => groups.map((group, i) => (i === g ? [first, ...group] : group))),
  );
  return [...alone, ...joined];
}
