import {
  binaryCrossEntropy,
  categoricalCrossEntropy,
  categoricalCrossEntropyGradient,
  crossEntropy,
  focalLoss,
  logSoftmax,
  logSumExp,
  softmax,
  softmaxCrossEntropyHessian,
  surprise,
  type EpsilonMode,
} from '@surprisal/core';
import { readReference, Worst } from './worst.js';

interface Case {
  logits: number[];
  label: number;
  soft: number[];
  gamma: number;
  alpha: number;
  p: number;
  q: number;
  other: number;
  epsilon: number;
  mode: EpsilonMode;
  z: number;
  logSumExp: number;
  logSoftmax: number[];
  softmax: number[];
  index: number;
  softRow: number;
  focal: number;
  curvature: number[];
  indexGradient: number[];
  binary: number;
  binaryLogit: number;
  certain: number;
  surprise: number;
}

const { cases } = readReference<{ cases: Case[] }>('precise.json');
const worst = new Worst();
const fromLogits = true;

describe('M1 losses where doubles lose digits, against 400 digits', () => {
  const held = (
    family: string,
    actual: (item: Case) => number | number[],
    expected: (item: Case) => number | number[],
  ) =>
    it(`${family} within 1e-12 of the value itself`, () => {
      cases.forEach((item, number) => {
        const found = [actual(item)].flat();
        [expected(item)].flat().forEach((x, i) => worst.check(family, found[i], x, 1e-12, 0, `case ${number}`));
      });
    });

  held(
    'logSumExp',
    (item) => logSumExp(item.logits),
    (item) => item.logSumExp,
  );
  held(
    'logSoftmax',
    (item) => logSoftmax(item.logits),
    (item) => item.logSoftmax,
  );
  held(
    'softmax',
    (item) => softmax(item.logits),
    (item) => item.softmax,
  );
  held(
    'cross-entropy of an index',
    ({ label, logits }) => categoricalCrossEntropy(label, logits, { fromLogits }),
    (item) => item.index,
  );
  held(
    'cross-entropy of an index, weighted',
    ({ label, logits }) =>
      categoricalCrossEntropy(label, logits, { fromLogits, classWeights: new Float64Array(logits.length).fill(1) }),
    (item) => item.index,
  );
  held(
    'cross-entropy of a soft row',
    ({ soft, logits }) => categoricalCrossEntropy(soft, logits, { fromLogits }),
    (item) => item.softRow,
  );
  held(
    'gradient of an index',
    ({ label, logits }) => categoricalCrossEntropyGradient(label, logits, { fromLogits }).prediction,
    (item) => item.indexGradient,
  );
  held(
    'focal loss of an index',
    ({ label, logits, gamma, alpha }) => focalLoss(label, logits, { fromLogits, gamma, alpha }),
    (item) => item.focal,
  );
  held(
    'focal loss by the true class',
    ({ label, logits, gamma, alpha }) => focalLoss(label, logits, { fromLogits, gamma, alpha, mode: 'trueClass' }),
    (item) => item.focal,
  );
  held(
    'diagonal of the Hessian',
    ({ logits }) => softmaxCrossEntropyHessian(logits).map((row, i) => row[i]),
    (item) => item.curvature,
  );
  held(
    'binary cross-entropy',
    ({ p, q, epsilon, mode }) => binaryCrossEntropy([p], [q], { epsilon, epsilonMode: mode }),
    (item) => item.binary,
  );
  held(
    'binary cross-entropy of logits',
    ({ p, z }) => binaryCrossEntropy([p], [z], { fromLogits }),
    (item) => item.binaryLogit,
  );
  held(
    'cross-entropy of a certain target',
    ({ q, other, epsilon, mode }) => crossEntropy([1, 0], [q, other], { epsilon, epsilonMode: mode }),
    (item) => item.certain,
  );
  held(
    'surprise',
    ({ q }) => surprise(q),
    (item) => item.surprise,
  );

  after(() => worst.record('precise'));
});
