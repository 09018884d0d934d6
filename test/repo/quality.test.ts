import assert from 'node:assert/strict';
import type * as qualityScript from '../../scripts/quality.mjs';
import { filesUnder, read, script } from './tree.js';

const quality = await script<typeof qualityScript>('quality.mjs');

describe('quality', () => {
  it('finds the ids of a title, and only where a title names them', () => {
    assert.deepEqual(quality.idsOf('F16 F17 random sessions'), ['F16', 'F17']);
    assert.deepEqual(quality.idsOf('S10, S13: a truncated NPY'), ['S10', 'S13']);
    assert.deepEqual(quality.idsOf('one of a kind (U1, U2)'), ['U1', 'U2']);
    assert.deepEqual(quality.idsOf('precision, recall, F1 and support'), []);
    const text = "describe('a (F1)', () => {\n  for (x of y)\n    it(`b ${x}`, () => {});\n  it('c', () => {});\n});\n";
    assert.deepEqual(
      quality.titlesOf(text).map(({ words }) => words),
      ['a (F1)', 'a (F1): b …', 'a (F1): c'],
    );
  });

  it('every promise has its test, and every id in a title is a promise', () => {
    assert.deepEqual(quality.unheld(), []);
    assert.deepEqual(quality.unknown(), []);
  });

  it('docs/quality.md is what the titles say now: node scripts/quality.mjs', () => {
    assert(read('docs/quality.md') === quality.qualityPage(), 'docs/quality.md is of other titles');
  });

  it('no page is kept alive while it is hidden (U42)', () => {
    for (const file of filesUnder('extension/host', '.ts'))
      assert.doesNotMatch(read(file), /retainContextWhenHidden/, file);
  });

  it('nothing of a page is animated, so that reduced motion asks for nothing more (U39)', () => {
    const moves = /\banimation:(?!\s*false)|\btransition\b|\banimate\(|@keyframes|scroll-behavior|behavior:\s*'smooth'/;
    for (const file of filesUnder('webview', '.ts', '.tsx', '.css')) assert.doesNotMatch(read(file), moves, file);
  });
});
