import type { ArrayIndex, KeyedArray } from '@surprisal/core';

/** Keys that say what numbers are, as the field names them. */
export const pairKeys = {
  target: /^(?:y_?true|targets?|labels?|truth|actual)$/i,
  prediction: /^(?:y_?pred|predictions?|logits?|prob(?:s|abilities)?|predicted|outputs?)$/i,
  logits: /^logits?$/i,
} as const;

/** Whether a single number under the key may be a target, as in `{"target": 4, "logits": [...]}`. */
export const isTarget = (key: string): boolean => pairKeys.target.test(key);

/** Where target and prediction of one object stand, and whether the prediction calls itself logits. */
export interface FoundPair {
  target: KeyedArray;
  prediction: KeyedArray;
  fromLogits: boolean;
  /** A key that stands twice in the object, whose last array was taken, as JSON does. */
  duplicate: string | null;
}

/**
 * Target and prediction of the object (or call, or document) around an offset, by their keys; null unless both are
 * there.
 */
export const findPair = (index: ArrayIndex, offset: number): FoundPair | null =>
  pairAmong(index.siblings(offset, isTarget));

/** The same among arrays, and numbers that may be targets, of one container. */
export function pairAmong(keyed: readonly KeyedArray[]): FoundPair | null {
  const last = (name: RegExp): KeyedArray | undefined =>
    keyed.filter(({ isNumber, key }) => !isNumber && name.test(key.text)).at(-1);
  const logits = last(pairKeys.logits);
  const prediction = logits ?? last(pairKeys.prediction);
  if (!prediction) return null;
  const target = last(pairKeys.target) ?? keyed.find(({ isNumber }) => isNumber);
  if (!target || target.start === prediction.start) return null;
  const twice = [target, prediction].find(({ duplicate }) => duplicate);
  return { target, prediction, fromLogits: logits !== undefined, duplicate: twice?.key.text ?? null };
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
