import assert from 'node:assert/strict';
import { defaultConfig, presets, type RunConfig } from '@surprisal/core';
import { startParams, train, TrainingThread } from './trainingThread.js';

describe('the timeline (T6)', () => {
  const convolutional = presets.find(({ id }) => id === 'convolutional')!.config();
  const networks: [string, RunConfig][] = [
    ['dense', { ...defaultConfig(), epochs: 4 }],
    [
      'convolution',
      {
        ...defaultConfig(),
        network: convolutional.network,
        data: { ...defaultConfig().data, count: 600 },
        epochs: 3,
      },
    ],
  ];
  for (const [title, config] of networks)
    it(`${title}: the weights restored of an epoch have the hash of a run stopped there, and read the test part alike`, async () => {
      const whole = await train(config);
      const classes = 10;
      for (const k of [1, config.epochs - 1]) {
        const { checkpoint, testLogits, record } = whole.events.epoch[k - 1];
        const restored = new TrainingThread();
        const started = await restored.call(
          'start',
          startParams(config, { checkpoint: { name: `epoch ${k}`, bytes: checkpoint }, begin: 'paused' }),
        );
        assert.equal(started.epoch, k);
        assert.deepEqual(started.testLogits, testLogits);
        await restored.call('stop', null);
        const { weightsHash } = await restored.wait('ended');
        await restored.close();
        const direct = await train({ ...config, epochs: k });
        assert.equal(weightsHash, direct.events.ended[0].weightsHash);
        assert.notEqual(weightsHash, whole.events.ended[0].weightsHash);
        const confusion = new Uint32Array(classes * classes);
        started.testLabels.forEach((label, i) => {
          const row = testLogits.subarray(i * classes, (i + 1) * classes);
          confusion[label * classes + row.indexOf(Math.max(...row))]++;
        });
        assert.deepEqual(
          confusion,
          record.confusion,
          'the matrix of the epoch counts the images that are shown for it',
        );
      }
    });
});
