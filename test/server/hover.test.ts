import assert from 'node:assert/strict';
import { limits } from '@surprisal/core';
import type { HoverData, HoverProblem } from '../../extension/protocol/language.js';
import { hoverAt } from '../../extension/server/hoverAt.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';

const documentOf = (text: string, language = 'json') => IndexedDocument.create('file:///x', language, 1, text);

function at(text: string, mark: string, language = 'json'): HoverData {
  const document = documentOf(text, language);
  const answer = hoverAt(document, document.positionAt(text.indexOf(mark)), 'dark');
  assert(answer && 'data' in answer, `no data at ${mark}: ${JSON.stringify(answer)}`);
  return answer.data;
}
const nothingAt = (text: string, mark: string, language = 'json') => {
  const document = documentOf(text, language);
  assert.equal(hoverAt(document, document.positionAt(text.indexOf(mark)), 'dark'), null);
};

/** Where a text ends. */
const endOf = (text: string) => {
  const lines = text.split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
};

describe('hover in the server', () => {
  it('D4 describes an array, with NaN and infinities counted', () => {
    const data = at('{"w": [[1, 2, NaN], [4, -Infinity, 6]]}', '[[');
    assert.deepEqual(
      [data.shape, data.count, data.minimum, data.maximum, data.mean, data.nans, data.infinities],
      [[2, 3], 6, 1, 6, 3.25, 1, 1],
    );
    assert.equal(data.distribution, null);
    assert.deepEqual(data.range, { start: { line: 0, character: 6 }, end: { line: 0, character: 38 } });
  });

  it('D4 knows a distribution, also as people print it', () => {
    const { distribution, picture } = at('p = [0.333, 0.333, 0.333]', '0.333', 'python');
    assert(distribution);
    assert.equal(distribution.classes, 3);
    assert(Math.abs(distribution.entropy - Math.log(3)) < 1e-12);
    assert(Math.abs(distribution.perplexity - 3) < 1e-12);
    assert(Math.abs(distribution.sum - 0.999) < 1e-12);
    assert.equal(picture?.kind, 'bars');
    assert.equal(at('[0.5, 0.2]', '0.5').distribution, null);
    assert.equal(at('[1.5, -0.5]', '1.5').distribution, null);
  });

  it('D4 gives the top class, its surprise, and the second', () => {
    const { distribution } = at('[0.1, 0.2, 0.7]', '0.2');
    assert.deepEqual([distribution?.top.index, distribution?.second?.index], [2, 1]);
    assert(Math.abs(distribution!.top.surprise + Math.log(0.7)) < 1e-12);
    const sure = at('[0, 1, 0]', '1').distribution;
    assert.deepEqual([sure?.top.p, sure?.top.surprise, sure?.second, sure?.entropy], [1, -0, null, 0]);
  });

  it('D4 reads numbers under the key logits through softmax', () => {
    const { distribution } = at('{"logits": [0, 1.0986122886681098]}', '0,');
    assert.equal(distribution?.fromLogits, true);
    assert(Math.abs(distribution.top.p - 0.75) < 1e-12);
  });

  it('D4 of a row of a distribution batch tells the row, and outside it the batch', () => {
    const text = '{"y_pred": [[0.2, 0.8], [0.5, 0.5]]}';
    assert.deepEqual(at(text, '0.2').shape, [2]);
    const { rows, shape } = at(text, ', [0.5');
    assert.deepEqual([shape, rows?.rows, rows?.classes], [[2, 2], 2, 2]);
  });

  it('D4 of a row of other numbers tells the whole, and pictures a digit', () => {
    const row = `[${Array.from({ length: 28 }, (_, i) => i).join(',')}]`;
    const image = `{"image": [${Array.from({ length: 28 }, () => row).join(',\n')}]}`;
    assert.deepEqual([at(image, '7,8').shape, at(image, '7,8').picture?.kind], [[28, 28], 'digit']);
    const flat = `[${Array.from({ length: 784 }, (_, i) => i % 256).join(',')}]`;
    assert.equal(at(flat, '7,8').picture?.kind, 'digit');
    assert.equal(at('[[1,2],[3,4]]', ',[').picture?.kind, 'heat');
    assert.equal(at('[1,2,3,4,5,6,7,8,9]', '5').picture?.kind, 'histogram');
    const entropies = `[${Array.from({ length: 3 }, () => '[[0.5,0.5],[0.9,0.1]]').join(',')}]`;
    assert.equal(at(entropies, '[[').picture?.kind, 'entropy');
  });

  it('D4 gives the loss where the object has a target beside it', () => {
    const [pair] = at('{"target": 1, "logits": [0, 0]}', '0, 0').pairs;
    const [reading] = pair.readings;
    assert.equal(reading.measure, 'categoricalCrossEntropy');
    assert(Math.abs(reading.value - Math.LN2) < 1e-12);
    assert.deepEqual(at('{"p": [0.5, 0.5]}', '0.5').pairs, []);
    // A bracket in a string or a comment closes nothing, and a number of another object is no target.
    for (const other of ['"note": "}]",', '// }]\n', '"other": {"label": 0},', '"label": 0.5,']) {
      const end = endOf(`{"logits": [0, 0], ${other} "label": 1`);
      assert.deepEqual(at(`{"logits": [0, 0], ${other} "label": 1}`, '0, 0', 'jsonc').pairs, [
        {
          names: ['label', 'logits'],
          readings: pair.readings,
          target: { start: { ...end, character: end.character - 1 }, end },
          prediction: { start: { line: 0, character: 11 }, end: { line: 0, character: 17 } },
        },
      ]);
    }
    assert.deepEqual(at('{"logits": [0, 0], "other": {"label": 1}}', '0, 0').pairs, []);
    assert.deepEqual(at('{"logits": [0, 0], "label": 1.5}', '0, 0').pairs, []);
  });

  it('U44 says nothing where nothing is to be said', () => {
    nothingAt('{"a": ["x", "y"]}', '"x"');
    nothingAt('{"a": []}', '[]');
    nothingAt('{"a": [{"b": 1}]}', '[{');
    nothingAt('x = a[0]', '0', 'python');
    nothingAt('// [1, 2]\n{}', '1,', 'jsonc');
    nothingAt('{"a": "[1, 2]"}', '1,');
    nothingAt('', '');
  });

  it('says where a printed array was cut short', () => {
    const document = documentOf('x = [0.1 0.2 ... 0.3]\n', 'plaintext');
    const answer = hoverAt(document, { line: 0, character: 6 }, 'dark');
    assert(answer && 'problem' in answer);
    const problem: HoverProblem = answer.problem;
    assert.equal(problem.code, 'truncated');
    assert.deepEqual(problem.at, { line: 0, character: 13 });
  });

  it('S12 a million brackets and a large document cost no stack and no time', () => {
    const deep = documentOf('['.repeat(1_000_000));
    assert.doesNotThrow(() => hoverAt(deep, { line: 0, character: 500_000 }, 'dark'));
    const text = (length: number) => `${' '.repeat(length - 9)}[0.5,0.5]`;
    const of = (length: number) => hoverAt(documentOf(text(length)), { line: 0, character: length - 2 }, 'dark');
    assert(of(limits.hoverDocument - 1));
    assert(of(limits.hoverDocument));
    const above = of(limits.hoverDocument + 1);
    assert(above && 'problem' in above && above.problem.code === 'limit');
  });

  it('F17 counts in UTF-16 units, past surrogate pairs, CRLF and a byte-order mark', () => {
    const text = '\uFEFF{"😀": 1,\r\n "p": [0.5, 0.5]}';
    assert.deepEqual(at(text, '0.5').range, { start: { line: 1, character: 6 }, end: { line: 1, character: 16 } });
  });
});
