import assert from 'node:assert/strict';
import type { MeasureOptions } from '@surprisal/core';
import type * as arrays from '../../extension/host/language/arrayWords.js';
import type * as conventions from '../../extension/host/commands/result/conventionWords.js';
import type * as numbers from '../../extension/host/ports/numbers.js';
import type * as pairs from '../../extension/host/language/kindWords.js';
import type * as reports from '../../extension/host/language/reportWords.js';
import type * as results from '../../extension/host/commands/result/resultWords.js';
import type { Answer, MeasureAnswer, Refusal } from '../../extension/protocol/answers.js';
import { answer } from '../../extension/server/compute/answer.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { shapeHints } from '../../extension/server/hints.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';
import { bundled, l10n } from './bundled.js';

type Words = typeof arrays & typeof conventions & typeof numbers & typeof pairs & typeof reports & typeof results;

const host = bundled<Words>(
  'language/arrayWords',
  'language/kindWords',
  'language/reportWords',
  'commands/result/conventionWords',
  'commands/result/resultWords',
  'ports/numbers',
);
/** The words of the host, in a VS Code of some language. */
const wordsIn = (language: string): Words => host({ env: { language }, l10n });
const words = wordsIn('de');

function hovered(text: string, language = 'json') {
  const document = IndexedDocument.create('file:///x', language, 1, text);
  const given = hoverAt(document, document.positionAt(text.lastIndexOf('[') + 1), 'dark');
  assert(given && 'data' in given, text);
  return given.data;
}
const hover = (text: string): string[] => words.arrayLines(hovered(text), (part) => part);

function ask(source: string, id: string, options: MeasureOptions = {}): Answer | Refusal {
  const where = { source, fromDisk: false, syntax: 'json' as const, selections: [], caret: source.indexOf('[') + 1 };
  return answer({ ...where, swapped: false, ask: { kind: 'measure', id, options } });
}
function measured(source: string, id: string, options: MeasureOptions = {}): MeasureAnswer {
  const given = ask(source, id, options);
  assert(given.kind === 'measure', JSON.stringify(given));
  return given;
}

