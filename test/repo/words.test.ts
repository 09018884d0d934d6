import assert from 'node:assert/strict';
import { filesUnder, read } from './tree.js';

const NOUNS =
  'items|elements|rows|images|classes|numbers|values|labels|bytes|columns|arrays|selections|cells|scores|groups|' +
  'distributions|booleans|epochs|batches|runs|pairs|errors|merges|characters|counts|keys|axes|entries|weights|layers';
const TEXTS = ['extension/host', 'extension/server', 'webview', 'core/src'];

/** Messages whose number is never 1, or stands for more than the noun behind it. */
const NEVER_ONE = [
  /bytes; expected at most/,
  /too many (for a page|to draw)/,
  /MOST_|limits\.|\bmost\b/,
  /has \{0\} bytes/,
  /Advice on merging/,
  /There is no class/,
  /Too few of/,
  /at most \{/,
  /classes left/,
  /scores of a row/,
  /characters\.$/,
  /runTitle\.ts|retrain\.tsx|runVerdict\.tsx/,
  /logits for|classes, \{3\} of|\{1\} columns number/,
  /: \{0\} test images|after \{0\} epochs/,
];

/** Calls of `t` or `said`, with their places; `plural` has its own. */
function messagesOf(file: string): string[] {
  return Array.from(read(file).matchAll(/(?<![\w.])(?:t|said)\(\s*'((?:[^'\\]|\\.)*)'/g), ([, message]) => message);
}

describe('words (R12)', () => {
  it('a counted noun has its singular: it passes `plural`, or `counted` of core', () => {
    const found: string[] = [];
    for (const file of TEXTS.flatMap((folder) => filesUnder(folder, '.ts', '.tsx'))) {
      const counted = new RegExp(`\\{\\d\\} (?:${NOUNS})\\b`);
      found.push(
        ...messagesOf(file)
          .filter((message) => counted.test(message))
          .map((message) => `${file}: ${message}`),
      );
      if (!/^(?:extension\/server|core)/.test(file)) continue;
      const told = new RegExp(
        `^(?!\\s*(?:\\*|//|/\\*)).*\\$\\{(?!counted|grouped|limits|[A-Z_]+\\})[^{}]*\\} (?:${NOUNS})\\b`,
      );
      found.push(
        ...read(file)
          .split('\n')
          .filter((line) => told.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    }
    const offending = found.filter((line) => !NEVER_ONE.some((allowed) => allowed.test(line)));
    assert.deepEqual(offending, []);
  });

  it('the field has its words, and numbers of the host one formatter', () => {
    for (const file of TEXTS.flatMap((folder) => filesUnder(folder, '.ts', '.tsx'))) {
      const text = read(file);
      assert.doesNotMatch(text, /like \{\d\} equal classes|loss with its target/, file);
      assert.doesNotMatch(
        text,
        /\.join\(' × '\)/.test(text) && !/arrayWords|pictureWords|\/tensor\//.test(file) ? /× / : /$^/,
        file,
      );
      assert.doesNotMatch(text, /shape \[\$/, file);
      if (file.startsWith('extension/host') && !file.endsWith('numbers.ts'))
        assert.doesNotMatch(text, /\bIntl\.NumberFormat|toLocaleString\(\s*(?:undefined|'|env)|toPrecision\(/, file);
    }
  });
});
