import assert from 'node:assert/strict';
import { defaultConfig, type EpochRecord } from '@surprisal/core';
import { CancellationError, type CancellationToken } from 'vscode';
import { Explainer } from '../../extension/host/inspector/why.js';
import { Run } from '../../extension/runs/model/run.js';
import type { WhyParams } from '../../extension/protocol/analysis.js';
import type { Why, WhyProgress } from '../../extension/protocol/inspector/why.js';

const record = (epoch: number, testLoss: number): EpochRecord => ({
  epoch,
  step: epoch,
  trainLoss: 1,
  trainAccuracy: 0.5,
  validationLoss: null,
  validationAccuracy: null,
  testLoss,
  testAccuracy: 0.5,
  confusion: Uint32Array.of(1, 2, 0, 1),
  seconds: 1,
});

/** A run of two epochs that reads two of its three images of class 0 as class 1, and the questions that reach a thread. */
function bench() {
  const run = new Run('20240229-235959', 'a run', defaultConfig(), 0);
  run.test.start({
    kernel: 'typescript',
    threads: 1,
    classes: ['cat', 'dog'],
    imageWidth: 1,
    imageHeight: 1,
    imageChannels: 1,
    trainCount: 4,
    validationCount: 0,
    testCount: 4,
    batchesPerEpoch: 1,
    parameters: 4,
    epoch: 0,
    scale: { rule: 'byte', usual: 'byte', advice: null },
    testPixels: Uint8Array.of(1, 2, 3, 4),
    testLabels: Uint8Array.of(0, 0, 0, 1),
    testRows: Uint32Array.of(0, 1, 2, 3),
  });
  const testLogits = Float32Array.of(0, 1, 0, 2, 1, 0, 0, 1);
  for (const epoch of [1, 2]) run.addEpoch({ record: record(epoch, 1 / epoch), testLogits });
  const asked: { params: WhyParams; answer: (why: Partial<Why>) => void; ended: boolean }[] = [];
  let reached: () => void = () => undefined;
  const threads = {
    params: () => Promise.resolve({ config: run.config, files: {}, kernels: {} }),
    analyse: (
      _: string,
      params: WhyParams,
      { token, tell }: { token: CancellationToken; tell: (how: WhyProgress) => void },
    ) =>
      new Promise<Partial<Why>>((resolve, reject) => {
        const question = { params, answer: resolve, ended: false };
        asked.push(question);
        tell({ share: 0.5, part: 'pairs' });
        token.onCancellationRequested(() => {
          question.ended = true;
          reject(new CancellationError());
        });
        reached();
      }),
  };
  const library = {
    recover: (_: Run, epoch: number) =>
      Promise.resolve({ checkpoint: epoch === 1 ? null : { name: `epoch ${epoch}`, bytes: new Uint8Array(1) } }),
  };
  const explainer = new Explainer(threads as never, library);
  const told: WhyProgress[] = [];
  const explain = (epoch: number, actual = 0, predicted = 1) =>
    explainer.explain(run, { actual, predicted, epoch }, (how) => told.push(how));
  /** Resolves when a thread has been asked so often. */
  const threadsAsked = async (count: number): Promise<void> => {
    while (asked.length < count) await new Promise<void>((resolve) => (reached = resolve));
  };
  return { run, asked, told, explainer, explain, threadsAsked };
}

describe('why, in the host (K5)', () => {
  it('asks a thread for the errors of the cell, most surprising first, and keeps what it answers', async () => {
    const { asked, told, explain, threadsAsked } = bench();
    const first = explain(2);
    await threadsAsked(1);
    const [{ params, answer }] = asked;
    assert.deepEqual([[...params.errors], [...params.right]], [[1, 0], [2]]);
    assert.equal(params.checkpoint.name, 'epoch 2');
    answer({ items: [] });
    assert.equal((await first)?.total, 2);
    assert.deepEqual(
      told.map(({ part }) => part),
      ['data', 'pairs'],
    );
    assert.equal(await explain(2), await first);
    assert.equal(asked.length, 1);
  });

  it('another cell, and a stop, end the thread of the one before', async () => {
    const { run, asked, explainer, explain, threadsAsked } = bench();
    const first = explain(2);
    await threadsAsked(1);
    const none = explain(2, 1, 0);
    await assert.rejects(first, CancellationError);
    assert.ok(asked[0].ended);
    assert.equal(await none, null, 'a cell without errors asks no thread');
    const again = explain(2);
    await threadsAsked(2);
    explainer.stop(run);
    await assert.rejects(again, CancellationError);
    assert.ok(asked[1].ended);
    const last = explain(2);
    await threadsAsked(3);
    asked[2].answer({ items: [] });
    assert.ok(await last);
  });

  it('says that weights were not kept, and knows of no other classes and epochs', async () => {
    const { run, asked, explain, threadsAsked } = bench();
    await assert.rejects(explain(1), /The weights of epoch 1 were not kept/);
    for (const [epoch, actual, predicted] of [
      [9, 0, 1],
      [2, 0, 0],
      [2, 0, 5],
    ] as const)
      assert.equal(await explain(epoch, actual, predicted), null);
    assert.equal(asked.length, 0);
    const before = explain(2);
    await threadsAsked(1);
    asked[0].answer({ items: [] });
    await before;
    run.goBack(1, 1);
    run.addEpoch({ record: record(2, 0.25), testLogits: Float32Array.of(0, 1, 0, 2, 1, 0, 0, 1) });
    const after = explain(2);
    await threadsAsked(2);
    asked[1].answer({ items: [] });
    assert.notEqual(await after, await before, 'a run that was trained on anew has other weights');
  });
});
