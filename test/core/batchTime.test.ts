import assert from 'node:assert/strict';
import { batchTime, defaultConfig, presets, usefulThreads, type LayerConfig, type RunConfig } from '@surprisal/core';
import fc from 'fast-check';
import { cases } from '../cases.js';

const digits = { width: 28, height: 28, channels: 1, bytes: true, classes: 10 };
const table = { width: 10, height: 1, channels: 1, bytes: false, classes: 3 };
const dense = (width: number): LayerConfig => ({ kind: 'dense', width, activation: 'relu' });
const withLayers = (layers: LayerConfig[], changes: Partial<RunConfig> = {}): RunConfig => ({
  ...defaultConfig(),
  network: { layers },
  ...changes,
});

describe('T2 threads of a run', () => {
  it('are as many as pay: one for a small table, two or three for the course, more for a wide or a convolutional one', () => {
    const [course, wide, convolutional] = presets.map(({ config }) => config());
    assert.equal(usefulThreads(withLayers([], { batch: 32 }), table, 16), 1);
    assert.equal(usefulThreads(course, digits, 2), 2);
    assert.equal(usefulThreads(course, digits, 16), 3);
    for (const config of [wide, convolutional]) {
      assert.equal(usefulThreads(config, digits, 4), 4);
      assert.ok(usefulThreads(config, digits, 16) >= 8);
    }
    // A batch of 12 rows is one block: nobody can help with a convolution of it.
    assert.equal(usefulThreads({ ...convolutional, batch: 12 }, digits, 16), 1);
    // What is known of the data decides as well.
    const narrow = withLayers([dense(64)]);
    assert.ok(usefulThreads(narrow, { ...table, width: 3000 }, 16) > usefulThreads(narrow, table, 16));
  });

  it('are so many that no other number would save more than a twentieth of the time, as the model has it', () => {
    const layers = fc.array(fc.integer({ min: 1, max: 600 }).map(dense), { maxLength: 3 });
    fc.assert(
      fc.property(layers, fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 16 }), (all, batch, most) => {
        const config = withLayers(all, { batch });
        const times = Array.from({ length: most }, (_, i) => batchTime(config, digits, i + 1));
        const chosen = usefulThreads(config, digits, most);
        assert.ok(chosen >= 1 && chosen <= most);
        assert.ok(times[chosen - 1] <= times[0] && 0.95 * times[chosen - 1] <= Math.min(...times));
      }),
      { numRuns: cases(30, 300) },
    );
  });
});
