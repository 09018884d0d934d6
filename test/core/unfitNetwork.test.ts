import assert from 'node:assert/strict';
import { defaultConfig, layOut, limits, type LayerConfig, type RunConfig, unfitNetwork } from '@surprisal/core';
import fc from 'fast-check';

const layer = fc.oneof(
  fc.record({
    kind: fc.constant('dense' as const),
    width: fc.integer({ min: 1, max: 40 }),
    activation: fc.constant('relu' as const),
  }),
  fc.record({
    kind: fc.constant('convolution' as const),
    size: fc.integer({ min: 1, max: 11 }),
    channels: fc.integer({ min: 1, max: 4 }),
    activation: fc.constant('relu' as const),
  }),
  fc.record({ kind: fc.constant('maxPool' as const), size: fc.integer({ min: 2, max: 4 }) }),
);
const side = fc.integer({ min: 1, max: 20 });
const withLayers = (layers: LayerConfig[], more: Partial<RunConfig> = {}): RunConfig => ({
  ...defaultConfig(),
  ...more,
  network: { layers },
});

describe('R9 networks that can’t stand', () => {
  it('are told of without data exactly where their layout refuses them', () => {
    fc.assert(
      fc.property(
        fc.array(layer, { maxLength: 5 }),
        side,
        side,
        fc.constantFrom(1, 3),
        (layers, height, width, channels) => {
          const config = withLayers(layers);
          const items = { height, width, channels, classes: 3, count: 50 };
          const lay = () => layOut(config, { ...items, images: 50, bytes: true, entries: 50, threads: 1 });
          const unfit = unfitNetwork(config, items);
          if (!unfit) lay();
          else if (unfit.kind !== 'large') assert.throws(lay, new RegExp(`network\\.layers\\[${unfit.layer}\\]`));
        },
      ),
    );
  });

  it('are too large where a checkpoint would not be read back', () => {
    const items = { height: 28, width: 28, channels: 1, classes: 10, count: 60_000 };
    const dense = (...widths: number[]): LayerConfig[] =>
      widths.map((width) => ({ kind: 'dense', width, activation: 'relu' }));
    const adam = { ...defaultConfig().optimiser, id: 'adam' as const };
    const told = (widths: number[], more: Partial<RunConfig> = {}) =>
      unfitNetwork(withLayers(dense(...widths), more), items)?.kind;
    assert.equal(told([4096]), undefined);
    assert.equal(told([4096, 1000]), undefined);
    assert.equal(told([4096, 1000], { optimiser: adam }), 'large');
    assert.equal(told([4096, 1000], { mode: 'replay' }), 'large');
    assert.equal(told([4096, 4096]), 'large');
    const unfit = unfitNetwork(withLayers(dense(4096, 4096)), items);
    assert.deepEqual(unfit, { kind: 'large', bytes: 8 * 20_037_642 + 240_000 + 2 ** 16, most: limits.checkpoint });
  });
});
