import type { LanguageSettings, MarkAnswer } from '../protocol/language.js';
import type { Position } from '../protocol/range.js';
import type { IndexedDocument } from './indexedDocument.js';
import { DistributionKeys } from './partFaults.js';

/**
 * Finds the outermost array around a position, and why it is checked as a distribution. `mark` adds or removes the mark of
 * an array without a key.
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
  const named = key && new DistributionKeys(distributionKeys).of(key);
  if (!key && mark === true) document.marks.add(start);
  if (mark === false) document.marks.delete(start);
  const checkedBy = named ?? (document.marks.has(start) ? 'mark' : null);
  return { range: document.range(found), key: key?.text ?? null, checkedBy };
}
