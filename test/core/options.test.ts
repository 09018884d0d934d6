import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as core from '@surprisal/core';
import { matrix } from '../matrix.js';
import { fails } from './fails.js';

const root = new URL('../../../core/dist/', import.meta.url);
const pair = [[0.25, 0.75], [0.5, 0.5]] as const; // prettier-ignore
const labels = [[0, 0, 1], ['a', 'b', 'b']] as const; // prettier-ignore
const joint = [matrix([3, 1], [0, 2])] as const;
const cm = core.confusionFromCounts(matrix([3, 1], [0, 4]));

const withGradient = (name: string): string[] => [name, `${name}Gradient`];
const alike = (before: readonly unknown[], names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { before }]));
const divergences = ['klDivergence', 'jsDivergence', 'jsDistance', 'hellinger', 'totalVariation', 'wasserstein1'];
const losses = ['binaryCrossEntropy', 'categoricalCrossEntropy', 'crossEntropy', 'focalLoss', 'meanSquaredError'];
const ofPairs = [...losses, ...divergences, 'bhattacharyyaCoefficient', 'bhattacharyyaDistance'];

/** What stands before the options of each function that takes some, and the options that have to be there. */
const calls: Record<string, { before: readonly unknown[]; needed?: object }> = {
  ...alike(joint, ['conditionalEntropy', 'mutualInformation'].flatMap(withGradient)),
  ...alike(labels, ['adjustedMutualInformation', 'informationGain', 'normalizedMutualInformation', 'vMeasure']),
  ...alike([...pair, matrix([0, 1], [1, 0])], withGradient('earthMover')),
  ...alike([pair[0]], ['entropy', 'gini'].flatMap(withGradient)),
  ...alike([0.5], withGradient('surprise')),
  ...alike([[1, 2]], ['describeTensor', 'logSoftmax', 'logSumExp', 'softmax']),
  ...alike([cm], ['classificationReport', 'mostConfused']),
  ...alike([[0.5], [1]], ['calibrationBins', 'expectedCalibrationError']),
  ...alike(pair, ofPairs.flatMap(withGradient)),
  arrayStatistics: { before: [{}, []] },
  confusionMatrix: { before: matrix([0, 1], [1, 1]) },
  crossValidate: { before: [{}, { sets: [], train: [], validation: [], scaling: { rule: 'none' } }, {}] },
  doubtfulLabels: { before: [[0], [[0.5, 0.5]]] },
  flipLabels: { before: [[0, 1]], needed: { share: 0.5, classes: 2, seed: 1 } },
  labelSmoothing: { before: [[1, 0], 0.1] },
  normalize: { before: [[1, 3]] },
  permutationImportance: {
    before: [{ layers: [] }, { inputs: [], size: 1, labels: [] }, []],
    needed: { shuffles: 1, seed: 1 },
  },
  parseTensor: { before: ['[1, 2]'] },
  readPredictions: { before: [[], (bytes: Uint8Array) => bytes] },
  smallestChange: { before: [{ logits: () => Float64Array.of(0, 1) }, Float64Array.of(0), 0] },
  stratifiedFolds: { before: [[0, 0, 1, 1]], needed: { folds: 2, seed: 1 } },
  thinned: { before: [{ x: Float64Array.of(0), y: Float64Array.of(0) }, 1] },
  thresholdGain: { before: [[1, 2, 3], labels[0]] },
  topKAccuracy: { before: [[0], [[0.5, 0.5]]] },
  trainTestSplit: { before: [4], needed: { testFraction: 0.5, seed: 1 } },
};
const known = core as unknown as Record<string, unknown>;

/** Those that answer for any measure: one warns of an option that it has not, the other leaves it out. */
const ofAny = new Set(['evaluate', 'ownOptions']);

const generators = new Set(['crossValidate', 'permutationImportance']);

/** The exported functions whose declaration has an argument of options. */
function withOptions(): string[] {
  const files = readdirSync(root, { recursive: true }).filter((file) => String(file).endsWith('.d.ts'));
  const text = files.map((file) => readFileSync(new URL(String(file), root), 'utf8')).join('\n');
  const constants = [...text.matchAll(/^export declare const (\w+): \w*Function</gm)].map(([, name]) => name);
  const functions = [...text.matchAll(/^export declare function (\w+)(?:<[^(]*>)?\(([\s\S]*?)\): /gm)]
    .filter(([, name, list]) => {
      // Options that are taken apart in the head of a function could not be looked at as a whole.
      if (name in known) assert.doesNotMatch(list, /\}\?:/, name);
      return name in known && !ofAny.has(name) && /\b(options|choices)\??:/.test(list);
    })
    .map(([, name]) => name);
  return [...functions, ...constants];
}

/** Calls a function to its end, if it has one of many steps to the first. */
function call(name: string, options: unknown): unknown {
  const result = (known[name] as (...all: unknown[]) => unknown)(...calls[name].before, options);
  return generators.has(name) ? (result as Generator).next() : result;
}

describe('M11 an option that a function has not is refused', () => {
  it('no function takes options that this test does not know of', () => {
    assert.deepEqual([...new Set(withOptions())].sort(), Object.keys(calls).sort());
  });

  for (const [name, { needed }] of Object.entries(calls))
    it(`${name} names what it does not know, and what it does`, () => {
      for (const slip of ['labelSmooting', 'Base', 'constructor'])
        assert.throws(
          () => call(name, { ...needed, [slip]: 0.1 }),
          (error) => {
            assert.ok(error instanceof core.CoreError, String(error));
            assert.deepEqual([error.code, error.place], ['option', { argument: slip }]);
            assert.match(error.message, new RegExp(`^${slip}: no such option; expected one of \\w+`));
            return true;
          },
        );
      for (const none of [null, 2, 'bits']) fails(() => call(name, none), 'option', 'options');
    });

  it('an option that is undefined is left out, and those of the catalogue are those of the plain function', () => {
    const leftOut: object = { base: undefined, bas: undefined };
    assert.equal(core.entropy([0.5, 0.5], leftOut), Math.LN2);
    for (const { id, options } of core.measures) {
      if (options.length === 0) continue;
      // The cost is an argument of the plain function, and the surprise reduces nothing.
      const own = options.filter(({ name }) => name !== 'cost' && !(id === 'surprise' && name === 'reduction'));
      const words = `expected one of ${own.map(({ name }) => name).join(', ')}`;
      assert.throws(() => call(id, { none: 1 }), (error) => error instanceof Error && error.message.endsWith(words), id); // prettier-ignore
    }
  });

  it('evaluate warns of it instead, and computes without it', () => {
    const { value, warnings } = core.evaluate('entropy', [0.5, 0.5], null, { labelSmooting: 0.1, epsilon: 1 });
    assert.equal(value, Math.LN2);
    assert.deepEqual(warnings.map(String), ['entropy has no option labelSmooting', 'entropy has no option epsilon']);
    const own = core.ownOptions(core.measureOf('entropy'), { base: undefined, axis: 0, epsilon: 1 });
    assert.deepEqual(own, { axis: 0 });
  });
});
