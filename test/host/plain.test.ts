import assert from 'node:assert/strict';
import { CoreError } from '@surprisal/core';
import fc from 'fast-check';
import { errorShape, textShape } from '../../extension/host/ports/errorShape.js';
import { plain } from '../../extension/host/ports/plain.js';

/** How VS Code finds links in messages, and icons in labels; looser than it does. */
const LINK = /\[[^\]]*\]\([^)]*/;
const ICON = /\$\([^)]*/;
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** What a reader sees: word joiners show nothing. */
const seen = (text: string): string => text.replaceAll('\u2060', '');

/** Text that is full of what VS Code reads as more than text. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '](',
        '$',
        '$(',
        '(',
        ')',
        '\\',
        'command:x',
        'https://x',
        'bug',
        '\n',
        '\u202e',
        '😀',
        '\u2060',
      ),
      fc.string({ unit: 'binary', maxLength: 40 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('text that VS Code shows', () => {
  it('holds no link and no icon, whatever it is made of, and no more than 500 letters (S22)', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = plain(text);
        assert.doesNotMatch(shown, LINK);
        assert.doesNotMatch(shown, ICON);
        assert.doesNotMatch(shown, UNSEEN);
        assert(shown.length <= 500);
        assert.equal(plain(shown), shown, 'once is enough');
      }),
    );
  });

  it('reads as it was written, but for what shows nothing of itself (S22)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) =>
        assert.equal(seen(plain(text)), seen(text)),
      ),
    );
    assert.equal(plain('a [x](command:y) $(bug) b'), 'a [x]\u2060(command:y) $\u2060(bug) b');
    assert.equal(plain('one\r\ntwo\tthree'), 'one  two three');
    assert.equal(plain('a\x1b[31mb\0c\u202egnp.exe'), 'a\ufffd[31mb\ufffdc\ufffdgnp.exe');
    assert.equal(plain('\ud800'), '\ufffd');
  });

  it('keeps the head and the end of what is too long, and halves no character (S22)', () => {
    const words = plain(`${'n'.repeat(5000)}.csv: 3 columns; expected 2`);
    assert.match(words, /^n{300}…n+\.csv: 3 columns; expected 2$/);
    for (const ahead of ['', 'a']) assert.match(plain(ahead + '😀'.repeat(400)), /^a?(😀)+…(😀)+$/u);
  });
});

describe('what a log says of an error', () => {
  it('is its kind, its code and its place, never a word of it (S21)', () => {
    const secret = fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }).map((text) => `«${text}»`);
    fc.assert(
      fc.property(secret, (text) => {
        const errors = [
          new CoreError('data', text, text, { file: text, argument: text }),
          new Error(text, { cause: new TypeError(text) }),
          Object.assign(new Error(text), { name: text, code: text }),
          Object.assign(new Error(`${text}\n    at worker.js:1:2`), { code: 'ENOSPC' }),
          text,
        ];
        for (const error of errors) assert(!errorShape(error).includes(text), errorShape(error));
        assert(!textShape(`TypeError: ${text}\n at f (/tmp/dist/server.js:1:99)`).includes(text));
      }),
    );
    assert.equal(errorShape(new CoreError('range', '7', 'less')), 'CoreError range');
    const full = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
    assert.equal(errorShape(new Error('x could not be written', { cause: full })), 'Error, by Error ENOSPC');
    for (const bundle of ['extension', 'client', 'commands', 'store', 'tensors', 'compute', 'server', 'worker']) {
      const stack = `TypeError: secret.js:1:2\n    at f (/x/dist/${bundle}.js:1:4711)`;
      const thrown = Object.assign(new TypeError('secret.js:1:2'), { stack });
      assert.equal(errorShape(thrown), `TypeError ${bundle}.js:1:4711`);
    }
    assert.equal(textShape('boom\n at f (/x/dist/server.js:1:99)'), '35 letters server.js:1:99');
  });
});
