import type { ModelKind } from '../../../extension/protocol/inspector/compare.js';
import { itemText } from '../itemNouns.js';

/** A text that is written of this run and the other run. Where one of them is an import, it speaks of that. */
export function modelText(
  [mine, theirs]: readonly [mine: ModelKind, theirs: ModelKind],
  message: string,
  ...args: (string | number)[]
): string {
  let text = message;
  if (mine === 'import') text = text.replace(/\b([Tt])his run\b/g, '$1his import');
  if (theirs === 'import') text = text.replace(/\b([Tt])he other run\b/g, '$1he other import');
  return itemText(text, ...args);
}
