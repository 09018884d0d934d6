import assert from 'node:assert/strict';
import { confusionFromCounts } from '@surprisal/core';
import type { CellContrast } from '../../extension/protocol/inspector/images.js';
import type { PredictionColumns } from '../../extension/protocol/inspector/matrix.js';
import type { Why } from '../../extension/protocol/inspector/why.js';
import { correlation, inkRatio, median, strongest } from '../../webview/inspector/why/regions.js';
import { sayWhy, small, type Known } from '../../webview/inspector/why/whyWords.js';

const mean = (pixels: number[], count = 2) => ({ count, pixels: Uint8Array.from(pixels) });

describe('the words of why (K5)', () => {
  it('places: the ninth with most above 0, its share, and how much ink stands there', () => {
    const values = new Float32Array(81);
    values[0] = 1;
    values[8] = 3;
    values[80] = -9;
    assert.deepEqual(strongest(values, 9, 9), { row: 0, column: 2, share: 0.75 });
    assert.equal(strongest(new Float32Array(81), 9, 9), null);
    assert.equal(strongest(Float32Array.of(-1, -2, -3), 3, 1), null);
    const [one, other] = [new Uint8Array(81).fill(30), new Uint8Array(81).fill(20)];
    const at = { row: 0, column: 2, share: 1 };
    assert.equal(inkRatio(one, other, at, 9, 9), 1.5);
    assert.equal(inkRatio(one, new Uint8Array(81), at, 9, 9), null, 'next to no ink to compare with');
  });

  it('Pearson’s r, the median and numbers with two digits that count', () => {
    assert.equal(correlation([1, 2, 3], [2, 4, 6]), 1);
    assert.equal(correlation([1, 2, 3], [3, 2, 1]), -1);
    assert.ok(Math.abs(correlation([1, 2, 3, 4], [1, 3, 2, 5])! - 0.8315218406202999) <= 1e-15);
    assert.equal(correlation([1, 1], [1, 2]), null);
    assert.deepEqual([median([3, 1, 2]), median([4, 1, 3, 2]), median([])], [2, 2.5, null]);
    assert.deepEqual(
      [small(12.3), small(1.26), small(0.126), small(0.00431), small(0)],
      ['12', '1.3', '0.13', '0.0043', '0.0'],
    );
  });

  const predictions: PredictionColumns = {
    actual: Uint16Array.of(0, 0, 0, 0, 1),
    predicted: Uint16Array.of(1, 1, 1, 0, 0),
    confidence: Float32Array.of(0.95, 0.75, 0.5, 0.9, 0.6),
    surprise: Float32Array.of(3, 1.5, 0.75, 0.1, 1),
  };
  const contrast: CellContrast = {
    right: mean([200, 0, 0, 0, 0, 0, 0, 0, 100]),
    wrong: mean([100, 0, 0, 0, 0, 0, 0, 0, 200]),
    other: mean([0, 0, 0, 0, 0, 0, 0, 0, 200]),
    margins: Float32Array.of(-2, -1, -0.1, 4),
  };
  const item = (distance: number | null, labels: number[]): Why['items'][number] => ({
    index: 0,
    pixels: new Uint8Array(9),
    behind: 1,
    push: new Float32Array(9),
    length: 10,
    near: labels.map((label) => ({ label, image: 0, pixels: new Uint8Array(9), distance: 1 })),
    change: distance === null ? null : { distance, pixels: new Uint8Array(9), by: new Float32Array(9) },
  });
  const why = (items: Why['items']): Why => ({
    total: items.length,
    items,
    push: Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0, 4),
    layer: { kind: 'dense', width: 3, height: 3, channels: 1, of: 0, units: [] },
    pairs: [],
    searched: { all: 0, actual: 0, predicted: 0 },
  });
  const known = (part: Partial<Known>): Known => ({
    cell: { actual: 0, predicted: 1 },
    matrix: confusionFromCounts(Uint32Array.of(1, 3, 1, 0), ['cat', 'dog']),
    classes: ['cat', 'dog'],
    size: { width: 3, height: 3, channels: 1 },
    predictions: null,
    contrast: null,
    why: null,
    ...part,
  });
  const wordsOf = (part: Partial<Known>): Record<string, string> =>
    Object.fromEntries(sayWhy(known(part)).map(({ id, words }) => [id, words]));

  it('says at once what is known at once', () => {
    assert.deepEqual(wordsOf({}), {
      what: '3 of 4 images of cat are read as dog, 75.0% (30.1–95.4). The other way: 1 of 1.',
    });
    const said = wordsOf({ predictions, contrast });
    assert.equal(said.sure, 'Probability given to dog: 0.750 in the median, above 0.9 in 1 of 3.');
    const behind = Math.log(0.75) + 1.5;
    assert.equal(
      said.border,
      `${behind.toFixed(1)} nats beyond the border in the median, 1 of 3 less than 1 nat. Where cat is ahead of dog, the median is 4.0 nats.`,
    );
    assert.equal(said.drive, 'Their mean is nearer to dog (r = 0.88) than to cat (0.75).');
    assert.deepEqual(Object.keys(said), ['what', 'sure', 'border', 'drive']);
  });

  it('and the rest when it has come', () => {
    const said = wordsOf({
      predictions,
      contrast,
      why: why([item(0.5, [1, 1, 0]), item(1.5, [1, 0, 0]), item(null, [1, 1, 2])]),
    });
    assert.equal(
      said.drive,
      'Most of the ink that speaks for dog stands at the bottom right: 80% of it. There these images have 2.0 times the ink of those read as cat. Their mean is nearer to dog (r = 0.88) than to cat (0.75).',
    );
    const colour = (values: number[]) => values.flatMap((x) => [x, x, 255 - x]);
    const mixed = (pixels: Uint8Array) => mean(colour([...pixels]));
    const ofColour = wordsOf({
      size: { width: 3, height: 3, channels: 3 },
      contrast: {
        ...contrast,
        right: mixed(contrast.right.pixels),
        wrong: mixed(contrast.wrong.pixels),
        other: mixed(contrast.other.pixels),
      },
      why: why([item(null, [0, 1])]),
    });
    assert.match(ofColour.drive, /^Most of what speaks for dog stands at the bottom right: 80% of it\. Their mean/);
    const spread = { ...why([item(null, [0, 1])]), push: Float32Array.of(2, 0, 0, 0, 1, 0, 0, 0, 3) };
    const even = wordsOf({ why: spread });
    assert.equal(even.drive, 'Of the ink that speaks for dog, 50% stands at the bottom right, more than elsewhere.');
    assert.equal(even.near, 'Labels of the 2 training images nearest to them: cat in 1, dog in 1.');
    assert.equal(
      said.change,
      'A change of 1.0 makes them cat in the median, 10.0% of the length of an image (L2); the least takes 0.50.',
    );
    assert.equal(
      said.near,
      'Labels of the 9 training images nearest to them: cat in 3, dog in 5. By their pixels, they are nearer to dog as well.',
    );
    assert.equal(
      wordsOf({ why: why([item(null, [0, 0, 1])]) }).near,
      'Labels of the 3 training images nearest to them: cat in 2, dog in 1. By their pixels alone, most would be cat.',
    );
    assert.equal(wordsOf({ why: why([item(null, [])]) }).change, 'No small change was found that makes them cat.');
  });
});
