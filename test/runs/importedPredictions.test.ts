import assert from 'node:assert/strict';
import { categoricalCrossEntropy, type Predictions, softmax } from '@surprisal/core';
import fc from 'fast-check';
import { ImportedPredictions } from '../../extension/runs/predictions/importedPredictions.js';
import type { ImageQuery } from '../../extension/protocol/inspector/images.js';

const all: ImageQuery = { actual: null, predicted: null, order: 'mostSurprising', offset: 0, count: 500 };

/** Some rows of logits, or of their probabilities. */
const batches = fc
  .record({ n: fc.integer({ min: 1, max: 20 }), classes: fc.integer({ min: 2, max: 5 }), logits: fc.boolean() })
  .chain(({ n, classes, logits }) =>
    fc.record({
      logits: fc.constant(logits),
      classes: fc.constant(classes),
      actual: fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: n, maxLength: n }),
      scores: fc.array(fc.double({ min: -800, max: 800, noNaN: true }), {
        minLength: n * classes,
        maxLength: n * classes,
      }),
    }),
  );

const rowsOf = (given: {
  logits: boolean;
  classes: number;
  actual: number[];
  scores: number[];
}): ImportedPredictions => {
  const { logits, classes, actual } = given;
  const shape = [actual.length, classes];
  const scores = Float64Array.from(given.scores);
  const data = logits ? scores : Float64Array.from(softmax({ shape, data: scores }).data);
  const read: Predictions = {
    kind: 'predictions',
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    actual: Uint16Array.from(actual),
    predicted: Uint16Array.from(actual, (_, i) => {
      const row = data.slice(i * classes, (i + 1) * classes);
      return row.indexOf(Math.max(...row));
    }),
    scores: { kind: logits ? 'logits' : 'probabilities', data },
    normalized: 0,
    rounded: 0,
    sums: null,
    extras: [],
    leftOut: [],
    from: { actual: 'a', predicted: null, scores: 'b' },
  };
  return new ImportedPredictions(read);
};

describe('rows of predictions from files (K10)', () => {
  it('the surprise is the loss that Compute Loss gives on the document of the row', () => {
    fc.assert(
      fc.property(batches, (given) => {
        const rows = rowsOf(given);
        for (const { index, surprise } of rows.page(all).rows) {
          const row = JSON.parse(rows.text(index, 'a.csv')) as Record<string, number[]> & { target: number };
          const scores = given.logits ? row.logits : row.probabilities;
          const loss = categoricalCrossEntropy([row.target], [scores], { fromLogits: given.logits });
          assert.ok(Math.abs(surprise! - loss) <= 1e-12 * Math.max(1, loss), `${surprise}, not ${loss}`);
        }
      }),
    );
  });

  it('the cells hold every row once, and the mean of their surprise is the loss', () => {
    fc.assert(
      fc.property(batches, (given) => {
        const rows = rowsOf(given);
        const { confusion, loss } = rows.imported;
        const found: number[] = [];
        let sum = 0;
        for (let actual = 0; actual < given.classes; actual++)
          for (let predicted = 0; predicted < given.classes; predicted++) {
            const page = rows.page({ ...all, actual, predicted });
            assert.equal(page.total, confusion[actual * given.classes + predicted]);
            found.push(...page.rows.map(({ index }) => index));
            for (const { surprise } of page.rows) sum += surprise!;
          }
        assert.deepEqual(
          found.sort((a, b) => a - b),
          given.actual.map((_, i) => i),
        );
        assert.ok(Math.abs(loss! - sum / found.length) <= 1e-9 * Math.max(1, loss!));
      }),
    );
  });
});
