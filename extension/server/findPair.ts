import type { ArrayIndex, FoundArray, KeyedArray } from '@surprisal/core';

/** Keys that say what numbers are, as the field names them. */
export const pairKeys = {
  target: /^(?:y_?true|targets?|labels?|truth|actual)$/i,
  prediction: /^(?:y_?pred|predictions?|logits?|prob(?:s|abilities)?|predicted|outputs?)$/i,
  logits: /^logits?$/i,
} as const;

/** Where target and prediction of one object stand, and whether the prediction calls itself logits. */
export interface FoundPair {
  target: FoundArray;
  prediction: KeyedArray;
  fromLogits: boolean;
  /** A key that stands twice in the object, whose last array was taken, as JSON does. */
  duplicate: string | null;
}

/**
 * Target and prediction of the object (or call, or document) around an offset, by their keys; null unless both are
 * there. The target may be a single class index, as in `{"target": 4, "logits": [...]}`.
 */
export const findPair = (index: ArrayIndex, text: string, offset: number): FoundPair | null =>
  pairAmong(index.siblings(offset), text);

/** The same among arrays of one container. */
export function pairAmong(arrays: readonly KeyedArray[], text: string): FoundPair | null {
  const last = (name: RegExp): KeyedArray | undefined => arrays.filter(({ key }) => name.test(key.text)).at(-1);
  const logits = last(pairKeys.logits);
  const prediction = logits ?? last(pairKeys.prediction);
  if (!prediction) return null;
  const target = last(pairKeys.target) ?? findTarget(text, prediction.container);
  if (!target || target.start === prediction.start) return null;
  const twice = [target, prediction].find((array) => 'duplicate' in array && array.duplicate === true);
  return { target, prediction, fromLogits: logits !== undefined, duplicate: twice?.key?.text ?? null };
}

/** Arrays with keys by what holds them, in the order of the text. */
export function byContainer<A extends KeyedArray>(arrays: readonly A[]): A[][] {
  const groups = new Map<number, A[]>();
  for (const array of arrays) {
    const group = groups.get(array.container);
    if (group) group.push(array);
    else groups.set(array.container, [array]);
  }
  return [...groups.values()];
}

/** How far a container is read before one look ahead says whether a number can come at all. */
const NEAR = 4096;
const AHEAD = /(?:y_?true|targets?|labels?|truth|actual)["']?\s*[:=]\s*[-+]?\d/gi;

const Kind = { other: 0, quote: 1, open: 2, close: 3, blank: 4 } as const;
const KINDS = new Uint8Array(128);
for (const [characters, kind] of [
  ['"\'', Kind.quote],
  ['[{(', Kind.open],
  [']})', Kind.close],
  [' \t\r', Kind.blank],
] as const)
  for (const character of characters) KINDS[character.charCodeAt(0)] = kind;
const [COMMA, BRACE, PAREN, NEWLINE, BACKSLASH] = Array.from(',{(\n\\', (character) => character.charCodeAt(0));
const TARGET_LETTER = new Set(Array.from('yYtTlLaA', (character) => character.charCodeAt(0)));

const NAMED = /(["']?)([\w$]+)\1\s*[:=]\s*([-+]?\d+)\s*(?=[,;}\r\n]|$)/y;

/** A whole number with the key of a target right in the container that opens at `container`. */
function findTarget(text: string, container: number): FoundArray | null {
  let depth = 0;
  let begins = true;
  let far = container + NEAR;
  for (let at = container + 1; at < text.length; at++) {
    if (at >= far) {
      far = Infinity;
      AHEAD.lastIndex = at;
      if (!AHEAD.test(text)) return null;
    }
    const code = text.charCodeAt(at);
    const kind = code < 128 ? KINDS[code] : Kind.other;
    const quote = kind === Kind.quote;
    if (depth === 0 && (quote || begins) && TARGET_LETTER.has(text.charCodeAt(quote ? at + 1 : at))) {
      NAMED.lastIndex = at;
      const [all, , key, digits] = NAMED.exec(text) ?? [];
      if (all !== undefined && key !== undefined && digits !== undefined && pairKeys.target.test(key)) {
        const start = at + all.lastIndexOf(digits);
        return { start, end: start + digits.length, key: { text: key, start: at, end: at + key.length }, closed: true };
      }
    }
    if (quote) at = closingQuote(text, at, code);
    else if (kind === Kind.open) depth++;
    else if (kind === Kind.close && --depth < 0) return null;
    begins = code === COMMA || code === BRACE || code === PAREN || code === NEWLINE || (begins && kind === Kind.blank);
  }
  return null;
}

/** The quote that ends a string, or the end of its line. */
function closingQuote(text: string, at: number, quote: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === quote || code === NEWLINE) return i;
  }
  return text.length;
}
