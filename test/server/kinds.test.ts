import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseTensor, softmax } from '@surprisal/core';
import fc from 'fast-check';
import type { ClassesAnswer, MeasureAnswer, ReadingsAnswer } from '../../extension/protocol/answers.js';
import type { Ask, Question } from '../../extension/protocol/compute.js';
import type { Kind, PairReading } from '../../extension/protocol/reading.js';
import { answer } from '../../extension/server/compute/answer.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';
import { kindsOf } from '../../extension/server/meaning/kinds.js';
import { valuesOf } from '../../extension/server/meaning/readings.js';
import { Seeded } from '../reference/seeded.js';
import { matrix } from '../matrix.js';

const tensorOf = (text: string) => parseTensor(text).tensor;
const kinds = (text: string, key: string | null = null): Kind[] => kindsOf(tensorOf(text), key);
const read = (target: string, prediction: string, keys: [string, string] = ['target', 'prediction']): PairReading[] =>
  valuesOf({ tensor: tensorOf(target), key: keys[0] }, { tensor: tensorOf(prediction), key: keys[1] });
/** A reading in one line, with a question mark where it is only offered. */
const brief = ({ measure, options, target, prediction, offered }: PairReading): string =>
  `${offered ? '? ' : ''}${measure}${Object.keys(options).length ? ` ${JSON.stringify(options)}` : ''}: ${target}, ${prediction}`;
const near = (value: number | undefined, expected: number) =>
  assert(value !== undefined && Math.abs(value - expected) < 5e-7, `${value}, expected ${expected}`);

const questionOf = (source: string, ask: Ask): Question => ({
  source,
  fromDisk: false,
  syntax: 'json',
  selections: [],
  caret: source.indexOf(':') + 3,
  swapped: false,
  ask,
});
const pairText = (target: string, prediction: string, keys = ['y_true', 'y_pred']) =>
  `{"${keys[0]}": ${target}, "${keys[1]}": ${prediction}}`;

describe('what an array is', () => {
  const cases: [text: string, key: string | null, first: Kind][] = [
    ['[0.2, 0.3, 0.5]', null, 'distributions'],
    ['[0.33, 0.33, 0.33]', null, 'distributions'],
    ['[0.333, 0.333, 0.333]', null, 'distributions'],
    ['[[0.5, 0.5], [0.1, 0.9]]', null, 'distributions'],
    // Each of a printed row lies within the half unit of its last digit; more is no rounding.
    ['[0.3333, 0.3333, 0.3]', null, 'scores'],
    ['[0.5, 0.57]', null, 'scores'],
    ['[0.3, 0.3, 0.3]', null, 'scores'],
    ['[0.9, 0.8, 0.3]', null, 'scores'],
    ['[0.9, 0.2, 0.7, 0.4]', 'y_prob', 'positive'],
    ['[0, 1, 0]', null, 'oneHot'],
    ['[[0, 1], [1, 0]]', null, 'oneHot'],
    ['[[0, 1], [1, 1]]', null, 'multiLabels'],
    ['[0, 1]', null, 'binaryLabels'],
    ['[0, 1]', 'one_hot', 'oneHot'],
    ['[1, 0, 1, 1]', null, 'binaryLabels'],
    ['[true, false, true]', null, 'binaryLabels'],
    ['[7, 2, 1, 0]', null, 'classIndices'],
    ['[62.5, 25, 12.3]', null, 'percentages'],
    ['[62.5, 25, 11]', null, 'values'],
    ['[40, 60]', null, 'classIndices'],
    ['[40, 60]', 'percent', 'percentages'],
    ['[12, 5, 3]', 'counts', 'counts'],
    ['[[12, 5], [3, 8]]', null, 'values'],
    ['[[12, 5], [3, 8]]', 'vote_counts', 'counts'],
    ['[-1.2, 0.3, 2.5]', null, 'values'],
    ['[-1.2, 0.3, 2.5]', 'logits', 'logits'],
    ['[0.2, 0.3, 0.5]', 'test_logits', 'logits'],
    ['[1.2, 0.3, 0.5]', null, 'values'],
    ['[NaN, 0.5]', null, 'values'],
  ];
  for (const [text, key, first] of cases)
    it(`D4 ${key === null ? '' : `${key} `}${text} is first of all ${first}`, () =>
      assert.equal(kinds(text, key)[0], first));

  it('D4 a vector of any numbers is no logits, unless it is named so', () => {
    const facts = (text: string) => {
      const found = hoverAt(
        IndexedDocument.create('file:///x', 'json', 1, text),
        { line: 0, character: text.indexOf('[') + 1 },
        'dark',
      );
      assert(found && 'data' in found);
      return found.data;
    };
    assert.equal(facts('{"bias": [-1.5, 0.5, 2]}').distribution, null);
    assert.equal(facts('{"logits": [-1.5, 0.5, 2]}').distribution?.fromLogits, true);
    assert.equal(facts('{"range": [0, 1]}').distribution, null);
  });
});

