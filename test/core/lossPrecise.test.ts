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
  const held = (family: string, key: keyof Case, actual: (item: Case) => number | number[]) =>
    it(`${family} within 1e-12 of the value itself`, () => {
      cases.forEach((item, number) => {
        const found = [actual(item)].flat();
        [item[key] as number | number[]]
          .flat()
          .forEach((x, i) => worst.check(family, found[i], x, 1e-12, 0, `case ${number}`));
      });
    });

  held('logSumExp', 'logSumExp', (item) => logSumExp(item.logits));
  held('logSoftmax', 'logSoftmax', (item) => logSoftmax(item.logits));
  held('softmax', 'softmax', (item) => softmax(item.logits));
  held('cross-entropy of an index', 'index', ({ label, logits }) =>
    categoricalCrossEntropy(label, logits, { fromLogits }),
  );
  held('cross-entropy of an index, weighted', 'index', ({ label, logits }) =>
    categoricalCrossEntropy(label, logits, { fromLogits, classWeights: new Float64Array(logits.length).fill(1) }),
  );
  held('cross-entropy of a soft row', 'softRow', ({ soft, logits }) =>
    categoricalCrossEntropy(soft, logits, { fromLogits }),
  );
  held(
    'gradient of an index',
    'indexGradient',
    ({ label, logits }) => categoricalCrossEntropyGradient(label, logits, { fromLogits }).prediction,
  );
  held('focal loss of an index', 'focal', ({ label, logits, gamma, alpha }) =>
    focalLoss(label, logits, { fromLogits, gamma, alpha }),
  );
  held('focal loss by the true class', 'focal', ({ label, logits, gamma, alpha }) =>
    focalLoss(label, logits, { fromLogits, gamma, alpha, mode: 'trueClass' }),
  );
  held('diagonal of the Hessian', 'curvature', ({ logits }) =>
    softmaxCrossEntropyHessian(logits).map((row, i) => row[i]),
  );
  held('binary cross-entropy', 'binary', ({ p, q, epsilon, mode }) =>
    binaryCrossEntropy([p], [q], { epsilon, epsilonMode: mode }),
  );
  held('binary cross-entropy of logits', 'binaryLogit', ({ p, z }) => binaryCrossEntropy([p], [z], { fromLogits }));
  held('cross-entropy of a certain target', 'certain', ({ q, other, epsilon, mode }) =>
    crossEntropy([1, 0], [q, other], { epsilon, epsilonMode: mode }),
  );
  held('surprise', 'surprise', ({ q }) => surprise(q));

  after(() => worst.record('precise'));
});
