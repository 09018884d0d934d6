import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Finding, Fix, LanguageSettings } from '../../extension/protocol/language.js';
import { diagnose } from '../../extension/server/diagnose.js';
import { fixArray } from '../../extension/server/fixes.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';
import { documentsOf, marksOf } from './realFiles.js';

const settings: LanguageSettings = { diagnostics: true, distributionKeys: [], inlayHints: false, codeLens: false };
const documentOf = (text: string, language = 'json') => IndexedDocument.create('file:///x', language, 1, text);
const findings = (text: string, changed: Partial<LanguageSettings> = {}, language = 'json'): Finding[] =>
  diagnose(documentOf(text, language), { ...settings, ...changed });

interface Case {
  text: string;
  code: Finding['code'];
  /** What the finding marks. */
  marks: string;
  found?: string;
  fixes: Fix[];
}

const CASES: Case[] = [
  { text: '{"probs": [0.5, 0.57]}', code: 'sum', marks: '0.5, 0.57', found: '1.07', fixes: ['normalise', 'softmax'] },
  {
    text: '{"probs": [[0.5, 0.5], [0.5, 0.6]]}',
    code: 'sum',
    marks: '0.5, 0.6',
    found: '1.1',
    fixes: ['normalise', 'softmax'],
  },
  { text: '{"probabilities": [0.8, -0.1, 0.3]}', code: 'negative', marks: '-0.1', fixes: ['softmax'] },
  { text: '{"probs": [-2.5, 3.1, 0.4]}', code: 'logits', marks: '[-2.5, 3.1, 0.4]', found: '-2.5', fixes: ['softmax'] },
  { text: '{"probs": [0.5, NaN]}', code: 'notFinite', marks: 'NaN', found: 'NaN', fixes: [] },
  { text: '{"probs": [[0.5, 0.5], [0.1, 0.9], [0.4]]}', code: 'ragged', marks: '[', fixes: [] },
  {
    text: '{"y_true": [0, 1, 7], "y_pred": [[0.5, 0.5], [0.1, 0.9], [1, 0]]}',
    code: 'classRange',
    marks: '7',
    found: '7',
    fixes: [],
  },
  {
    text: '{"target": [0, 1], "prediction": [[0.2, 0.8], [0.7, 0.3], [0.5, 0.5]]}',
    code: 'shape',
    marks: '[[0.2, 0.8], [0.7, 0.3], [0.5, 0.5]]',
    found: '(3, 2)',
    fixes: [],
  },
  {
    text: '{"target": [[0.1, 0.9], [0.8, 0.2]], "prediction": [1, 0]}',
    code: 'shape',
    marks: '[1, 0]}',
    found: '(2,)',
    fixes: ['swap'],
  },
  {
    text: '{"y_true": [0, 1], "y_pred": [[0.5, 0.6], [0.1, 0.9]]}',
    code: 'sum',
    marks: '0.5, 0.6',
    fixes: ['normalise', 'softmax'],
  },
  { text: '{"target": [0.5, 0.5], "prediction": [1, 0]}', code: 'zero', marks: '0]}', found: '0', fixes: ['smooth'] },
];

