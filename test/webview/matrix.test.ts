import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { classificationReport, confusionFromCounts } from '@surprisal/core';
import { classRows, rateFloor } from '../../webview/inspector/classes/classRows.js';
import { legend, stepName, stepVariables, type Kind } from '../../webview/inspector/matrix/colorSteps.js';
import { histogram } from '../../webview/inspector/matrix/histogram.js';
import { move } from '../../webview/inspector/matrix/matrixKeys.js';
import { moveInGrid } from '../../webview/shared/rovingFocus.js';
import { scoreBands } from '../../webview/inspector/classes/scoreBands.js';
import { cellLabel, wholePercent } from '../../webview/inspector/matrix/cellWords.js';
import { sortRows } from '../../webview/shared/table.js';
import { contrast, type Rgb } from '../../webview/shared/theme.js';

interface Theme {
  variables: Record<string, string>;
}
const themes = JSON.parse(readFileSync('test/webview/themes.json', 'utf8')) as Record<string, Theme>;
const parse = (color: string): Rgb =>
  (color.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
    : (color.match(/\d+/g) ?? []).slice(0, 3).map(Number)) as unknown as Rgb;

describe('colours of the matrix (K1, K14)', () => {
  it('fixed steps: under 85, 85, 90, 93, 96, 98% right; above 0, 0.2, 0.5, 1, 2, 4% wrong', () => {
    const right = [0.5, 0.85, 0.9, 0.93, 0.96, 0.98];
    const wrong = [1e-6, 0.002, 0.005, 0.01, 0.02, 0.04];
    assert.deepEqual(
      right.map((rate) => stepName(rate, true)),
      right.map((_, step) => `right-${step}`),
    );
    assert.deepEqual(
      wrong.map((rate) => stepName(rate, false)),
      wrong.map((_, step) => `wrong-${step}`),
    );
    assert.deepEqual(
      right.slice(1).map((rate) => stepName(rate - 1e-9, true)),
      right.slice(1).map((_, step) => `right-${step}`),
    );
    assert.deepEqual(stepName(0, false), null);
    assert.deepEqual(stepName(0, true), 'right-0');
    assert.deepEqual(stepName(null, true), null);
    assert.deepEqual([legend.fine.right.length, legend.fine.wrong.length], [6, 6]);
  });

  for (const [name, { variables }] of Object.entries(themes))
    it(`text on every cell is read well in the ${name} theme: 4.5 to 1, in high contrast 7 to 1`, () => {
      const colors = stepVariables(name as Kind, {
        right: parse(variables['--vscode-charts-blue'] ?? ''),
        wrong: parse(variables['--vscode-symbolIcon-enumeratorForeground'] ?? ''),
        page: parse(variables['--vscode-editor-background'] ?? ''),
      });
      for (const kindOfCell of ['right', 'wrong'])
        for (let step = 0; step < 6; step++) {
          const fill = parse(colors[`--${kindOfCell}-${step}`] ?? '');
          const ink = parse(colors[`--${kindOfCell}-${step}-ink`] ?? '');
          const found = contrast(fill, ink);
          assert.ok(found >= (name.startsWith('highContrast') ? 7 : 4.5), `${kindOfCell} ${step}: ${found.toFixed(2)}`);
        }
    });
});

const inOrder = (size: number): number[] => Array.from({ length: size }, (_, i) => i);

describe('keys of the matrix and the images (K14)', () => {
  const at = { actual: 4, predicted: 9 };
  it('arrows, Home, End, with Ctrl the whole matrix, D the diagonal, R the mirror', () => {
    const to = (key: string, ctrl = false) => move(key, ctrl, at, inOrder(10));
    assert.deepEqual(to('ArrowUp'), { actual: 3, predicted: 9 });
    assert.deepEqual(to('ArrowRight'), at);
    assert.deepEqual(to('Home'), { actual: 4, predicted: 0 });
    assert.deepEqual(to('Home', true), { actual: 0, predicted: 0 });
    assert.deepEqual(to('End', true), { actual: 9, predicted: 9 });
    assert.deepEqual(to('d'), { actual: 4, predicted: 4 });
    assert.deepEqual(to('R'), { actual: 9, predicted: 4 });
    assert.equal(to('r', true), null);
    assert.equal(to('x'), null);
  });

  it('K8: arrows go by place where the classes stand in another order', () => {
    const order = [2, 0, 1];
    assert.deepEqual(move('ArrowRight', false, { actual: 2, predicted: 2 }, order), { actual: 2, predicted: 0 });
    assert.deepEqual(move('ArrowUp', false, { actual: 1, predicted: 1 }, order), { actual: 0, predicted: 1 });
    assert.deepEqual(move('End', true, { actual: 0, predicted: 0 }, order), { actual: 1, predicted: 1 });
    assert.deepEqual(move('r', false, { actual: 2, predicted: 1 }, order), { actual: 1, predicted: 2 });
  });

  it('no key leads out of the matrix or the grid', () => {
    const keys = fc.constantFrom(
      'ArrowUp',
      'ArrowDown',
      'ArrowLeft',
      'ArrowRight',
      'Home',
      'End',
      'PageUp',
      'PageDown',
    );
    fc.assert(
      fc.property(keys, fc.boolean(), fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (key, ctrl, size, a, b) => {
        const cell = move(key, ctrl, { actual: a % size, predicted: b % size }, inOrder(size));
        if (cell) assert.ok([cell.actual, cell.predicted].every((index) => index >= 0 && index < size));
        const place = moveInGrid(key, a % size, size, 7, 35);
        assert.ok(place !== null && place >= 0 && place < size);
      }),
    );
  });

  it('a screen reader hears the cell in words', () => {
    const classes = '0123456789'.split('');
    assert.equal(cellLabel(classes, at, 44, 44 / 982), 'actual 4, predicted 9: 44, 4.5%');
    assert.equal(cellLabel(classes, at, 0, null), 'actual 4, predicted 9: 0, –');
    assert.deepEqual([0.98, 0.045, 0.0099, null].map(wholePercent), ['98', '5', '', '']);
  });
});

