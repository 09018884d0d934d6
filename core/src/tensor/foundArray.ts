import type { TextRange } from './source.js';

/** The name that an array is given: its text, without quotes, and where that stands. */
export interface ArrayKey extends TextRange {
  text: string;
}

/** An array in a document. */
export interface FoundArray extends TextRange {
  key: ArrayKey | null;
  /** False where nothing closes it; `end` is then where what is around it ends. */
  closed: boolean;
}

/** An array with a key, and what holds it. */
export interface KeyedArray extends FoundArray {
  key: ArrayKey;
  /**
   * Offset of the object or the call that the key stands in, -1 for the document itself, and a number below that for each
   * body of a function, cell or fenced block of it.
   */
  container: number;
  /** True where an array before it in the same container has the same key. */
  duplicate: boolean;
  /** Where the first array with a key inside of it begins, so that it holds more than numbers; Infinity without one. */
  inside: number;
  /** True of a single whole number under its key, such as a class index, where these are asked for too. */
  isNumber: boolean;
}
