import assert from 'node:assert/strict';
import {
  crossValidate,
  defaultConfig,
  doubtfulLabels,
  flipLabels,
  imageLabels,
  prepareData,
  softmax,
  stratifiedFolds,
  type DoubtfulLabels,
  type OutOfSample,
  type Parts,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { filesOf, inflate, kernelBytes, runToEnd } from './training.js';
import { readReference } from './worst.js';
import { cases } from '../cases.js';
import { matrix } from '../matrix.js';
import { fails } from './fails.js';

interface Reference {
  cases: {
    thresholds: (number | null)[];
    joint: number[][];
    errors: number;
    byConfidence: number[];
    byMargin: number[];
    suggested: number[];
  }[];
  constant: { joint: number[][]; errors: number }[];
  mnist: Piped[];
  clean: Piped[];
}
interface Piped {
  seed: number;
  flipped: number;
  firstFlipped: number[];
  turned: number[];
  found: number;
  right: number;
  errors: number;
}
const reference = readReference<Reference>('doubtfulLabels.json');

/** Labels and probabilities as doubtfulLabels.py makes them. */
function made(seed: number): { given: number[]; p: number[][] } {
  const random = new Seeded(seed);
  const n = 1 + random.below(120);
  const classes = 2 + random.below(5);
  const used = 1 + random.below(classes);
  const given = Array.from({ length: n }, () => random.below(used));
  const p = Array.from({ length: n }, () => random.distribution(classes));
  p.forEach((row, i) => {
    if (random.next() >= 0.5) return;
    row.forEach((x, k) => (row[k] = 0.3 * x));
    row[given[i]] += 0.7;
  });
  return { given, p };
}

function validate(parts: Parts, seed: number, labels?: Uint8Array, epochs = 20): OutOfSample {
  const work = crossValidate({ ...defaultConfig(), seed, epochs }, parts, kernelBytes, labels && { labels });
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

describe('doubtful labels', function () {
  this.timeout(120_000);

  it('K9 thresholds, joint, order by confidence and by margin are those of a NumPy version, index for index', () => {
    reference.cases.forEach((expected, i) => {
      const { given, p } = made(20210400 + i);
      const found = doubtfulLabels(given, p);
      assert.deepEqual(found.joint, expected.joint, `case ${i}`);
      found.thresholds.forEach((t, j) => {
        const other = expected.thresholds[j];
        assert.ok(t === other || Math.abs(t! - other!) < 1e-12, `case ${i}: threshold ${j}`);
      });
      assert.ok(Math.abs(found.errors - expected.errors) < 1e-9, `case ${i}: ${found.errors}`);
      const order = ({ items }: DoubtfulLabels): number[] => items.map(({ index }) => index);
      assert.deepEqual(order(found), expected.byConfidence, `case ${i}`);
      assert.deepEqual(order(doubtfulLabels(given, p, { order: 'margin' })), expected.byMargin, `case ${i}`);
      const suggested = [...found.items].sort((a, b) => a.index - b.index).map((item) => item.suggested);
      assert.deepEqual(suggested, expected.suggested, `case ${i}`);
    });
  });

  it('K9 a constant prediction reaches its own mean, however many rows share it, as in NumPy', () => {
    assert.ok(reference.constant.some(({ joint }) => joint[0][0] > 50_000));
    reference.constant.forEach((expected, i) => {
      const random = new Seeded(20210400 + reference.cases.length + i);
      const n = 10 ** (2 + random.below(4)) + random.below(1000);
      const row = random.distribution(2 + random.below(4));
      const used = 1 + random.below(row.length);
      const given = Uint8Array.from({ length: n }, () => random.below(used));
      const data = Float64Array.from({ length: n * row.length }, (_, at) => row[at % row.length]);
      const { joint, errors } = doubtfulLabels(given, { shape: [n, row.length], data });
      assert.deepEqual(joint, expected.joint, `case ${i}`);
      assert.ok(Math.abs(errors - expected.errors) < 1e-9, `case ${i}: ${errors}`);
    });
    // A plain sum of 200,000 times .3 is above 60,000 by more than any tolerance.
    const data = Float64Array.from({ length: 400_000 }, (_, at) => (at % 2 ? 0.7 : 0.3));
    const { joint, items } = doubtfulLabels(new Uint8Array(200_000), { shape: [200_000, 2], data });
    assert.deepEqual([joint, items], [matrix([200_000, 0], [0, 0]), []]);
  });

  it('K9 a mean as small as rounding is a threshold too', () => {
    // Nobody is labelled 2. The mean of 1e-14 and 0 is above 0, so the last item is confidently of no class.
    const { joint } = doubtfulLabels([0, 1, 1], matrix([0.9, 0, 0.1], [0.4, 1e-14, 0.6], [0.4, 0, 0.6]));
    assert.deepEqual(joint, matrix([1, 0, 0], [0, 1, 0], [0, 0, 0]));
  });

  it('K9 more classes than a table can hold are refused, before the table is made', () => {
    const data = new Float64Array(200_000);
    data[7] = 1;
    fails(() => doubtfulLabels([0], { shape: [1, 200_000], data }), 'limit', 'probabilities');
    const most = new Float64Array(4096);
    most[4095] = 1;
    assert.deepEqual(doubtfulLabels([4095], { shape: [1, 4096], data: most }).items, []);
  });

  it('K9 equal probabilities doubt nothing, a class without items takes none, and what is wrong is named', () => {
    const even = doubtfulLabels([0, 0, 0], matrix([0.7, 0.3], [0.7, 0.3], [0.7, 0.3]));
    assert.deepEqual(even.items, []);
    assert.deepEqual(even.joint, matrix([3, 0], [0, 0]));
    assert.deepEqual(even.thresholds[1], null);
    // None is confident of class 0: its two items count as all right.
    const unsure = doubtfulLabels([0, 0, 1], matrix([0.9, 0.1], [0.1, 0.9], [0.45, 0.55]));
    assert.equal(unsure.errors, 1);
    assert.deepEqual(unsure.estimated[0], [1, 1]);
    // The mean of three times .1 is above .1; nobody is sure of class 1, whose item counts as right.
    const rounded = doubtfulLabels([0, 0, 0, 1], matrix([0.1, 0.9], [0.1, 0.9], [0.1, 0.9], [0.05, 0.95]));
    assert.deepEqual(rounded.joint, matrix([3, 0], [0, 1]));
    const alone = doubtfulLabels([0, 0, 1], matrix([1, 0], [1, 0], [1, 0]));
    assert.deepEqual(alone.estimated, matrix([2, 0], [1, 0]));
    // Of two equal ones the first is the class that an item is of, and the first item stands first.
    const ties = doubtfulLabels([0, 1, 1], matrix([0.5, 0.5], [0.5, 0.5], [0.5, 0.5]));
    const suggested = ties.items.map((item) => `${item.index}: ${item.suggested}`);
    assert.deepEqual(suggested, ['1: 0', '2: 0']);
    const two = matrix([0.5, 0.5], [1, 0]);
    assert.throws(() => doubtfulLabels([0, 2], two), /labels\[1\]: 2; expected a class from 0 to 1/);
    assert.throws(() => doubtfulLabels([0], matrix([0.5, 0.5], [1, 0])), /shape|\[2, 2\]; expected \[1, classes\]/);
    assert.throws(() => doubtfulLabels([0], [[0.5, 0.6]]), /probabilities\[0\]: a row that sums to 1.1/);
  });

  it('K9 folds hold the proportions of the classes, each row once, and are the same for the same seed', () => {
    const random = new Seeded(3);
    const labels = Array.from({ length: 503 }, () => random.below(1 + random.below(5)));
    const fold = stratifiedFolds(labels, { folds: 5, seed: 7 });
    assert.deepEqual(fold, stratifiedFolds(labels, { folds: 5, seed: 7 }));
    assert.notDeepEqual(fold, stratifiedFolds(labels, { folds: 5, seed: 8 }));
    const size = (k: number, label?: number): number =>
      labels.filter((given, i) => fold[i] === k && (label === undefined || given === label)).length;
    for (let k = 0; k < 5; k++) {
      assert.ok([100, 101].includes(size(k)));
      for (let label = 0; label < 5; label++) {
        const share = labels.filter((given) => given === label).length / 5;
        assert.ok(Math.abs(size(k, label) - share) < 1, `class ${label} in fold ${k}`);
      }
    }
    assert.throws(() => stratifiedFolds([0, 0, 1], { folds: 2, seed: 1 }), /one row of class 1; expected two or more/);
    assert.throws(() => stratifiedFolds([0, 0], { folds: 3, seed: 1 }), /folds: 3 folds of 2 rows/);
    for (const wrong of [-1, 0.5, NaN]) {
      const two = [0, 0, wrong, wrong];
      assert.throws(() => stratifiedFolds(two, { folds: 2, seed: 1 }), /labels\[2\]: .*; expected a class/);
    }
  });

  it('K9 labels to turn are classes, of at most 256', () => {
    const turn = (label: number, classes: number) => () => flipLabels([0, label], { share: 1, classes, seed: 1 });
    for (const wrong of [-1, 0.5, NaN, 3, 300])
      assert.throws(turn(wrong, 3), /labels\[1\]: .*; expected a class from 0 to 2/);
    for (const classes of [1, 257]) assert.throws(turn(0, classes), /class(?:es)?; expected two to 256/);
    assert.equal(turn(255, 256)().labels.length, 2);
  });

  it('K9 out of sample: each fold is read by the network that Train makes of the others, number for number', () => {
    const config = { ...defaultConfig(), epochs: 2 };
    const { sets, scaling, train, validation } = prepareData(config, filesOf(config), inflate);
    const given = { sets, scaling, train, validation, test: train };
    const { images, labels, probabilities } = validate(given, 1, undefined, 2);
    assert.deepEqual(images, Uint32Array.from([...train, ...validation]).sort());
    assert.deepEqual(
      labels,
      Uint8Array.from(images, (image) => sets[0].labels[image]),
    );
    const fold = stratifiedFolds(labels, { folds: 5, seed: 1 });
    for (const k of [0, 3]) {
      const inside: Uint32Array = images.filter((_, i) => fold[i] === k);
      const others: Uint32Array = images.filter((_, i) => fold[i] !== k);
      const parts = { sets, scaling, train: others, validation: new Uint32Array(0), test: inside };
      const { epochs } = runToEnd(config, { parts });
      const expected: ArrayLike<number> = softmax({
        shape: [inside.length, 10],
        data: epochs.at(-1)!.testLogits,
      }).data;
      const found: number[] = Array.from(images.keys()).flatMap((i) =>
        fold[i] === k ? [...probabilities.data.subarray(i * 10, (i + 1) * 10)] : [],
      );
      assert.deepEqual(found, Array.from(expected));
    }
  });

  describe('on the MNIST sample', () => {
    const config = defaultConfig();
    const results: { seed: number; found: DoubtfulLabels; hits: number; top: number; expected: Piped }[] = [];
    before(() => {
      for (const expected of reference.mnist.slice(0, cases(5, 2))) {
        const { seed } = expected;
        const parts = prepareData({ ...config, seed }, filesOf(config), inflate);
        const labels = Uint8Array.from(imageLabels(parts));
        const images = Uint32Array.from([...parts.train, ...parts.validation]).sort();
        const given = Uint8Array.from(images, (image) => labels[image]);
        const { labels: turned, flipped } = flipLabels(given, { share: 0.05, classes: 10, seed });
        assert.deepEqual(Array.from(flipped.slice(0, 10)), expected.firstFlipped);
        assert.deepEqual(
          Array.from(flipped.slice(0, 10), (row) => turned[row]),
          expected.turned,
        );
        images.forEach((image, i) => (labels[image] = turned[i]));
        const { labels: learned, probabilities } = validate(parts, seed, labels);
        const found = doubtfulLabels(learned, probabilities);
        const wrong = new Set(flipped);
        const right = (items: typeof found.items): number => items.filter(({ index }) => wrong.has(index)).length;
        results.push({ seed, found, hits: right(found.items), top: right(found.items.slice(0, 100)), expected });
      }
    });

    it('K9 the same labels are turned as in NumPy; precision and recall over the seeds are scikit-learn’s within 6 points', () => {
      const mean = (of: (result: (typeof results)[0]) => number): number =>
        results.reduce((sum, result) => sum + of(result), 0) / results.length;
      const precision = mean(({ hits, found }) => hits / found.items.length);
      const recall = mean(({ hits, expected }) => hits / expected.flipped);
      const theirs = {
        precision: mean(({ expected }) => expected.right / expected.found),
        recall: mean(({ expected }) => expected.right / expected.flipped),
      };
      const words = `precision ${precision} and ${theirs.precision}, recall ${recall} and ${theirs.recall}`;
      assert.ok(Math.abs(precision - theirs.precision) < 0.06, words);
      assert.ok(Math.abs(recall - theirs.recall) < 0.06, words);
    });

    it('K9 the order is worth something: of the first hundred more were turned than of all, with every seed', () => {
      for (const { found, hits, top } of results) assert.ok(top / 100 > (1.2 * hits) / found.items.length, `${top}`);
    });

    it('K9 clean control: without turned labels fewer are found, about as many as scikit-learn finds', () => {
      const [expected] = reference.clean;
      const parts = prepareData({ ...config, seed: expected.seed }, filesOf(config), inflate);
      const { labels, probabilities } = validate(parts, expected.seed);
      const { items } = doubtfulLabels(labels, probabilities);
      assert.ok(items.length < results[0].found.items.length * 0.75);
      assert.ok(Math.abs(items.length - expected.found) < 60, `${items.length} for ${expected.found}`);
    });
  });
});
