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
  const target = last(pairKeys.target) ?? findNumber(text, prediction.container, pairKeys.target);
  if (!target || target.start === prediction.start) return null;
  const twice = [target, prediction].find((array) => 'duplicate' in array && array.duplicate === true);
  return { target, prediction, fromLogits: logits !== undefined, duplicate: twice?.key?.text ?? null };
}

/** Arrays with keys by what holds them, in the order of the text. */
export function byContainer(arrays: readonly KeyedArray[]): KeyedArray[][] {
  const groups = new Map<number, KeyedArray[]>();
  for (const array of arrays) {
    const group = groups.get(array.container);
    if (group) group.push(array);
    else groups.set(array.container, [array]);
  }
  return [...groups.values()];
}

const NAMED = /(["']?)([\w$]+)\1\s*[:=]\s*([-+]?\d+)\s*(?=[,;}\r\n]|$)/y;

/** A whole number with a key right in the container that opens at `container`. */
function findNumber(text: string, container: number, name: RegExp): FoundArray | null {
  let depth = 0;
  let begins = true;
  for (let at = container + 1; at < text.length; at++) {
    const character = text.charAt(at);
    const quote = character === '"' || character === "'";
    if (depth === 0 && (begins || quote)) {
      NAMED.lastIndex = at;
      const [all, , key, digits] = NAMED.exec(text) ?? [];
      if (all !== undefined && key !== undefined && digits !== undefined && name.test(key)) {
        const start = at + all.lastIndexOf(digits);
        return { start, end: start + digits.length, key: { text: key, start: at, end: at + key.length }, closed: true };
      }
    }
    if (quote) at = closingQuote(text, at, character);
    else if ('[{('.includes(character)) depth++;
    else if (')}]'.includes(character) && --depth < 0) return null;
    begins = ',{(\n'.includes(character) || (begins && ' \t\r'.includes(character));
  }
  return null;
}

/** The quote that ends a string, or the end of its line. */
function closingQuote(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\') i++;
    else if (character === quote || character === '\n') return i;
  }
  return text.length;
}
