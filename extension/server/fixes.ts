import type { Fix, FixEdits } from '../protocol/language.js';
import type { Range } from '../protocol/range.js';
import { answer } from './compute/answer.js';
import type { IndexedDocument } from './indexedDocument.js';
import { pairsAt } from './meaning/pairs.js';

/** Enough smoothing to remove a zero, and too little to be seen in printed digits. */
const ALPHA = 0.001;

/** The edits that fix an array; there are none if it is no longer at that place. */
export function fixArray(document: IndexedDocument, array: Range, fix: Fix): FixEdits {
  const range = { start: document.offsetAt(array.start), end: document.offsetAt(array.end) };
  const [pair] = fix === 'swap' ? pairsAt(document.index, range.start) : [];
  const selections = pair ? [pair.target, pair.prediction].sort((a, b) => a.start - b.start) : [range];
  const result = answer({
    source: document.text,
    fromDisk: false,
    syntax: document.syntax,
    selections: selections.map(({ start, end }) => ({ start, end })),
    caret: range.start,
    swapped: false,
    ask: { kind: 'edit', operation: fix, alpha: ALPHA, classes: null },
  });
  if (result.kind !== 'edit') return [];
  return result.edits.map(({ text, ...place }) => ({ range: document.range(place), text }));
}
