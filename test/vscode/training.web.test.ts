import assert from 'node:assert/strict';
import type { RunConfig } from '@surprisal/core';
import { heavy } from '../steps.js';
import { at, fill, text, train } from './storedRuns.js';

describe('training in a browser (F28)', () => {
  it('comes to the same weights as in Node, bit for bit (T5)', async () => {
    const inNode = JSON.parse(await text(at('.inNode.json'))) as {
      config: RunConfig;
      kernel: string;
      weightsHash: string;
    };
    await fill(inNode.config);
    const [run] = await train();
    assert.match(inNode.weightsHash, /^[0-9a-f]{64}$/);
    assert.deepEqual([run?.kernel, run?.weightsHash], [inNode.kernel, inNode.weightsHash]);
  });

  heavy('takes all of MNIST, on one thread', async () => {
    const { config } = JSON.parse(await text(at('.inNode.json'))) as { config: RunConfig };
    await fill({ ...config, data: { ...config.data, source: 'mnist' }, epochs: 1 });
    const [run] = await train();
    assert.equal(run?.status, 'finished');
    assert.deepEqual([run?.trainCount, run?.validationCount, run?.testCount], [54_000, 6000, 10_000]);
  });
});
