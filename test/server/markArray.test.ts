import assert from 'node:assert/strict';
import type { LanguageSettings } from '../../extension/protocol/language.js';
import { diagnose } from '../../extension/server/diagnose.js';
import { IndexedDocument } from '../../extension/server/indexedDocument.js';
import { markArray } from '../../extension/server/markArray.js';

const settings: LanguageSettings = { diagnostics: true, distributionKeys: ['q*'], inlayHints: false, codeLens: false };
const documentOf = (text: string) => IndexedDocument.create('file:///x', 'json', 1, text);
const codes = (document: IndexedDocument) => diagnose(document, settings).map(({ code }) => code);
const mark = (document: IndexedDocument, at: number, wanted: boolean | null) =>
  markArray(document, document.positionAt(at), wanted, settings);

function replace(document: IndexedDocument, from: string, to: string): void {
  const start = document.text.indexOf(from);
  const range = document.range({ start, end: start + from.length });
  IndexedDocument.update(document, [{ range, text: to }], document.version + 1);
}

describe('an array marked as a distribution', () => {
  it('D5 is checked, rows and all, until its mark is taken back', () => {
    const document = documentOf('[[0.5, 0.5], [0.5, 0.6]]');
    assert.deepEqual(codes(document), []);
    const answer = mark(document, 16, true);
    assert.deepEqual([answer?.key, answer?.checkedBy, answer?.range.end.character], [null, 'mark', 24]);
    assert.deepEqual(codes(document), ['sum']);
    assert.equal(mark(document, 3, null)?.checkedBy, 'mark');
    assert.equal(mark(document, 3, false)?.checkedBy, null);
    assert.deepEqual(codes(document), []);
  });

  it('D5 is said to be checked by its name, or by a key of the settings, and is then not marked', () => {
    const document = documentOf('{"probs": [1, 2], "q1": [1, 2], "w": [1, 2]}');
    const at = (key: string) => document.text.indexOf(key) + key.length + 4;
    assert.deepEqual(
      ['probs', 'q1', 'w'].map((key) => mark(document, at(key), true)?.checkedBy),
      ['name', 'setting', null],
    );
    assert.equal(document.marks.size, 0);
    assert.equal(markArray(documentOf('{"a": 1}'), { line: 0, character: 3 }, true, settings), null);
  });

  it('D5 is followed through edits before it, inside it and of itself, and is gone with it', () => {
    const document = documentOf('{"a": 1}\n[0.5, 0.6]\n[7]');
    mark(document, 12, true);
    for (const [from, to] of [
      ['{"a"', '{"before": 0, "a"'],
      ['0.6', '0.7, 0.1'],
      ['[7]', '[7, 8]'],
      ['[0.5, 0.7, 0.1]', '[0.4, 0.3]'],
    ] as const) {
      replace(document, from, to);
      assert.deepEqual(codes(document), ['sum'], document.text);
    }
    replace(document, '[0.4, 0.3]', '');
    assert.deepEqual([codes(document), document.marks.size], [[], 0]);
  });
});