describe('what a pair is', () => {
  const cases: [target: string, prediction: string, readings: string[], keys?: [string, string]][] = [
    ['[1, 0, 1, 1]', '[0.9, 0.2, 0.7, 0.4]', ['binaryCrossEntropy: binaryLabels, positive']],
    ['[1, 0, 1, 1]', '[0.9, -0.2, 1.7, 0.4]', ['binaryCrossEntropy {"fromLogits":true}: binaryLabels, logits']],
    ['[1, 0, 1, 1]', '[0.9, 0.2, 1.2, 0.4]', ['? binaryCrossEntropy {"fromLogits":true}: binaryLabels, logits']],
    ['[1, 0, 1, 1]', '[1, 0, 0, 1]', ['accuracy: binaryLabels, binaryLabels']],
    ['[7, 2, 1, 0]', '[7, 2, 1, 4]', ['accuracy: classIndices, classIndices']],
    ['[281, 282, 340]', '[281, 285, 340]', ['accuracy: classIndices, classIndices']],
    ['[120, 81, 203]', '[118, 85, 190]', ['meanSquaredError: values, values', 'accuracy: classIndices, classIndices']],
    ['[3, -0.5, 2, 7]', '[2.5, 0.0, 2, 8]', ['meanSquaredError: values, values']],
    ['[[1, 0, 1], [0, 1, 1]]', '[[0.9, 0.2, 0.7], [0.1, 0.8, 0.6]]', ['binaryCrossEntropy: multiLabels, positive']],
    ['[[0, 1], [1, 0]]', '[[0.2, 0.8], [0.9, 0.1]]', ['crossEntropy: oneHot, distributions']],
    ['[1, 0]', '[[0.2, 0.8], [0.9, 0.1]]', ['categoricalCrossEntropy: classIndices, distributions']],
    ['[1, 0]', '[[20, 80], [90, 10]]', ['categoricalCrossEntropy: classIndices, percentages']],
    [
      '[1, 0]',
      '[[1, 4], [3, 0]]',
      [
        'categoricalCrossEntropy: classIndices, counts',
        '? categoricalCrossEntropy {"fromLogits":true}: classIndices, logits',
      ],
    ],
    ['[1, 0]', '[[-1, 4.5], [3, 0]]', ['categoricalCrossEntropy {"fromLogits":true}: classIndices, logits']],
    ['[1, 0]', '[[1.2, 0.5], [0.3, 0]]', ['? categoricalCrossEntropy {"fromLogits":true}: classIndices, logits']],
    [
      '[1, -100]',
      '[[0.2, 0.8], [0.9, 0.1]]',
      ['categoricalCrossEntropy {"ignoreIndex":-100}: classIndices, distributions'],
    ],
    // Both hold all their checks: the log loss first.
    [
      '[0, 1, 0]',
      '[0.15, 0.8, 0.05]',
      ['binaryCrossEntropy: binaryLabels, positive', 'crossEntropy: oneHot, distributions'],
    ],
    ['[0, 1, 0]', '[0.15, 0.8, 0.05]', ['crossEntropy: oneHot, distributions'], ['one_hot', 'softmax']],
    [
      '[1]',
      '[[0.2, 0.8]]',
      [
        'categoricalCrossEntropy {"fromLogits":true}: classIndices, logits',
        'categoricalCrossEntropy: classIndices, distributions',
      ],
      ['target', 'logits'],
    ],
    [
      '[1, 0, 1]',
      '[1, 0, 0]',
      ['binaryCrossEntropy: binaryLabels, positive', 'accuracy: binaryLabels, binaryLabels'],
      ['y_true', 'y_score'],
    ],
    ['[0.1, 0.7, 0.2]', '[0.1, 0.6, 0.3]', ['crossEntropy: distributions, distributions']],
    ['[30, 50, 20]', '[0.3, 0.4, 0.3]', ['crossEntropy: percentages, distributions']],
    ['[30, 50, 20]', '[32, 48, 20]', ['crossEntropy: percentages, percentages', 'meanSquaredError: values, values']],
    // Detections and top-k: labels beside scores are no loss, and neither are labels below their probabilities.
    ['[3, 1, 17]', '[0.9, 0.8, 0.3]', []],
    ['[0.9, 0.2, 0.7, 0.4]', '[1, 0, 1, 1]', []],
    ['[1, 0]', '[[0.2, 0.7], [0.9, 0.3]]', []],
    ['[1, 0, 2]', '[0.5, 0.5]', []],
    ['[1, 7]', '[[0.2, 0.8], [0.9, 0.1]]', []],
    ['[1, NaN]', '[0.2, 0.8]', []],
  ];
  for (const [target, prediction, expected, keys] of cases)
    it(`D4 ${target} with ${prediction}${keys ? ` under ${keys.join(' and ')}` : ''}: ${expected.join('; ') || 'no pair'}`, () =>
      assert.deepEqual(read(target, prediction, keys).map(brief), expected));

  it('D4 binary labels with probabilities of the positive class are a log loss of .400367', () =>
    near(read('[1, 0, 1, 1]', '[0.9, 0.2, 0.7, 0.4]')[0].value, 0.400367));

  it('D4 percentages and counts are the same loss as their shares', () => {
    const [shares] = read('[1, 0]', '[[0.25, 0.75], [0.9, 0.1]]');
    near(read('[1, 0]', '[[25, 75], [90, 10]]')[0].value, shares.value);
    near(read('[1, 0]', '[[1, 3], [9, 1]]')[0].value, shares.value);
  });

  it('D4 is read as what it is in any order of its keys, under any of their names, and however it is rounded', () => {
    const n = fc.integer({ min: 4, max: 12 });
    const labels = n.chain((size) =>
      fc.array(fc.integer({ min: 0, max: 1 }), { minLength: size, maxLength: size }).filter(
        // One 1 alone may be one-hot.
        (all) => all.filter((x) => x === 1).length > 1,
      ),
    );
    const digits = fc.integer({ min: 2, max: 8 });
    const key = fc.constantFrom('y_true', 'target', 'labels');
    const guess = fc.constantFrom('y_pred', 'prediction', 'probs');
    const swap = fc.boolean();
    const readingsAt = (entries: [string, string][]): string[] => {
      const text = `{${entries.map(([name, value]) => `"${name}": ${value}`).join(', ')}}`;
      const document = IndexedDocument.create('file:///x', 'json', 1, text);
      const found = hoverAt(document, document.positionAt(text.indexOf('[')), 'dark');
      assert(found && 'data' in found);
      return found.data.pairs.flatMap(({ readings }) => readings.map(brief));
    };
    const check = (target: string, prediction: string, names: [string, string], order: boolean, expected: string) => {
      const entries: [string, string][] = [
        [names[0], target],
        [names[1], prediction],
      ];
      assert.deepEqual(readingsAt(order ? entries : entries.reverse()), [expected]);
    };
    const unit = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    const rows = (classes: number) =>
      fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: classes, maxLength: classes }), {
        minLength: 2,
        maxLength: 6,
      });
    fc.assert(
      fc.property(labels, fc.infiniteStream(unit), digits, key, guess, swap, (t, stream, d, k, g, order) => {
        const q = [...stream.take(t.length)].map((x) => Math.min(0.99, x).toFixed(d));
        check(JSON.stringify(t), `[${q.join(', ')}]`, [k, g], order, 'binaryCrossEntropy: binaryLabels, positive');
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }).chain(rows), digits, key, guess, swap, (z, d, k, g, order) => {
        const p = z.map((row) => softmax(row));
        const written = (digit: (x: number) => string): string =>
          `[${p.map((row) => `[${row.map(digit).join(', ')}]`).join(', ')}]`;
        const t = z.map((_, i) => i % 2);
        const expected = 'categoricalCrossEntropy: classIndices, distributions';
        check(
          JSON.stringify(t),
          written((x) => x.toFixed(d)),
          [k, g],
          order,
          expected,
        );
        const percent = written((x) => (x * 100).toFixed(1));
        check(JSON.stringify(t), percent, [k, g], order, expected.replace('distributions', 'percentages'));
        const logits = `[${z.map((row) => `[${row.map((x) => x.toFixed(3)).join(', ')}]`).join(', ')}]`;
        if (z.flat().some((x) => x < -0.001))
          check(
            JSON.stringify(t),
            logits,
            [k, 'logits'],
            order,
            'categoricalCrossEntropy {"fromLogits":true}: classIndices, logits',
          );
      }),
    );
  });
});

