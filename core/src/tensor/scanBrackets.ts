import { Bracket, pack } from './brackets.js';
import { skipComment, skipString, skipTemplate } from './skip.js';
import { isWordUnit, wrapperType, type Syntax } from './words.js';

/** Takes each bracket in order, packed; an opening one with the range of its key, or -1. */
export type BracketSink = (packed: number, keyStart: number, keyEnd: number) => void;

/** Takes where a number that stands right behind its key begins, its sign included, and the range of the key. */
export type NumberSink = (start: number, keyStart: number, keyEnd: number) => void;

/** Words after which a bracket opens a list, not an index. */
const KEYWORDS =
  /^(?:return|in|of|and|or|not|is|if|elif|else|yield|await|case|typeof|new|lambda|default|delete|throw|assert|const|let|var|while|for|print|with|from|import|export|extends|void|del|raise|async)$/;

/** What a character below 128 begins: nothing at all, a number, a word, and each case of the scan. */
const POINT = 0;
const DIGIT = 1;
const LETTER = 2;
const BLANK = 3;
const OTHER = 4;
const PART = 5;
const LINE = 6;
const NAMES = 7;
const OPEN = 8;
const CLOSE = 9;
const CLASS = new Uint8Array(128).map((_, code) => (isWordUnit(code) ? (code < 58 ? DIGIT : LETTER) : OTHER));
CLASS[36] = LETTER;
for (const [characters, kind] of [
  ['.', POINT],
  [' \t', BLANK],
  [',;', PART],
  ['\n\r', LINE],
  [':=', NAMES],
  ['[({', OPEN],
  ['])}', CLOSE],
] as const)
  for (const character of characters) CLASS[character.charCodeAt(0)] = kind;

/**
 * Finds the brackets of `text` from `from`, which no string or comment covers, with the key before each:
 * `"y_true": [`, `y_true = [`, `y_true=np.array([`. Looks no further back than the line that a bracket stands on, so
 * that any part can be read alone. Stops at the first place from `to` on where the next part may begin, and gives it.
 */
export function scanBrackets(
  text: string,
  from: number,
  to: number,
  syntax: Syntax,
  sink: BracketSink,
  numbers?: NumberSink,
): number {
  const { length } = text;
  const classOf = CLASS;
  let wordStart = -1;
  let wordEnd = -1;
  let keyStart = -1;
  let keyEnd = -1;
  let at = from;
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? classOf[code] : LETTER;
    if (kind === BLANK || kind === POINT) at++;
    else if (kind === DIGIT) {
      if (keyStart >= 0 && wordStart < 0) numbers?.(isSign(text.charCodeAt(at - 1)) ? at - 1 : at, keyStart, keyEnd);
      for (let next = code; at < length && (next < 128 ? classOf[next] <= LETTER : isWordUnit(next));)
        next = text.charCodeAt(++at);
      keyStart = wordStart = -1;
    } else if (kind === PART) {
      keyStart = wordStart = -1;
      if (++at >= to) return at;
    } else if (kind === LINE) {
      if (keyStart >= 0 && wordStart >= 0) keyStart = wordStart = -1;
      if (++at >= to && keyStart < 0 && wordStart < 0) return at;
    } else if (kind === LETTER) {
      const start = at;
      do at++;
      while (at < length && isWordUnit(text.charCodeAt(at)));
      wordStart = at - start < 12 && KEYWORDS.test(text.slice(start, at)) ? -1 : start;
      wordEnd = at;
    } else if (kind === OPEN) {
      const bracket = openingAt(text, at, code, syntax, wordStart, wordEnd);
      const opens = bracket !== Bracket.index && bracket !== Bracket.wrapper;
      sink(pack(at++, bracket), opens ? keyStart : -1, keyEnd);
      if (opens) keyStart = -1;
      wordStart = -1;
      if (at >= to && (bracket === Bracket.array || bracket === Bracket.object)) return at;
    } else if (kind === CLOSE) {
      sink(
        pack(at++, code === 93 ? Bracket.closeSquare : code === 41 ? Bracket.closeRound : Bracket.closeCurly),
        -1,
        -1,
      );
      wordStart = -1;
      if (code !== 93) keyStart = -1;
      if (code === 125 && at >= to) return at;
    } else if (kind === NAMES) {
      if (code === 61 && isComparison(text, at)) keyStart = -1;
      else if (keyStart < 0) {
        keyStart = wordStart;
        keyEnd = wordEnd;
      }
      wordStart = -1;
      at++;
    } else {
      const isQuote = code === 34 || code === 39;
      const next = skipToken(text, at, code, syntax);
      if (next > at && isQuote) {
        wordStart = at + 1;
        wordEnd = Math.max(wordStart, next - 1);
      } else if (next === at && !(isQuote && syntax === 'text')) {
        if (wordStart >= 0 || !isSign(code) || CLASS[text.charCodeAt(at + 1)] !== DIGIT) keyStart = -1;
        wordStart = -1;
      }
      at = Math.max(next, at + 1);
    }
  }
  return length;
}

