import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { imageLabels, readPredictions } from '@surprisal/core';
import type { ItemFilter } from '../../extension/protocol/inspector/images.js';
import type { ItemQuery } from '../../extension/runs/model/findItems.js';
import { TestPredictions } from '../../extension/runs/model/testPredictions.js';
import { ImportedPredictions } from '../../extension/runs/predictions/importedPredictions.js';
import { predictionsAt, predictionsCsv } from '../../extension/runs/predictions/predictionText.js';
import { inflate, runToEnd } from '../core/training.js';
import { readReference } from '../core/worst.js';
import { logLossRuns, predictionsOf } from '../reference/logLossRuns.js';

type Ends = [number | null, number | null];
interface Reference {
  sha256: string;
  selected: {
    filter: Pick<ItemFilter, 'show'> & { actual?: number; predicted?: number; confidence?: Ends; surprise?: Ends };
    wrong: number;
    indices: number[];
  }[];
}

const boundsOf = (ends: Ends | undefined) => ends && { from: ends[0], to: ends[1] };

describe('filters of the items of a run (R9)', () => {
  const { sha256, selected } = readReference<Reference>('filters.json');
  const { epochs, parts } = runToEnd(logLossRuns.smoothed);
  const { testLogits } = epochs.at(-1)!;
  const text = predictionsOf(testLogits, parts);
  const labels = imageLabels(parts);
  const run = new TestPredictions(
    Uint8Array.from(parts.test, (image) => labels[image]),
    testLogits,
    parts.sets[0].classes.length,
  );
  const file = { name: 'run.csv', bytes: new TextEncoder().encode(text) };
  const read = readPredictions([file], inflate, {});
  const queryOf = ({ show, actual, predicted, confidence, surprise }: (typeof selected)[0]['filter']): ItemQuery => ({
    actual: actual ?? null,
    predicted: predicted ?? null,
    show,
    confidence: boundsOf(confidence),
    surprise: boundsOf(surprise),
    order: 'index',
  });

  it('R9 select what NumPy selects of the same predictions, by class, right or wrong, confidence and surprise', () => {
    assert.equal(createHash('sha256').update(text).digest('hex'), sha256, 'the predictions are others');
    assert.ok(read.kind === 'predictions');
    const imported = new ImportedPredictions(read);
    for (const { filter, wrong, indices } of selected) {
      const query = queryOf(filter);
      const words = JSON.stringify(filter);
      assert.deepEqual(run.find(query), indices, words);
      assert.equal(run.wrongAmong(indices), wrong, words);
      const page = imported.page({ ...query, offset: 0, count: 1000 });
      assert.deepEqual(
        page.rows.map(({ index }) => index),
        indices,
        `${words}, of an import`,
      );
      assert.deepEqual([page.total, page.wrong], [indices.length, wrong], words);
    }
    const sizes = selected.map(({ indices }) => indices.length);
    assert.ok(sizes.includes(0) && sizes.filter((size) => size > 0).length >= 8, String(sizes));
  });

  it('R9 of predictions without scores bound nothing by scores', () => {
    assert.ok(read.kind === 'predictions');
    const unscored = new ImportedPredictions({ ...read, scores: null });
    const query = { ...queryOf({ show: 'wrong', confidence: [0.9, 1], surprise: [3, null] }), offset: 0, count: 0 };
    const { total, wrong } = unscored.page(query);
    const [{ indices }] = selected;
    assert.deepEqual([total, wrong], [indices.length, indices.length]);
  });

  it('R9 the items that are left can be exported, in their order and each with its number', () => {
    assert.ok(read.kind === 'predictions');
    const indices = Uint32Array.of(7, 3, 5000);
    const [head, ...lines] = predictionsCsv(predictionsAt(read, indices)).trim().split('\n');
    const all = predictionsCsv(read).trim().split('\n');
    assert.equal(head, all[0]);
    assert.deepEqual(lines, [all[8], all[4]]);
    const numbered = predictionsAt({ ...read, rows: Uint32Array.from(read.actual, (_, i) => 100 + i) }, indices);
    assert.deepEqual(Array.from(numbered.rows ?? []), [107, 103]);
  });
});