/** The pairs of test/reference/readings.py, and how each is read. */
const list = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);
const rounded = (seeded: Seeded, low: number, high: number, unit: number): number =>
  Math.round(seeded.between(low, high) * unit) / unit;
const REFERENCED: Record<string, [make: (seeded: Seeded) => [unknown, unknown], reading: string]> = {
  binary: [
    (seeded) => {
      const n = 4 + seeded.below(20);
      const target = [1, 1, 0, ...list(n, () => seeded.below(2))];
      return [target, target.map(() => rounded(seeded, 0.01, 0.99, 1000))];
    },
    'binaryCrossEntropy: binaryLabels, positive',
  ],
  rows: [
    (seeded) => {
      const [n, classes] = [2 + seeded.below(8), 3 + seeded.below(5)];
      const target = list(n, () => seeded.below(classes));
      return [target, list(n, () => seeded.distribution(classes))];
    },
    'categoricalCrossEntropy: classIndices, distributions',
  ],
  multiLabel: [
    (seeded) => {
      const n = 2 + seeded.below(8);
      const target = [[1, 1, 0], ...list(n, () => list(3, () => seeded.below(2)))];
      return [target, target.map((row) => row.map(() => rounded(seeded, 0.4, 0.9, 1000)))];
    },
    'binaryCrossEntropy: multiLabels, positive',
  ],
  indices: [
    (seeded) => {
      const n = 3 + seeded.below(20);
      const target = [2, ...list(n, () => seeded.below(5))];
      return [target, target.map((label) => (seeded.next() < 0.6 ? label : seeded.below(5)))];
    },
    'accuracy: classIndices, classIndices',
  ],
  numbers: [
    (seeded) => {
      const n = 2 + seeded.below(20);
      const target = [2.5, ...list(n, () => rounded(seeded, -9, 9, 100))];
      return [target, target.map((x) => x + rounded(seeded, -1, 1, 100))];
    },
    'meanSquaredError: values, values',
  ],
};