const isSign = (code: number): boolean => code === 45 || code === 43;

/** What the opening bracket at `at` begins; `wordStart` and `wordEnd` are those of the word before it, or -1. */
function openingAt(text: string, at: number, code: number, syntax: Syntax, wordStart: number, wordEnd: number): number {
  if (code === 123) return Bracket.object;
  const index = isIndex(text, at, syntax);
  if (code === 91) return index ? Bracket.index : Bracket.array;
  if (!index) return syntax === 'python' ? Bracket.tuple : Bracket.call;
  return wordStart >= 0 && wrapperType(text.slice(wordStart, wordEnd)) !== undefined ? Bracket.wrapper : Bracket.call;
}

/** Where the string, comment, template or regular expression at `at` ends; `at` where none begins. */
function skipToken(text: string, at: number, code: number, syntax: Syntax): number {
  if (syntax === 'text') return at;
  if (code === 34 || (code === 39 && syntax !== 'json')) return skipString(text, at, text.length, syntax === 'python');
  if (code === 96 && syntax === 'javascript') return skipTemplate(text, at, text.length);
  if (code !== 47 && code !== 35) return at;
  const next = skipComment(text, at, text.length, syntax !== 'python', syntax === 'python');
  return next === at && code === 47 && syntax === 'javascript' ? skipRegExp(text, at) : next;
}

/** One that its line leaves open takes the line, as an open string does; `at` where a division stands. */
function skipRegExp(text: string, at: number): number {
  const before = lookBack(text, at);
  const word = wordBefore(text, before);
  if (before >= 0 && (word === '' ? endsValue(text.charCodeAt(before)) : !KEYWORDS.test(word))) return at;
  let inClass = false;
  let i = at + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) break;
    if (code === 92) i++;
    else if (code === 91) inClass = true;
    else if (code === 93) inClass = false;
    else if (code === 47 && !inClass) return i + 1;
  }
  return Math.min(i, text.length);
}

/** The last character before `at` on its line that is no blank, or -1. */
export function lookBack(text: string, at: number): number {
  let before = at - 1;
  while (before >= 0 && (text.charCodeAt(before) === 32 || text.charCodeAt(before) === 9)) before--;
  const code = text.charCodeAt(before);
  return code === 10 || code === 13 ? -1 : before;
}

/** The word that ends at `last`, as far as a keyword is long. */
function wordBefore(text: string, last: number): string {
  let start = last + 1;
  while (start > 0 && start > last - 12 && isWordUnit(text.charCodeAt(start - 1))) start--;
  return text.slice(start, last + 1);
}

/** Whether a bracket belongs to what is before it: `a[0]`, `f(x)[0]`, `a [0]` in code, `f(`. */
function isIndex(text: string, at: number, syntax: Syntax): boolean {
  const before = lookBack(text, at);
  if (before < 0) return false;
  if (isWordUnit(text.charCodeAt(before))) {
    const word = wordBefore(text, before);
    if (before === at - 1) return syntax === 'text' || !KEYWORDS.test(word);
    return (syntax === 'python' || syntax === 'javascript') && !KEYWORDS.test(word) && !/^\d/.test(word);
  }
  return before === at - 1 && endsValue(text.charCodeAt(before));
}

/** A closing bracket or quote: what follows it belongs to it. */
function endsValue(code: number): boolean {
  return code === 41 || code === 93 || code === 34 || code === 39 || code === 96;
}

/** `==`, `!=`, `<=`, `>=`, `+=` and `=>` name nothing. */
function isComparison(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === 61 || next === 62 || (at > 0 && '=!<>+-*/%&|^~'.includes(text[at - 1]));
}
