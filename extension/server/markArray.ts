import type { LanguageSettings, MarkAnswer, Position } from '../protocol/language.js';
import type { IndexedDocument } from './indexedDocument.js';
import { Names } from './partFaults.js';

/**
 * The array around a position, rows and all, and why it is checked as a distribution. One without a key is marked, or
 * its mark taken back, by `mark`.
 */
export function markArray(
  document: IndexedDocument,
  position: Position,
  mark: boolean | null,
  { distributionKeys }: LanguageSettings,
): MarkAnswer {
  const found = document.index.outermost(document.offsetAt(position));
  if (!found) return null;
  const { key, start } = found;
  const named = key && new Names(distributionKeys).of(key);
  if (!key && mark === true) document.marks.add(start);
  if (mark === false) document.marks.delete(start);
  const checkedBy = named ?? (document.marks.has(start) ? 'mark' : null);
  return { range: document.range(found), key: key?.text ?? null, checkedBy };
}