/** What is right in one of its readings, and so has no mark. */
const RIGHT: Record<string, string> = {
  'probabilities of the positive class': 'y_prob = [0.9, 0.2]',
  'probabilities of the positive class beside their labels': '{"labels": [1, 0, 1], "probs": [0.6, 0.1, 0.35]}',
  'probabilities of the positive class beside their labels, in a script': 'y_true = [1, 0]\nprobs = [0.9, 0.2]',
  'multi-label rows': '{"y_true": [[1, 0], [1, 1]], "probs": [[0.9, 0.2], [0.7, 0.8]]}',
  'the most likely of more classes': '{"label": 281, "probs": [0.6, 0.21, 0.13]}',
  'the most likely of more classes, by rows': '{"probs": [[1, 0], [0.9, 0.1], [0.7, 0.21]]}',
  detections: '{"labels": [3, 17], "probs": [0.92, 0.18], "boxes": [[1, 2, 3, 4], [5, 6, 7, 8]]}',
  'lists of detections': '{"probs": [[0.9, 0.4], [0.7]]}',
  percentages: '{"probs": [12.5, 80.2, 7.1]}',
  counts: '{"probs": [3, 1, 8]}',
  weights: '{"probs": [0.5, 2.5]}',
  'two decimals': '{"probs": [[0.33, 0.33, 0.33], [0.17, 0.5, 0.34]]}',
  'rows of padding': '{"probs": [[0.5, 0.5], [0, 0]]}',
  'levels of quantiles': 'def f(data, prob=(0.25, 0.5, 0.75)): pass',
  'a part of a distribution': 'pmf = [0.25, 0.5, 0.2]',
  'transitions of unlike many states': '{"probs": [[0.5, 0.5], [1.0], [0.2, 0.3, 0.5]]}',
  'labels of both sides': '{"y_true": [0, 0, 1], "y_pred": [0, 1, 0]}',
  'one-hot labels of both sides': '{"y_true": [[1, 0], [0, 1]], "y_pred": [[0, 1], [0, 1]]}',
  'one-hot labels beside indices': '{"y_true": [[1, 0], [0, 1]], "y_pred": [0, 1]}',
  'logits without a negative number': '{"y_true": [0, 1], "y_pred": [[2.5, 0.1], [0.4, 3.1]]}',
  'classes on the second axis': '{"labels": [[0, 1, 0]], "logits": [[[1, 2, 0.5], [3, 4, -1]]]}',
  'a column of indices': '{"labels": [[0], [1]], "probs": [[0.1, 0.6, 0.3], [0.2, 0.7, 0.1]]}',
  'tokens in and out': '{"labels": [101, 7, 102], "outputs": [101, 7, 8, 102]}',
  'a set of labels': '{"labels": [0, 2], "probs": [0.2, 0.3, 0.5]}',
  'indices of documents': '{"target": [3, 17, 40], "output": [1, 9]}',
  'prose with numbers': '# probs: 3 of [0.9, 0.8] are kept, target [1, 2] and output [3]',
};

/** Pieces whose joins make groups, pairs, arrays across parts, and what no bracket can be trusted in. */
const PIECES = [
  '[', ']', '{', '}', '(', ')', ', ', '\n', '"', "'", ' ', '0.5', '-1', 'NaN', '1e9', '"probs": [0.5, 0.6]', '"y_true": [0, 7]',
  '"y_pred": [[0.5, 0.5], [1, 0]]', '"target": 4, ', '"logits": [', '"my_dist": [0.1, 0.1]', '{"target": [1, 0], "probs": [0, 1]},\n',
  'probs = np.array([0.2, 0.2])\n', '"probs": [[0.5, 0.5], [1]]', ' '.repeat(30), '// [', '0.25, 0.25, 0.25, 0.25, ',
]; // prettier-ignore
const piece = fc.constantFrom(...PIECES);
const words = (maxLength: number) => fc.array(piece, { maxLength }).map((parts) => parts.join(''));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const edits = fc.array(fc.record({ from: share, length: fc.nat(60), text: words(3) }), { maxLength: 12 });

