import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  categoricalCrossEntropy,
  defaultConfig,
  isLogLoss,
  logLoss,
  readSafetensors,
  trainLossAlone,
  writeSafetensors,
} from '@surprisal/core';
import { logLossRuns, predictionsOf } from '../reference/logLossRuns.js';
import { runToEnd, trainerOf } from './training.js';
import { readReference } from './worst.js';

interface Reference {
  runs: Record<string, { sha256: string; logLoss: number }>;
}

describe('log loss', () => {
  const reference = readReference<Reference>('logLoss.json');

  it('T7 is scikit-learn’s log_loss of the predictions, whatever the run was trained on', () => {
    assert.deepEqual(Object.keys(reference.runs), Object.keys(logLossRuns));
    const farther: string[] = [];
    for (const [name, config] of Object.entries(logLossRuns)) {
      const { epochs, parts } = runToEnd(config);
      const { record, testLogits } = epochs.at(-1)!;
      const { sha256, logLoss: theirs } = reference.runs[name];
      const text = predictionsOf(testLogits, parts);
      assert.equal(createHash('sha256').update(text).digest('hex'), sha256, `${name}: the predictions are others`);
      assert.ok(
        Math.abs(record.testLogLoss! - theirs) <= 1e-12 * theirs,
        `${name}: ${record.testLogLoss} and ${theirs}`,
      );
      if (!isLogLoss(config.loss)) farther.push(name);
      const apart = Math.abs(record.testLoss - record.testLogLoss!) / record.testLogLoss!;
      assert.equal(apart > 0.01, !isLogLoss(config.loss), `${name}: objective ${record.testLoss}`);
    }
    assert.deepEqual(farther, ['smoothed', 'focal', 'squared', 'weighted']);
  });

  it('T7 M10 of a class that is all but sure, keeps its digits', () => {
    for (const gap of [20, 36, 60, 300]) {
      const surprise = Math.log1p(2 * Math.exp(-gap));
      assert.ok(Math.abs(logLoss([gap, 0, 0, 0, 0, gap], [0, 2], 3) / surprise - 1) < 1e-15, `${gap}`);
    }
  });

  it('T7 has no epsilon: a class that is given no chance costs its logit', () => {
    assert.equal(logLoss([1000, 0, 0, 0, 0, 0], [1, 2], 3), (1000 + Math.log(3)) / 2);
    assert.ok(Number.isNaN(logLoss([], [], 3)));
    const [logits, labels] = [
      [0.3, -2, 1, 4, 0, -1],
      [2, 0],
    ];
    const target = { shape: [2], data: Float64Array.from(labels) };
    const mean = categoricalCrossEntropy(
      target,
      { shape: [2, 3], data: Float64Array.from(logits) },
      { fromLogits: true },
    );
    assert.ok(Math.abs(logLoss(logits, labels, 3) - mean) < 1e-15);
  });
});

describe('the training loss of an epoch', () => {
  const config = { ...defaultConfig(), epochs: 2, batch: 999 };
  config.optimiser.l2 = 1;

  it('T1 is the mean over the rows of its batches, with the penalty and without it', () => {
    const { trainer } = trainerOf(config);
    const sums = { loss: 0, objective: 0, rows: 0 };
    for (const step of trainer.run()) {
      if (step.kind === 'batch') {
        assert.ok(step.record.objective > step.record.loss);
        sums.loss += step.record.loss * step.rows;
        sums.objective += step.record.objective * step.rows;
        sums.rows += step.rows;
      }
      if (step.kind !== 'epoch') continue;
      const { trainLoss, trainLossWithoutPenalty } = step.record;
      assert.deepEqual([trainLoss, trainLossWithoutPenalty], [sums.objective / sums.rows, sums.loss / sums.rows]);
      Object.assign(sums, { loss: 0, objective: 0, rows: 0 });
    }
    const plain = { ...config, optimiser: { ...config.optimiser, l2: 0 } };
    const { record } = runToEnd(plain).epochs[0];
    assert.equal(record.trainLoss, record.trainLossWithoutPenalty);
  });

  it('T8 without the penalty is not known of an epoch that began in an earlier version, and known of the next', () => {
    const { trainer, parts } = trainerOf(config);
    const steps = trainer.run();
    steps.next();
    const { tensors, metadata } = readSafetensors({ name: 'now', bytes: trainer.checkpoint() });
    metadata.delete('lossSumWithoutPenalty');
    const earlier = { name: 'earlier', bytes: writeSafetensors({ tensors, metadata }) };
    const next = trainerOf(config, { parts }).trainer;
    next.resume(earlier);
    const known: (number | null)[] = [];
    for (const step of next.run()) if (step.kind === 'epoch') known.push(trainLossAlone(step.record, config.optimiser));
    assert.equal(known[0], null);
    assert.equal(typeof known[1], 'number');
  });
});
