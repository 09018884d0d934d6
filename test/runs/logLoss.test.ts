import assert from 'node:assert/strict';
import { defaultConfig, logLoss } from '@surprisal/core';
import type { RunStarted } from '../../extension/protocol/training.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { Run } from '../../extension/runs/model/run.js';
import { checkpoint, hash, head, MemoryDisk, record } from './memoryDisk.js';

describe('the log loss of a run', () => {
  it('T8 stands in the record of each epoch, and a record without it is read as before', async () => {
    const store = new RunStore(new MemoryDisk(), hash);
    const writer = await store.create(head());
    const losses = { trainLossWithoutPenalty: 0.5, validationLogLoss: 0.25, testLogLoss: Infinity };
    await writer.epoch(record(1), checkpoint(1));
    await writer.epoch(record(2, losses), checkpoint(2));
    const [first, second] = (await store.read(writer.id)).epochs;
    assert.deepEqual([first.testLogLoss, first.trainLossWithoutPenalty], [undefined, undefined]);
    assert.equal(second.testLogLoss, Infinity);
    assert.deepEqual([second.trainLossWithoutPenalty, second.validationLogLoss], [0.5, 0.25]);
  });

  it('T8 comes from the kept weights where the record does not have it', async () => {
    const run = new Run('20240229-235959', 'a run', defaultConfig(), 0);
    const [testLabels, testLogits] = [Uint8Array.of(0, 1, 1), Float32Array.of(2, 0, 1, 0, 0, 3)];
    const started = {
      kernel: 'typescript',
      threads: 1,
      classes: ['a', 'b'],
      imageWidth: 1,
      imageHeight: 1,
      imageChannels: 1,
      trainCount: 9,
      validationCount: 0,
      testCount: 3,
      batchesPerEpoch: 1,
      parameters: 4,
      epoch: 2,
      scale: { rule: 'none', usual: 'none', advice: null },
      testPixels: new Uint8Array(3),
      testLabels,
      testRows: Uint32Array.of(0, 1, 2),
      testLogits,
    } satisfies RunStarted;
    run.setFacts(started);
    const told: (number | undefined)[] = [];
    run.evaluated = ({ epoch }) => told.push(epoch);
    for (const epoch of [1, 2]) run.addStoredEpoch(record(epoch));
    run.test.evaluateAgain = () => Promise.resolve(started);
    await run.test.predictions();
    await run.test.predictions(1);
    const loss = logLoss(testLogits, testLabels, 2);
    assert.deepEqual(
      run.epochs.map(({ testLogLoss }) => testLogLoss),
      [loss, loss],
    );
    assert.deepEqual(told, [2, 1]);
  });
});