describe('diagnostics', () => {
  it('F17 after each of many edits are those of a text that is read anew, whatever its parts', () => {
    const language = fc.constantFrom('json', 'python', 'plaintext');
    const all = { ...settings, distributionKeys: ['*_dist'] };
    const partLength = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(words(40), edits, language, partLength, (first, changes, kind, length) => {
        let text = first;
        const document = IndexedDocument.create('file:///x', kind, 1, text, length);
        for (const { from, length: removed, text: added } of changes) {
          const start = Math.floor(from * text.length);
          const end = Math.min(text.length, start + removed);
          const range = { start: document.positionAt(start), end: document.positionAt(end) };
          IndexedDocument.update(document, [{ range, text: added }], document.version + 1);
          text = text.slice(0, start) + added + text.slice(end);
          assert.deepEqual(diagnose(document, all), diagnose(documentOf(text, kind), all), JSON.stringify(text));
        }
      }),
      { numRuns: process.env.FUZZ_CASES === undefined ? 300 : Number(process.env.FUZZ_CASES) / 10, seed: 3 },
    );
  }).timeout(600_000);

  for (const { text, code, marks, found, fixes } of CASES)
    it(`D5 ${code} in ${text}, at its place`, () => {
      const [first, ...others] = findings(text);
      assert(first, 'nothing found');
      assert.deepEqual(others, []);
      assert.equal(first.code, code);
      if (found !== undefined) assert.equal(first.found, found);
      assert.deepEqual(first.fixes, fixes);
      const document = documentOf(text);
      const [start, end] = [document.offsetAt(first.range.start), document.offsetAt(first.range.end)];
      assert(marks.startsWith(text.slice(start, end)), `marks ${text.slice(start, end)}`);
      assert(end > start);
    });

  for (const { text, fixes } of CASES)
    for (const fix of fixes)
      it(`D5 ${fix} mends ${text}`, () => {
        const document = documentOf(text);
        const [finding] = diagnose(document, settings);
        const edits = fixArray(document, finding.array, fix);
        assert(edits.length > 0);
        let mended = text;
        for (const { range, text: part } of [...edits].reverse())
          mended = mended.slice(0, document.offsetAt(range.start)) + part + mended.slice(document.offsetAt(range.end));
        assert.deepEqual(findings(mended), [], mended);
      });

  it('D5 a key of the settings, with a star', () => {
    const text = '{"my_dist": [0.5, 0.6], "other": [0.5, 0.6]}';
    assert.deepEqual(findings(text), []);
    assert.equal(findings(text, { distributionKeys: ['*_dist'] }).length, 1);
    assert.deepEqual(findings('{"probs": [0.5, 0.6]}', { diagnostics: false }), []);
  });

  it('D5 reads Python and says nothing of what is well', () => {
    assert.equal(findings('probs = np.array([0.5, 0.6])\n', {}, 'python').length, 1);
    for (const fine of [
      '{"probs": [0.1, 0.9]}',
      '{"probs": [0.333, 0.333, 0.333]}',
      '{"y_true": [1.5, 2.5], "y_pred": [1.4, 2.6]}',
      '{"y_true": [0, 1], "logits": [[5, -5], [2, 3]]}',
      '{"y_true": [0, -100], "y_pred": [[0.5, 0.5], [0.5, 0.5]]}',
      '{"labels": ["bug", "help"], "target": "es2022"}',
      '{"target": 3, "probs": [0.1, 0.2, 0.3, 0.4]}',
    ])
      assert.deepEqual(findings(fine), [], fine);
  });

  for (const [what, text] of Object.entries(RIGHT))
    it(`D5 no mark on ${what}`, () => assert.deepEqual(findings(text, {}, 'python'), []));

  it('D5 what a person or the settings call a distribution is marked wherever it does not sum to 1', () => {
    const codes = (array: string) => findings(`{"d": ${array}}`, { distributionKeys: ['d'] }).map(({ code }) => code);
    assert.deepEqual(['[3, 1]', '[0.9, 0.8]', '[[0.5], [0.5, 0.5]]'].map(codes), [['sum'], ['sum'], ['ragged']]);
    assert.deepEqual(codes('[20.5, 79.5]'), []);
  });

  it('D5 one row in ten that misses 1 is marked however far it lies, and one that is negative among others', () => {
    const rows = '[0.25, 0.75], '.repeat(9);
    assert.deepEqual(
      ['[0.2, 0.1]', '[0.1, 1.9]', '[-3, 0.5]', '[0, 0]'].map((row) =>
        findings(`{"probs": [${rows}${row}]}`).map(({ code }) => code),
      ),
      [['sum'], ['sum'], ['negative'], []],
    );
  });

  it('D5 real files of node_modules have as many marks as were looked at', () => {
    const { files } = JSON.parse(readFileSync('test/server/realFiles.json', 'utf8')) as {
      files: Record<string, number>;
    };
    const names = Object.keys(files);
    assert.equal(names.length, 200);
    const wrong = names.filter(
      (name) => documentsOf(name, readFileSync(name, 'utf8')).flatMap(marksOf).length !== files[name],
    );
    assert.deepEqual(wrong, []);
  });

  it('D5 ordinary JSON gets none: at least 500 files of node_modules', () => {
    const files: string[] = [];
    const visit = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (files.length >= 700) return;
        const path = join(folder, entry.name);
        if (entry.isDirectory()) visit(path);
        else if (/\.(?:json|map)$/.test(entry.name) && statSync(path).size < 2e6) files.push(path);
      }
    };
    visit('node_modules');
    assert(files.length >= 500, `${files.length} files`);
    const wrong = files.filter((file) => findings(readFileSync(file, 'utf8')).length > 0);
    assert.deepEqual(wrong, []);
  });

  it('D5 GeoJSON, notebooks and lock files get none', () => {
    const geo = '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]],[[0,0],[1,0]]]}';
    const notebook = '{"cells":[{"outputs":[{"data":{"text/plain":["array([0.5, 0.6])"]}}],"source":["labels = 3"]}]}';
    for (const text of [geo, notebook, readFileSync('package-lock.json', 'utf8')]) assert.deepEqual(findings(text), []);
  });
});
