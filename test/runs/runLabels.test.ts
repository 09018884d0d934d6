import assert from 'node:assert/strict';
import { defaultConfig, type EpochRecord, type RunConfig } from '@surprisal/core';
import { type LabelWords, runLabels, sortedRuns } from '../../extension/runs/derive/runLabels.js';
import { objectiveName } from '../../extension/protocol/runState.js';
import { Run } from '../../extension/runs/model/run.js';

const t = (message: string, ...args: (string | number)[]): string =>
  message.replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)]));
const words: LabelWords = {
  t,
  percent: (share) => `${(100 * share).toFixed(1)}%`,
  moment: (time) => `at ${time}`,
  source: ({ source, files }) => files?.images ?? source,
  objective: (loss) => objectiveName(loss, t),
  madeTitle: ({ title }) => title === 'made',
};

interface Of {
  more?: Partial<RunConfig>;
  accuracy?: number;
  logLoss?: number;
  began?: number;
  title?: string;
}
function runOf({ more, accuracy, logLoss, began = 0, title = 'made' }: Of): Run {
  const run = new Run(`run ${began}`, title, { ...defaultConfig(), ...more }, began);
  const size = { imageWidth: 28, imageHeight: 28, imageChannels: 1, classes: '0123456789'.split('') };
  const { kernel, trainCount, validationCount, testCount, batchesPerEpoch } = run.summary();
  run.setFacts({ kernel, trainCount, validationCount, testCount, batchesPerEpoch, ...size });
  if (accuracy !== undefined) run.epochs.push({ testAccuracy: accuracy, testLogLoss: logLoss } as EpochRecord);
  return run;
}
const labels = (runs: Run[]): string[] => [...runLabels(runs, words).values()].map(({ label }) => label);

describe('R9 how the runs of a list are called', () => {
  const { loss, optimiser, data } = defaultConfig();

  it('by accuracy, network and time, and by nothing that all of them share', () => {
    assert.deepEqual(labels([runOf({ accuracy: 0.887, began: 1 }), runOf({ accuracy: 0.9, began: 2 })]), [
      '88.7% · 784-10-10 · at 1',
      '90.0% · 784-10-10 · at 2',
    ]);
    assert.deepEqual(labels([runOf({})]), ['784-10-10 · at 0'], 'before the first epoch');
    assert.deepEqual(labels([]), []);
  });

  it('by each setting that differs', () => {
    const focal = runOf({ accuracy: 0.887, more: { loss: { ...loss, id: 'focal' } } });
    const slow = runOf({ accuracy: 0.5, more: { optimiser: { ...optimiser, rate: 0.01 }, epochs: 3, seed: 2 } });
    assert.deepEqual(labels([focal, slow]), [
      '88.7% · focal loss · 784-10-10 · rate 0.1 · 20 ep · seed 1 · at 0',
      '50.0% · cross-entropy · 784-10-10 · rate 0.01 · 3 ep · seed 2 · at 0',
    ]);
    assert.equal(runLabels([focal], words).get(focal)!.strong, 5, 'the accuracy stands out');
  });

  it('by the title that a person gave, and by own data in any case', () => {
    const own = runOf({ accuracy: 1, more: { data: { ...data, source: 'files', files: { images: 'iris.csv' } } } });
    assert.deepEqual(labels([own]), ['100.0% · iris.csv · 784-10-10 · at 0']);
    assert.deepEqual(labels([runOf({ accuracy: 0.5, title: 'mine' })]), ['50.0% · mine · 784-10-10 · at 0']);
  });

  it('stand in the order that is asked for, those of which it is not known last', () => {
    const runs = [
      runOf({ began: 1, accuracy: 0.9, logLoss: 0.5 }),
      runOf({ began: 2, accuracy: 0.8, logLoss: 0.3 }),
      runOf({ began: 3 }),
      runOf({ began: 4, accuracy: 0.7, logLoss: NaN }),
      runOf({ began: 5, accuracy: 0.9 }),
    ];
    const order = (by: Parameters<typeof sortedRuns>[1]) => sortedRuns(runs, by).map(({ began }) => began);
    assert.deepEqual(order('newest'), [5, 4, 3, 2, 1]);
    assert.deepEqual(order('accuracy'), [5, 1, 2, 4, 3]);
    assert.deepEqual(order('logLoss'), [2, 1, 5, 4, 3]);
  });
});
