import assert from 'node:assert/strict';
import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  categoricalCrossEntropyGradient,
  crossEntropy,
  crossEntropyGradient,
  evaluate,
  focalLoss,
  focalLossGradient,
  isPositiveSemidefinite,
  logSoftmax,
  logSumExp,
  meanSquaredError,
  normalize,
  oneHot,
  softmax,
  softmaxCrossEntropyHessian,
  surprise,
  surpriseGradient,
  type MeasureOptions,
} from '@surprisal/core';
import { matrix } from '../matrix.js';
import { fails } from './fails.js';

const fromLogits = true;
const ln2 = Math.LN2;

describe('M1 M5 the corners of losses', () => {
  it('logits [1e4, 0, 0] against class 1 cost 10000', () => {
    assert.equal(categoricalCrossEntropy([1], [[1e4, 0, 0]], { fromLogits }), 10000);
    assert.equal(categoricalCrossEntropy([[0, 1, 0]], [[1e4, 0, 0]], { fromLogits }), 10000);
  });

  it('a logit of -Infinity off the target costs nothing, for an index and for one-hot', () => {
    const logits = [[-Infinity, 0, 0]];
    assert.equal(categoricalCrossEntropy([1], logits, { fromLogits }), ln2);
    assert.equal(categoricalCrossEntropy([[0, 1, 0]], logits, { fromLogits }), ln2);
    assert.equal(categoricalCrossEntropy([0], logits, { fromLogits }), Infinity);
    assert.deepEqual(categoricalCrossEntropyGradient([1], logits, { fromLogits }).prediction, [[0, -0.5, 0.5]]);
  });

  it('a logit of +Infinity costs 0 on the target and Infinity off it, with a warning', () => {
    const logits = [[Infinity, 0]];
    for (const target of [[0], [[1, 0]]]) {
      const right = evaluate('categoricalCrossEntropy', target, logits, { fromLogits });
      assert.equal(right.value, 0);
      assert.deepEqual(
        right.warnings.map(({ code, place }) => [code, place.path]),
        [['infinite', [0, 0]]],
      );
    }
    assert.equal(categoricalCrossEntropy([1], logits, { fromLogits }), Infinity);
    assert.equal(binaryCrossEntropy([1], [Infinity], { fromLogits }), 0);
    assert.equal(binaryCrossEntropy([0], [Infinity], { fromLogits }), Infinity);
    assert.equal(evaluate('binaryCrossEntropy', [0, 1], [1, -Infinity], { fromLogits }).warnings[0].code, 'infinite');
    assert.equal(focalLoss([0], logits, { fromLogits }), 0);
    assert.deepEqual(softmax(logits), [[1, 0]]);
    assert.deepEqual(logSoftmax(logits), [[0, -Infinity]]);
  });

  it('two logits of +Infinity, and nothing but -Infinity, are errors that name the row', () => {
    const logits = matrix([0, 1], [Infinity, Infinity]);
    for (const target of [[0, 0], matrix([1, 0], [1, 0])])
      fails(() => categoricalCrossEntropy(target, logits, { fromLogits }), 'undefined', 'prediction', [1]);
    fails(() => softmax([-Infinity, -Infinity]), 'undefined', 'logits', []);
    fails(() => categoricalCrossEntropy([0], [[-Infinity]], { fromLogits }), 'undefined', 'prediction', [0]);
  });

  it('every target ignored, or an empty batch: null and "0 of n counted", and the plain function throws', () => {
    const logits = matrix([1, 2], [3, 4]);
    const ignored = evaluate('categoricalCrossEntropy', [1, 1], logits, { fromLogits, ignoreIndex: 1 });
    assert.deepEqual([ignored.value, ignored.counted, ignored.of, ignored.perItem], [null, 0, 2, [null, null]]);
    assert.deepEqual(ignored.warnings.map(String), ['0 of 2 counted']);
    for (const reduction of ['none', 'sum', 'mean', 'weightedMean'] as const)
      fails(
        () => categoricalCrossEntropy([1, 1], logits, { fromLogits, ignoreIndex: 1, reduction }),
        'empty',
        undefined,
        undefined,
        '0 of 2',
      );
    const empty = evaluate('meanSquaredError', [], []);
    assert.deepEqual([empty.value, empty.counted, empty.of], [null, 0, 0]);
    fails(() => meanSquaredError([], []), 'empty', 'prediction', undefined);
    fails(() => crossEntropy([], []), 'empty', 'prediction', undefined);
  });

  it('ignored targets leave the others alone', () => {
    const options = { fromLogits, ignoreIndex: 2 };
    const logits = matrix([0, 0, 5], [9, 9, 9], [0, 0, -Infinity]);
    const some = evaluate('categoricalCrossEntropy', [0, 2, 1], logits, options);
    assert.deepEqual([some.perItem[1], some.perItem[2], some.counted, some.of], [null, ln2, 2, 3]);
    const { prediction } = categoricalCrossEntropyGradient([0, 2, 1], logits, options);
    assert.deepEqual(prediction[1], [0, 0, 0]);
    fails(
      () => categoricalCrossEntropy([[1, 0]], [[0, 0]], { ignoreIndex: 0 }),
      'option',
      'ignoreIndex',
      undefined,
      'class indices',
    );
  });

  it('a class index out of range is an error with the index and the range', () => {
    for (const index of [3, -100, 0.5, NaN]) {
      fails(
        () => categoricalCrossEntropy([0, index], oneHot([0, 1], 3)),
        'range',
        'target',
        [1],
        `${index}; expected an integer from 0 to 2`,
      );
      fails(() => categoricalCrossEntropy([0, index], oneHot([0, 1], 3), { fromLogits }), 'range', 'target', [1]);
      fails(() => oneHot([index], 3), 'range', 'indices', [0]);
    }
  });

  it('a soft target that sums to 10 gives its value and a warning', () => {
    const result = evaluate('categoricalCrossEntropy', [4, 6], [0, 0], { fromLogits });
    assert.ok(Math.abs((result.value ?? 0) - 10 * ln2) < 1e-14);
    assert.deepEqual(result.warnings.map(String), ['target sums to 10, not 1']);
    const divided = evaluate('categoricalCrossEntropy', [4, 6], [0, 0], { fromLogits, normalize: true });
    assert.ok(Math.abs((divided.value ?? 0) - ln2) < 1e-15);
    assert.deepEqual(divided.warnings.map(String), ['target sums to 10, not 1; divided by its sum']);
    assert.ok(divided.convention.includes('rows divided by their sum'));
  });

  it('negative probabilities, NaN and infinities are errors that name the place', () => {
    const good = matrix([0.5, 0.5], [0.2, 0.8]);
    for (const [bad, code] of [
      [-0.5, 'negative'],
      [NaN, 'notFinite'],
      [Infinity, 'notFinite'],
      [1.5, 'range'],
    ] as const) {
      const rows = matrix([0.5, 0.5], [0.2, bad]);
      fails(() => crossEntropy(good, rows), code, 'prediction', [1, 1]);
      fails(() => focalLoss(good, rows), code, 'prediction', [1, 1]);
      fails(() => binaryCrossEntropy(good, rows), code, 'prediction', [1, 1]);
      fails(() => binaryCrossEntropy(rows, good), code, 'target', [1, 1]);
      fails(() => surprise(rows), code, 'p', [1, 1]);
      if (code !== 'range') fails(() => categoricalCrossEntropy(rows, good), code, 'target', [1, 1]);
    }
    fails(() => categoricalCrossEntropy([0], [[0, NaN]], { fromLogits }), 'notFinite', 'prediction', [0, 1]);
    fails(() => categoricalCrossEntropy([1], [[0, NaN]], { fromLogits }), 'notFinite', 'prediction', [0, 1]);
    fails(() => binaryCrossEntropy([0], [NaN], { fromLogits }), 'notFinite', 'prediction', [0]);
    fails(() => meanSquaredError([0, 1], [0, Infinity]), 'notFinite', 'prediction', [1]);
    fails(() => logSumExp([0, NaN]), 'notFinite', 'values', [1]);
    fails(() => normalize([0, 0]), 'unnormalised', 'values', []);
  });

  it('binary p = 0 at y = 1 goes by the chosen epsilon rule', () => {
    const one = (options: object): string => binaryCrossEntropy([1], [0], options).toFixed(3);
    assert.equal(one({}), '34.539');
    assert.equal(one({ epsilonMode: 'clip', epsilon: 1e-7 }), '16.118');
    assert.equal(one({ epsilonMode: 'clip', epsilon: 2 ** -52 }), '36.044');
    assert.equal(binaryCrossEntropy([1], [0], { epsilonMode: 'none' }), Infinity);
    assert.equal(binaryCrossEntropy([1, 0], [1, 0], { epsilonMode: 'none' }), 0);
    assert.equal(binaryCrossEntropy([1], [0], { epsilonMode: 'clip', epsilon: 0 }), Infinity);
  });

  it('a probability a rounding error above 1 is read as 1', () => {
    const above = 1 + 2 ** -50;
    const none = { epsilonMode: 'none' } as const;
    assert.equal(crossEntropy([1, 0], [above, 0], none), 0);
    assert.equal(binaryCrossEntropy([1], [above], none), 0);
    assert.equal(focalLoss([1, 0], [above, 0], { gamma: 1.5, ...none }), 0);
    assert.equal(surprise(above), 0);
    for (const gamma of [0, 0.5, 1, 2])
      for (const mode of ['perClass', 'trueClass'] as const) {
        const { prediction, target } = focalLossGradient([1, 0], [above, 0], { gamma, mode, ...none });
        assert.ok(
          [...prediction, ...(target ?? [])].every((x) => !Number.isNaN(x)),
          `${gamma} ${mode}`,
        );
      }
  });

  it('logSumExp of all -Infinity is -Infinity', () => {
    assert.equal(logSumExp([-Infinity, -Infinity]), -Infinity);
    assert.equal(logSumExp([Infinity, 1, Infinity]), Infinity);
    assert.deepEqual(logSumExp(matrix([0, 0], [1000, 1000])), [ln2, 1000 + ln2]);
    fails(() => logSumExp([]), 'empty', 'values');
  });

  it('keeps the digits of a sum that one number rules, and the inner slope where clip begins', () => {
    const small = Math.exp(-40);
    assert.ok(Math.abs(logSumExp([0, -40]) / small - 1) < 1e-12);
    const { prediction } = crossEntropyGradient([0.5, 0.5], [0.125, 0.875], { epsilonMode: 'clip', epsilon: 0.125 });
    assert.deepEqual(prediction, [-4, -0.5 / 0.875]);
    const held = crossEntropyGradient([0.5, 0.5], [0, 1], { epsilonMode: 'clip', epsilon: 0.125 });
    assert.deepEqual(held.prediction.map(Math.abs), [0, 0]);
  });

  it('logits of any small distance keep 15 digits', () => {
    for (let d = -5; d < 5; d += 0.003) {
      const found = categoricalCrossEntropy(0, Float64Array.of(0, d), { fromLogits });
      assert.ok(Math.abs(found / Math.log1p(Math.exp(d)) - 1) < 1e-15, `${d}: ${found}`);
    }
  });

  it('of several unnormalised rows the first is named and the others are counted', () => {
    const { warnings } = evaluate('crossEntropy', matrix([0.5, 0.5], [1, 1], [2, 2]), matrix([1, 0], [1, 0], [1, 0]));
    assert.deepEqual(warnings.map(String), ['target sums to 2, not 1 (and 1 more)']);
    assert.deepEqual(warnings[0].place, { argument: 'target', path: [1] });
    assert.equal(surpriseGradient(1 + 2 ** -40), -1);
  });

  it('a target row without mass costs nothing, and the axis of single elements changes no convention', () => {
    const { value, warnings } = evaluate('focalLoss', [[0, 0]], [[0.5, 0.5]], { mode: 'trueClass' });
    assert.deepEqual([value, warnings[0].code], [0, 'unnormalised']);
    assert.ok(!evaluate('meanSquaredError', [[1, 2]], [[1, 2]], { axis: 0 }).convention.includes('axis'));
    assert.ok(evaluate('crossEntropy', [[1, 1]], [[1, 1]], { axis: 0 }).convention.includes('axis 0'));
  });

  it('says what an infinite value means, and that an option is not used', () => {
    const result = evaluate('crossEntropy', [1, 0], [0, 1], { epsilonMode: 'none', gamma: 1 });
    assert.equal(result.value, Infinity);
    assert.deepEqual(
      result.warnings.map(({ code }) => code),
      ['unused', 'infinite'],
    );
  });

  it('weights that leave nothing give null with the reason, and the plain function throws', () => {
    const options = { fromLogits, classWeights: [0, 1] };
    const result = evaluate('categoricalCrossEntropy', [0], [[1, 2]], options);
    assert.deepEqual([result.value, result.warnings.map(({ code }) => code)], [null, ['undefined']]);
    fails(() => categoricalCrossEntropy([0], [[1, 2]], options), 'undefined', undefined);
  });

  it('one set of data has three weighted means, and the convention names which', () => {
    const logits = matrix([2, 0], [0, 1]);
    const classWeights = [1, 4];
    const ask = (target: number[] | number[][], reduction?: string) =>
      evaluate('categoricalCrossEntropy', target, logits, { fromLogits, classWeights, reduction });
    const asked = [ask([1, 1]), ask(oneHot([1, 1], 2)), ask(oneHot([1, 1], 2), 'weightedMean')];
    const [byIndex, byRows, weighted] = asked.map(({ value }) => value ?? NaN);
    assert.ok(Math.abs(byRows - 4 * byIndex) < 1e-14 && Math.abs(weighted - byIndex) < 1e-15);
    const phrases = asked.map(({ convention }) => convention.split('; ').at(-1));
    assert.deepEqual(phrases, ['mean over the sum of w[y]', 'mean over rows', "mean weighted by the sum of w y'"]);
  });

  it('an option that is null, or that a measure has not, changes neither value nor convention', () => {
    const none = evaluate('entropy', [0.5, 0.5], null, { base: null });
    assert.deepEqual([none.value, none.unit], [ln2, 'nats']);
    const logits = Float64Array.of(1, 2);
    const unweighted = evaluate('categoricalCrossEntropy', 0, logits, { fromLogits, classWeights: null });
    assert.ok(unweighted.convention.endsWith('mean over rows'), unweighted.convention);
    for (const reduction of ['none', 'weighted']) {
      const whole = evaluate('mutualInformation', matrix([1, 0], [0, 1]), null, { reduction });
      assert.deepEqual([whole.value, whole.warnings.map(({ code }) => code)], [ln2, ['unused']]);
    }
  });

  it('a convention says what was chosen and nothing else', () => {
    const ask = (id: string, target: number | number[], options: MeasureOptions): string =>
      evaluate(id, target, [0.5, 0.5], options).convention.replace('target, prediction; ', '');
    const logits = 'logits, by log-sum-exp without epsilon; mean over rows';
    assert.equal(ask('categoricalCrossEntropy', 0, { fromLogits, labelSmoothing: 0 }), logits);
    assert.equal(ask('categoricalCrossEntropy', 0, { epsilonMode: 'none' }), 'no epsilon; mean over rows');
    const half = [0.5, 0.5];
    assert.equal(ask('earthMover', half, {}), 'cost |i - j|; mean over rows');
    assert.equal(ask('earthMover', half, { cost: matrix([0, 1], [1, 0]) }), 'the given cost; mean over rows');
    assert.equal(ask('wasserstein1', half, {}), 'classes at 0, 1, 2, ...; mean over rows');
    assert.equal(ask('wasserstein1', half, { positions: [0, 3] }), 'classes at [0, 3]; mean over rows');
  });

  it('an empty batch beside one that is not is an error, not null', () => {
    const nothing = { shape: [0, 2], data: new Float64Array(0) };
    fails(() => evaluate('categoricalCrossEntropy', [0, 1], nothing), 'empty', 'prediction');
    fails(() => evaluate('earthMover', nothing, [0.5, 0.5]), 'empty', 'target');
    assert.equal(evaluate('categoricalCrossEntropy', new Int32Array(0), nothing).value, null);
    assert.equal(evaluate('entropy', [[], []]).value, null);
    fails(() => evaluate('entropy', [], null, { base: 'e' }), 'option', 'base');
  });

  it('shapes that do not fit are errors with both shapes', () => {
    fails(() => crossEntropy([0, 1], [0, 1, 0]), 'shape', 'target', undefined, '(2,)');
    fails(() => crossEntropy(0, [0, 1]), 'shape', 'target');
    fails(() => categoricalCrossEntropy([0, 1, 2], [[1, 0]]), 'shape', 'target');
    fails(() => meanSquaredError([0, 1], [[0, 1]]), 'shape', 'target');
    fails(() => softmax(3), 'shape', 'logits');
    fails(() => softmax([1, 2], { axis: 1 }), 'option', 'axis', undefined, '-1 to 0');
    fails(() => softmaxCrossEntropyHessian([[1, 2]]), 'shape', 'logits');
    fails(() => isPositiveSemidefinite([[1, 2]]), 'shape', 'matrix');
    fails(() => isPositiveSemidefinite([]), 'shape', 'matrix');
    fails(() => isPositiveSemidefinite({ shape: [0, 0], data: new Float64Array(0) }), 'empty', 'matrix');
    fails(() => isPositiveSemidefinite(matrix([1, 2], [3, 1])), 'range', 'matrix', [1, 0]);
    fails(() => isPositiveSemidefinite([[NaN]]), 'notFinite', 'matrix', [0, 0]);
    fails(() => evaluate('entropie', [1]), 'option', 'id', undefined, 'entropy');
    fails(() => evaluate('crossEntropy', [1]), 'shape', 'prediction');
  });

  it('one-hot rows of a typed array or of a tensor are a tensor', () => {
    const rows = { shape: [2, 2], data: Float64Array.of(0, 1, 1, 0) };
    assert.deepEqual(oneHot(Int32Array.of(1, 0), 2), rows);
    assert.deepEqual(oneHot({ shape: [2], data: Int32Array.of(1, 0) }, 2), rows);
  });

  it('options out of range are errors with their name', () => {
    const asked = (options: object) => () => focalLoss([0, 1], [0.5, 0.5], options);
    fails(asked({ gamma: -1 }), 'option', 'gamma');
    fails(asked({ gamma: 1000.5 }), 'option', 'gamma', undefined, 'at most 1000');
    fails(asked({ alpha: [1] }), 'option', 'alpha');
    fails(asked({ alpha: [1, -1] }), 'option', 'alpha', [1]);
    fails(asked({ mode: 'keras' }), 'option', 'mode', undefined, 'perClass, trueClass');
    fails(asked({ epsilon: 0.7 }), 'option', 'epsilon');
    fails(asked({ fromLogits: 'yes' }), 'option', 'fromLogits');
    fails(asked({ reduction: 'avg' }), 'option', 'reduction', undefined, '"avg"');
    fails(() => crossEntropy([1, 0], [1, 0], { base: 1 }), 'option', 'base', undefined, 'above 1');
    fails(() => crossEntropy([1, 0], [1, 0], { axis: 0.5 }), 'option', 'axis', undefined, 'an integer');
    fails(() => categoricalCrossEntropy([1], [[1, 0]], { classWeights: 2 as never }), 'option', 'classWeights');
    fails(() => oneHot([1], 0), 'option', 'classes');
    fails(() => oneHot([1], 1e10), 'limit', 'classes');
  });
});
