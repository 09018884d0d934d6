import { ArrayIndex } from './arrayIndex.js';
import type { FoundArray, KeyedArray } from './foundArray.js';
import type { Syntax } from './syntax.js';

/**
 * The smallest array around an offset, with the key before it, such as `y_true` in `"y_true": [` and
 * `y_true = np.array([`. Null where none is; brackets of an index, a string or a comment are none.
 * Reads the text up to the end of that array; an `ArrayIndex` that is kept reads no more than what was edited.
 * @example findArray('{"p": [1, [2]]}', 12)?.start // 10
 */
export function findArray(text: string, offset: number, syntax?: Syntax): FoundArray | null {
  return new ArrayIndex(text, syntax).find(offset);
}

/**
 * All arrays around an offset, the innermost first.
 * @example enclosingArrays('[[1, 2]]', 3).map((array) => array.start) // [1, 0]
 */
export function enclosingArrays(text: string, offset: number, syntax?: Syntax): FoundArray[] {
  return new ArrayIndex(text, syntax).enclosing(offset);
}

/**
 * The arrays with a key in the object or call around an offset: target and prediction side by side. Outside of all,
 * those of the document itself, as in `y_true = [...]` above `y_pred = [...]`.
 * @example objectArrays('{"y": [1], "p": [2]}', 7).map((array) => array.key.text) // ['y', 'p']
 */
export function objectArrays(text: string, offset: number, syntax?: Syntax): KeyedArray[] {
  return new ArrayIndex(text, syntax).siblings(offset);
}
