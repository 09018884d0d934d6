import { Bracket, pack } from './brackets.js';
import { endsValue, KEYWORDS, lookBack, skipToken, wordBefore } from './tokens.js';
import { isWordUnit, wrapperType, type Syntax } from './syntax.js';

/** Takes each bracket in order, packed; an opening one with the range of its key, or -1. */
export type BracketSink = (packed: number, keyStart: number, keyEnd: number) => void;

/** Takes where a number that stands right behind its key begins, its sign included, and the range of the key. */
type NumberSink = (start: number, keyStart: number, keyEnd: number) => void;

/** Takes the range of each string and comment that was passed over. */
type SkipSink = (start: number, end: number) => void;

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
  skipped?: SkipSink,
  lines?: (start: number) => void,
): number {
  const { length } = text;
  const classOf = CLASS;
  lines?.(from);
  let wordStart = -1;
  let wordEnd = -1;
  let keyStart = -1;
  let keyEnd = -1;
  // Of a key on a line above, as of `if x:`, a name on this one takes the place.
  let isAbove = false;
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
      isAbove = true;
      if (++at >= to && keyStart < 0 && wordStart < 0) return at;
      if (code === 10) lines?.(at);
    } else if (kind === LETTER) {
      const start = at;
      do at++;
      while (at < length && isWordUnit(text.charCodeAt(at)));
      wordStart = at - start < 12 && KEYWORDS.test(text.slice(start, at)) ? -1 : start;
      wordEnd = at;
    } else if (kind === OPEN) {
      const bracket = openingAt(text, at, code, syntax, wordStart, wordEnd);
      const opens = bracket !== Bracket.index && bracket !== Bracket.wrapper;
      const start = code === 40 && bracket === Bracket.tuple && syntax === 'r' ? wordStart : at;
      sink(pack(start, bracket), opens ? keyStart : -1, keyEnd);
      at++;
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
      else if (keyStart < 0 || (isAbove && wordStart >= 0)) {
        keyStart = wordStart;
        keyEnd = wordEnd;
        isAbove = false;
      }
      wordStart = -1;
      at++;
    } else if (syntax === 'r' && code === 60 && /^<?-/.test(text.slice(at + 1, at + 3))) {
      keyStart = wordStart;
      keyEnd = wordEnd;
      wordStart = -1;
      at += text.charCodeAt(at + 1) === 45 ? 2 : 3;
    } else {
      const isQuote = code === 34 || code === 39;
      const next = skipToken(text, at, code, syntax);
      if (next > at) skipped?.(at, next);
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
  if (!index) return syntax === 'python' || syntax === 'julia' ? Bracket.tuple : Bracket.call;
  if (syntax === 'r')
    return wordStart >= 0 && R_ARRAYS.test(text.slice(wordStart, wordEnd)) ? Bracket.tuple : Bracket.call;
  return wordStart >= 0 && wrapperType(text.slice(wordStart, wordEnd)) !== undefined ? Bracket.wrapper : Bracket.call;
}

/** Calls of R that make an array of what they hold; they begin at their word. */
const R_ARRAYS = /^(?:c|matrix|array|rbind|cbind)$/;

/** Types of Julia that an array may begin with, as `Float64[`. */
const JULIA_TYPES = /^(?:U?Int\d*|Float\d\d|Bool|Real|Number|Any)$/;

/** Whether a bracket belongs to what is before it: `a[0]`, `f(x)[0]`, `a [0]` in code, `f(`; or is the shape in `torch.Size([`. */
function isIndex(text: string, at: number, syntax: Syntax): boolean {
  const square = text.charCodeAt(at) === 91;
  if (syntax === 'r' && square) return true;
  const before = lookBack(text, at);
  if (before < 0) return false;
  const code = text.charCodeAt(before);
  if (isWordUnit(code)) {
    const word = wordBefore(text, before);
    if (square && syntax === 'julia' && JULIA_TYPES.test(word)) return false;
    if (before === at - 1) return syntax === 'text' || !KEYWORDS.test(word);
    const apart = syntax === 'python' || syntax === 'javascript' || syntax === 'r';
    return apart && !KEYWORDS.test(word) && !/^\d/.test(word);
  }
  if (before < at - 1) return false;
  if (square && code === 40) return /^(?:Size|TensorShape)$/.test(wordBefore(text, before - 1));
  return endsValue(code) && !opensQuote(text, before, code, syntax);
}

/** In prose and in cells of a table a quote or a backtick with nothing right before it opens what follows. */
function opensQuote(text: string, at: number, code: number, syntax: Syntax): boolean {
  if (syntax !== 'text' && syntax !== 'csv') return false;
  if (code === 41 || code === 93) return false;
  const before = text.charCodeAt(at - 1);
  return at === 0 || !(isWordUnit(before) || endsValue(before)) || before === code;
}

/** `==`, `!=`, `<=`, `>=`, `+=` and `=>` name nothing. */
function isComparison(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === 61 || next === 62 || (at > 0 && '=!<>+-*/%&|^~'.includes(text[at - 1]));
}
