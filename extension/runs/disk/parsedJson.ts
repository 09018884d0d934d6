import { CoreError, jsonFault, limits } from '@surprisal/core';

const codeOf = (sign: string): number => sign.charCodeAt(0);
const [QUOTE, BACKSLASH, COMMA, COLON] = Array.from('"\\,:', codeOf);
const [LIST, LIST_END, OBJECT, OBJECT_END] = Array.from('[]{}', codeOf);
/** Lists and objects in one text, and values after others: each takes many times its bytes. */
const MOST_LISTS = 2 ** 20;
const MOST_VALUES = 2 ** 23;

/**
 * The value of a JSON text, in which each key of an object stands once; `JSON.parse` would take the last. Brackets and
 * short values would take it seconds and many times their bytes, so more than `limits.nesting` in one another, or too
 * many in all, are refused before it begins, as is what is longer than any file of ours. What is no JSON is told in words
 * of ours, which are the same in every engine.
 */
export function parsedJson(text: string): unknown {
  if (text.length > limits.checkpoint)
    throw new CoreError('data', `${text.length} letters`, `at most ${limits.checkpoint}`);
  const check = (count: number, most: number, what: string, at: number): void => {
    if (count > most) throw errorAt(text, at, `more than ${most} ${what}`, 'fewer');
  };
  /** The keys of the objects that are open, by their depth. */
  const keys: Set<string>[] = [];
  let [depth, lists, values] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOf(text, i);
      if (text.charCodeAt(pastBlanks(text, end)) === COLON) {
        const key = keyOf(text.slice(i, end));
        const known = keys[depth];
        if (known?.has(key)) throw errorAt(text, i, `the key ${JSON.stringify(key)} twice`, 'each key once');
        check((known?.add(key).size ?? 0) - 1, limits.keys - 1, 'keys of an object', i);
      }
      i = end - 1;
    } else if (code === LIST || code === OBJECT) {
      check(++depth, limits.nesting, 'open brackets', i);
      check(++lists, MOST_LISTS, 'lists and objects', i);
      if (code === OBJECT) keys[depth] = new Set();
    } else if (code === LIST_END || code === OBJECT_END) depth--;
    else if (code === COMMA) check(++values, MOST_VALUES, 'values', i);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw jsonFault(new TextEncoder().encode(text));
  }
}

/** The text of bytes in UTF-8; throws where they are none. */
export function textIn(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw jsonFault(bytes);
  }
}

function errorAt(text: string, offset: number, found: string, expected: string): CoreError {
  let [line, start] = [0, 0];
  for (let end; (end = text.indexOf('\n', start)) >= 0 && end < offset; start = end + 1) line++;
  return new CoreError('data', found, expected, { offset, line, column: offset - start });
}

/** Where a text in quotes ends, behind its quote; of one that nothing closes, behind all. */
export function endOf(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === QUOTE) return i + 1;
  }
  return text.length;
}

function pastBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}

/** What a key says, also where it is written with escapes. */
export function keyOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