describe('words of the editor (R12)', () => {
  it('D4 a distribution has a perplexity, one that is one-hot has a class', () => {
    assert.deepEqual(hover('[0.1, 0.7, 0.2]'), [
      'Distribution over 3 classes, sums to 1',
      'top class 1 at 0.7: surprise 0.357 nats, then 2 at 0.2',
      'entropy 0.802 nats (1.16 bits), perplexity 2.23',
      '3 numbers, range 0.1 to 0.7, mean 0.333, sd 0.262 (divisor n)',
    ]);
    assert.equal(
      hover('{"logits": [[-1, 2], [3, -4]]}').at(-1),
      '2 rows of logits over 2 classes, mean entropy 0.0991 nats by softmax',
    );
    assert.equal(hover('[0, 1, 0]')[0], 'One-hot over 3 classes, class 1');
    assert.equal(hover('[0.33, 0.33, 0.3399]')[0], 'Distribution over 3 classes, sums to 0.9999');
  });

  it('D4 a report is told in the digits that it prints', () => {
    const printed = (text: string) => {
      const document = IndexedDocument.create('file:///x', 'log', 1, text);
      const given = hoverAt(document, document.positionAt(text.lastIndexOf('7')), 'dark');
      assert(given && 'print' in given, text);
      return words.printLines(given.print)[0];
    };
    const report = (recall: string) =>
      `   precision  recall  f1-score  support\n\n  a  1.00  ${recall}  0.87  30\n\n  accuracy  ${recall}  30\n`;
    const said = (rate: string) =>
      `Classification report of 1 class: accuracy ${rate} of 30; least recall: a ${rate} of 30`;
    assert.equal(printed(report('0.77')), said('77%'));
    assert.equal(printed(report('0.7667')), said('76.7%'));
    assert.equal(printed('   p\n0  7\n1  7\n'), 'Column p of a printed table, 2 × 1; the index is left out');
  });

  it('D4 an array has a shape, a singular, and statistics of what is finite; booleans are counted', () => {
    assert.deepEqual(hover('[1, 2.5, NaN]'), [
      'Array of 3 numbers, shape (3,)',
      'range 1 to 2.5, mean 1.75, sd 0.75 (divisor n)',
      '1 NaN of 3; statistics over the other 2',
    ]);
    assert.equal(hover('[7]')[0], 'Array of 1 whole number, shape (1,)');
    assert.deepEqual(hover('[true, false, true, true]'), ['Array of 4 booleans, 3 true, shape (4,)']);
    assert.deepEqual(hover('[NaN, NaN]'), ['Array of 2 numbers, shape (2,)', '2 NaN of 2']);
  });

  it('D6 a hint is a type and a shape as Python has them', () => {
    const text = 'a = [1, 2]\nb = [1.0, 2.0]\nc = [True, False]\nd = np.array([[1, 2]], dtype=np.float32)\n';
    const document = IndexedDocument.create('file:///x', 'python', 1, text);
    const all = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    assert.deepEqual(
      shapeHints(document, all).map(({ type, shape }) => [type, shape]),
      [
        ['int', [2]],
        ['float', [2]],
        ['bool', [2]],
        ['float32', [1, 2]],
      ],
    );
  });

  it('D1 a pair is named by its other key, its mean by its items', () => {
    const [{ names, readings }] = hovered('{"y_true": [0, 1], "y_pred": [0.2, 0.8]}').pairs;
    assert.deepEqual(names, ['y_true', 'y_pred']);
    const [reading] = readings;
    const two = { ...reading, measure: 'crossEntropy', value: 0.828631, unit: 'nats', counted: 12 };
    assert.equal(words.measuredWith(two, names[1]), 'cross-entropy with y_pred');
    assert.equal(words.valueText(two), '0.828631 nats');
    assert.equal(words.meanOver(two), 'mean over 12 items');
    assert.equal(words.meanOver({ ...two, counted: 1 }), '1 item');
  });

  it('D2 a convention is the formula as it was applied, and options that had an effect', () => {
    const rows = (n: number): string => `[${Array.from({ length: n }, () => '[0.25, 0.75]').join(', ')}]`;
    const pair = `{"target": ${rows(12)}, "prediction": ${rows(12)}}`;
    const line = (id: string, options: MeasureOptions = {}, text = pair) =>
      words.conventionLine(measured(text, id, options), 'nats');
    assert.equal(line('crossEntropy'), '−Σ p ln(q + 1e-15), mean over 12 items');
    assert.equal(
      line('crossEntropy', { epsilonMode: 'clip', epsilon: 1e-7 }),
      '−Σ p ln q, q clipped to [1e-7, 1 − 1e-7]; mean over 12 items',
    );
    assert.equal(line('klDivergence'), 'Σ p ln(p / q), no epsilon; mean over 12 items');
    assert.equal(
      line('klDivergence', { base: 2 }),
      'Σ p ln(p / q), no epsilon; logarithm to base 2; mean over 12 items',
    );
    assert.equal(line('binaryCrossEntropy'), '−(t ln(q + 1e-15) + (1 − t) ln(1 − q + 1e-15)), mean over 24 elements');
    const classes = '{"target": [1, 0], "prediction": [[0.25, 0.75], [0.5, 0.5]]}';
    assert.equal(line('categoricalCrossEntropy', {}, classes), '−ln(q[target] + 1e-15), mean over 2 items');
    assert.equal(
      line('categoricalCrossEntropy', { ignoreIndex: 5, labelSmoothing: 0.1 }, classes),
      "−Σ w y' ln(q + 1e-15), with y' = (1 − smoothing) y + smoothing / n, label smoothing 0.1; mean over 2 items",
    );
    assert.equal(
      line('categoricalCrossEntropy', {}, '{"target": [1], "logits": [[0.5, 2]]}'),
      '−ln softmax(z)[target], by log-sum-exp, without epsilon',
    );
  });

  it('D2 sides have their shape, and sums that are printed alike are one', () => {
    const uri = { toString: () => 'file:///x' };
    const told = new words.Words({ uri, name: 'x', document: null, version: 0, text: '' } as never);
    const side = (rows: string) => {
      const pair = `{"target": ${rows}, "prediction": ${rows}}`;
      const phrase = told.side(measured(pair, 'crossEntropy').prediction);
      return phrase.map((part) => (typeof part === 'string' ? part : part.text)).join('');
    };
    assert.equal(side('[[0.3, 0.7], [0.5, 0.5]]'), 'prediction, probabilities, shape (2, 2)');
    assert.equal(
      side('[[0.3, 0.69989], [0.5, 0.49991], [0.5, 0.4999]]'),
      'prediction, probabilities, shape (3, 2); 3 rows sum to 0.99989 to 0.99991, used as they are',
    );
    assert.equal(
      side('[[0.3, 0.699901], [0.5, 0.499902]]'),
      'prediction, probabilities, shape (2, 2); 2 rows sum to 0.9999, used as they are',
    );
    assert.match(side('[[0.3, 0.700002], [0.5, 0.5]]'), /1 row sums to 1\.000002, used as it is$/);
  });

  it('D3 a selection that cuts an array says so', () => {
    const source = '{"p": [0.5, 0.5], "q": [0.25, 0.75]}';
    const of = (text: string): Answer | Refusal => {
      const start = source.indexOf(text);
      const selections = [{ start, end: start + text.length }];
      const kind = { kind: 'measure', id: 'entropy', options: {} } as const;
      return answer({ source, fromDisk: false, syntax: 'json', selections, caret: 0, swapped: false, ask: kind });
    };
    for (const [text, found] of [
      ['0.5, 0.5]', 'the selection ends outside its brackets'],
      ['[0.5, 0.5', 'the selection ends inside its brackets'],
    ]) {
      const given = of(text);
      assert(given.kind === 'refusal', text);
      assert.deepEqual([given.found, given.expected], [found, 'an array with both of its brackets']);
    }
    assert.equal(of('[0.5, 0.5]').kind, 'measure');
  });

  it('a number has one form in every language: a point, thousands apart by commas, a true minus', () => {
    for (const { result, short, count, percent, sumText } of [words, wordsIn('en'), wordsIn('fr')])
      assert.deepEqual(
        [
          result(0.8286312),
          result(-0.0001234567),
          result(12345.678),
          result(0),
          short(-0.3333),
          short(Infinity),
        ].concat([count(1118), percent(0.949), sumText(0.9999), sumText(1 + 1e-9)]),
        ['0.828631', '−0.000123457', '12345.7', '0.000000', '−0.333', '∞', '1,118', '94.9%', '0.9999', '1'],
      );
  });
});
