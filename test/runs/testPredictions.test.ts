import assert from 'node:assert/strict';
import { categoricalCrossEntropy } from '@surprisal/core';
import fc from 'fast-check';
import type { ImageQuery } from '../../extension/protocol/inspector/images.js';
import { TestPredictions } from '../../extension/runs/model/testPredictions.js';

const all: ImageQuery = { actual: null, predicted: null, order: 'mostSurprising', offset: 0, count: 500 };

const batches = fc
  .record({ n: fc.integer({ min: 1, max: 30 }), classes: fc.integer({ min: 2, max: 6 }) })
  .chain(({ n, classes }) =>
    fc.record({
      classes: fc.constant(classes),
      labels: fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: n, maxLength: n }),
      logits: fc.array(fc.float({ min: -200, max: 200, noNaN: true }), {
        minLength: n * classes,
        maxLength: n * classes,
      }),
    }),
  );

describe('reading of the test images', () => {
  it('K2: surprise is the cross-entropy of that image, also where its probability underflows', () => {
    fc.assert(
      fc.property(batches, ({ labels, logits, classes }) => {
        const reading = new TestPredictions(Uint8Array.from(labels), Float32Array.from(logits), classes);
        labels.forEach((label, i) => {
          const row = [...Float32Array.from(logits.slice(i * classes, (i + 1) * classes))];
          const loss = categoricalCrossEntropy([label], [row], { fromLogits: true });
          assert.ok(Math.abs(reading.surprise(i) - loss) <= 1e-12 * Math.max(1, loss));
        });
      }),
    );
  });

  it('K2: a cell holds exactly its images, and the cells hold all', () => {
    fc.assert(
      fc.property(batches, ({ labels, logits, classes }) => {
        const reading = new TestPredictions(Uint8Array.from(labels), Float32Array.from(logits), classes);
        const found: number[] = [];
        for (let actual = 0; actual < classes; actual++)
          for (let predicted = 0; predicted < classes; predicted++) {
            const cell = reading.find({ ...all, actual, predicted });
            for (const index of cell) {
              const item = reading.item(index);
              assert.deepEqual([item.actual, item.predicted], [actual, predicted]);
              assert.ok(item.logits.every((logit) => logit <= item.logits[predicted]));
            }
            found.push(...cell);
          }
        assert.deepEqual(
          found.sort((a, b) => a - b),
          labels.map((_, i) => i),
        );
      }),
    );
  });

  it('orders by surprise both ways, and by index', () => {
    const reading = new TestPredictions(Uint8Array.of(0, 0, 1), Float32Array.of(2, 0, 0, 2, 1, 0), 2);
    assert.deepEqual(reading.find(all), [1, 2, 0]);
    assert.deepEqual(reading.find({ ...all, order: 'leastSurprising' }), [0, 2, 1]);
    assert.deepEqual(reading.find({ ...all, order: 'index', actual: 0 }), [0, 1]);
  });
});