describe('what scikit-learn says of a pair', () => {
  const reference = JSON.parse(readFileSync('test/reference/data/readings.json', 'utf8')) as {
    baseSeed: number;
    [kind: string]: unknown;
  };
  for (const [kind, [make, reading]] of Object.entries(REFERENCED))
    it(`D4 is what its first reading comes to: ${kind}`, () => {
      (reference[kind] as number[]).forEach((expected, i) => {
        const [target, prediction] = make(new Seeded(reference.baseSeed + i)).map((side) => JSON.stringify(side));
        const [first] = read(target, prediction);
        assert.equal(brief(first), reading, `${target} ${prediction}`);
        assert(Math.abs(first.value - expected) <= 1e-12 * Math.max(1, expected), `${first.value}, not ${expected}`);
      });
    });
});

describe('what a command takes a pair for', () => {
  const measured = (source: string, id: string, options = {}): MeasureAnswer => {
    const given = answer(questionOf(source, { kind: 'measure', id, options }));
    assert(given.kind === 'measure', JSON.stringify(given));
    return given;
  };

  it('D1 the readings of a pair are told before a measure is chosen, and stand with the result', () => {
    const source = pairText('[1, 0, 1, 1]', '[0.9, 0.2, 0.7, 0.4]');
    const { readings } = answer(questionOf(source, { kind: 'readings' })) as ReadingsAnswer;
    const { value, readings: again, target, prediction } = measured(source, 'binaryCrossEntropy');
    near(value!, 0.400367);
    assert.deepEqual(again, readings);
    assert.deepEqual([target?.kind, prediction.kind], ['binaryLabels', 'positive']);
  });

  it('D1 a negative number says logits, and one above 1 does not', () => {
    const logits = measured(pairText('[1, 0]', '[[-1, 2.5], [3, 0]]'), 'categoricalCrossEntropy');
    assert.deepEqual([logits.prediction.role, logits.prediction.kind], ['logits', 'logits']);
    const above = pairText('[1, 0]', '[[1.2, 0.5], [0.3, 0]]');
    const refused = answer(questionOf(above, { kind: 'measure', id: 'categoricalCrossEntropy', options: {} }));
    assert(refused.kind === 'refusal' && refused.code === 'range');
    assert.equal(measured(above, 'categoricalCrossEntropy', { fromLogits: true }).prediction.kind, 'logits');
  });

  it('D1 rows that sum to 1 read as logits have a warning, and the other reading', () => {
    const source = pairText('[1, 0]', '[[0.2, 0.8], [0.9, 0.1]]', ['target', 'logits']);
    const { remarks, readings } = measured(source, 'categoricalCrossEntropy');
    assert.deepEqual(
      remarks.map(({ code }) => code),
      ['sumsAsLogits'],
    );
    assert.deepEqual(
      readings.map(({ prediction }) => prediction),
      ['logits', 'distributions'],
    );
    const asTheyAre = measured(source, 'categoricalCrossEntropy', { fromLogits: false });
    assert.deepEqual([asTheyAre.prediction.kind, asTheyAre.remarks], ['distributions', []]);
    near(asTheyAre.value!, readings[1].value);
  });

  it('D1 percentages are divided by 100 for a loss of probabilities, and the result says so', () => {
    const percent = measured(pairText('[1, 0]', '[[25, 75], [90, 10]]'), 'categoricalCrossEntropy');
    near(percent.value!, measured(pairText('[1, 0]', '[[0.25, 0.75], [0.9, 0.1]]'), 'categoricalCrossEntropy').value!);
    assert.equal(percent.prediction.kind, 'percentages');
    assert.deepEqual(percent.remarks, []);
  });

  it('D1 class indices on both sides have their accuracy and their matrix', () => {
    const given = answer(
      questionOf(pairText('[0, 1, 2, 2, -100]', '[0, 2, 2, 1, 1]'), { kind: 'classes' }),
    ) as ClassesAnswer;
    assert.equal(given.kind, 'classes');
    assert.deepEqual([given.accuracy, given.right, given.counted, given.of], [0.5, 2, 4, 5]);
    assert.deepEqual(given.labels, [0, 1, 2]);
    assert.deepEqual(given.counts, matrix([1, 0, 0], [0, 0, 1], [0, 1, 1]));
    assert.deepEqual(given.classes[2], { precision: 0.5, recall: 0.5, f1: 0.5, support: 2 });
    assert.deepEqual(
      [given.target.kind, given.readings[0].measure, given.readings[0].value],
      ['classIndices', 'accuracy', 0.5],
    );
    const refused = answer(questionOf(pairText('[0, 1]', '[0, 0.5]'), { kind: 'classes' }));
    assert(refused.kind === 'refusal' && refused.found === '0.5' && refused.range);
  });
});