describe('numbers of the classes (K3, K12)', () => {
  const cm = confusionFromCounts([8, 2, 0, 1, 9, 0, 0, 0, 0], ['a', 'b', 'c']);
  const predictions = {
    actual: Uint16Array.of(0, 0, 1),
    predicted: Uint16Array.of(0, 1, 0),
    surprise: Float32Array.of(0.5, 1.5, 4),
    confidence: Float32Array.of(0.99, 0.95, 0.6),
  };

  it('mean loss, the sure and wrong, and what is read as what; a class without examples has dashes', () => {
    const [a, b, c] = classRows(cm, classificationReport(cm), predictions);
    assert.deepEqual([a?.loss, a?.sure, a?.wrong], [1, 1, 2]);
    assert.deepEqual([b?.loss, b?.sure, b?.wrong], [4, 0, 1]);
    assert.deepEqual(a?.readAs, { actual: 0, predicted: 1, items: 2, share: 0.2 });
    assert.deepEqual(a?.mistakenFor, { actual: 1, predicted: 0, items: 1, share: 0.1 });
    assert.deepEqual(
      [c?.loss, c?.sure, c?.readAs, c?.precision, c?.recall, c?.recallInterval],
      [null, null, null, null, null, null],
    );
  });

  it('the axis of rates holds every interval', () => {
    const rows = classRows(cm, classificationReport(cm), null);
    const floor = rateFloor(rows);
    assert.ok(Math.abs(floor * 50 - Math.round(floor * 50)) < 1e-9);
    for (const { precisionInterval, recallInterval } of rows)
      for (const interval of [precisionInterval, recallInterval]) if (interval) assert.ok(interval.low >= floor);
  });

  it('sorts both ways with nulls last', () => {
    const rows = [2, null, 1, 3];
    assert.deepEqual(
      sortRows(rows, (row) => row, false),
      [1, 2, 3, null],
    );
    assert.deepEqual(
      sortRows(rows, (row) => row, true),
      [3, 2, 1, null],
    );
  });

  it('a histogram holds every value once, with an edge at 0', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -60, max: 60, noNaN: true }), { minLength: 1 }), (values) => {
        const found = histogram(values, 36);
        assert.ok(found);
        const { from, width, counts } = found;
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          values.length,
        );
        assert.ok(counts.length <= 36 && from <= 0);
        assert.ok(Math.abs(from / width - Math.round(from / width)) < 1e-6);
        const zero = Math.round(-from / width);
        assert.equal(
          counts.slice(0, zero).reduce((sum, count) => sum + count, 0),
          values.filter((value) => value < 0).length,
        );
      }),
    );
    assert.equal(histogram([NaN, Infinity], 36), null);
  });
});

describe('scores of a class', () => {
  it('each of its images lies in one band, right or wrong, with their mean surprise', () => {
    const predictions = {
      actual: Uint16Array.of(0, 0, 0, 0, 1),
      predicted: Uint16Array.of(0, 1, 0, 1, 1),
      surprise: Float32Array.of(0.25, 3, 0.5, 0.75, 9),
      confidence: Float32Array.of(0.95, 0.9921875, 0.5, 0.4375, 1),
    };
    const bands = scoreBands(predictions, 0);
    assert.deepEqual(
      bands.map(({ from, to, right, wrong, surprise }) => [from, to, right, wrong, surprise]),
      [
        [0.99, 1, 0, 1, 3],
        [0.9, 0.99, 1, 0, 0.25],
        [0.7, 0.9, 0, 0, null],
        [0.5, 0.7, 1, 0, 0.5],
        [0, 0.5, 0, 1, 0.75],
      ],
    );
  });
});
