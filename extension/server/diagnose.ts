import { CoreError, type FoundArray, limits, parseTensor, type ParsedTensor } from '@surprisal/core';
import type { Finding, LanguageSettings } from '../protocol/language.js';
import { rowsMeantAsDistributions } from './distributionFaults.js';
import { byContainer, type FoundPair, pairAmong } from './findPair.js';
import type { IndexedDocument } from './indexedDocument.js';
import { faultsOfPair } from './pairFaults.js';

/** Keys that say of an array alone that it is a distribution. */
const DISTRIBUTION = /^(?:probs?|probabilit(?:y|ies)|y_?probs?|y_?proba|distribution|pmf)$/i;
const ANY = /\b(?:y_?true|targets?|labels?|truth|actual|probs?|probabilit(?:y|ies)|y_?proba?s?|distribution|pmf)\b/i;

const MOST = 100;
/** Text of one array that is read for faults. */
const READ = 2 ** 20;

/** An array that was read, with what a finding says of it. */
export interface ReadArray extends ParsedTensor {
  found: FoundArray;
}

/** A fault with places as offsets. */
export interface Fault extends Omit<Finding, 'range' | 'array' | 'more'> {
  start: number;
  end: number;
  array: FoundArray;
  more?: number;
}

/**
 * The faults of arrays that are meant as distributions or labels: by their key, by a pattern of the settings, or as the
 * pair of one object. Ordinary documents have none, and cost one search for the keys.
 */
export function diagnose(document: IndexedDocument, settings: LanguageSettings): Finding[] {
  const { text } = document;
  if (!settings.diagnostics || text.length > limits.hoverDocument) return [];
  const patterns = settings.distributionKeys.map(patternOf);
  if (!ANY.test(text) && patterns.length === 0) return [];
  const faults: Fault[] = [];
  for (const arrays of byContainer(document.index.keyed())) {
    if (faults.length >= MOST) break;
    const named = arrays.filter(
      ({ key }) => DISTRIBUTION.test(key.text) || patterns.some((pattern) => pattern.test(key.text)),
    );
    const read = new Map(named.map((array) => [array.start, readArray(document, array)]));
    for (const array of read.values()) faults.push(...ofDistribution(array));
    const pair = pairAmong(arrays, text);
    if (pair) faults.push(...ofPair(document, pair, read));
  }
  return faults.slice(0, MOST).map(({ start, end, array, more, ...rest }) => ({
    ...rest,
    more: more ?? 0,
    range: document.range({ start, end }),
    array: document.range(array),
  }));
}

/** `*` stands for any characters; all else for itself. */
function patternOf(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`, 'i');
}

type Read = ReadArray | Fault | null;

function ofDistribution(read: Read): Fault[] {
  if (!read) return [];
  return 'code' in read ? [read] : rowsMeantAsDistributions(read, 'named');
}

function ofPair(document: IndexedDocument, pair: FoundPair, known: ReadonlyMap<number, Read>): Fault[] {
  const checked = known.has(pair.prediction.start);
  const prediction = checked ? known.get(pair.prediction.start) : readArray(document, pair.prediction);
  const target = known.has(pair.target.start) ? known.get(pair.target.start) : readArray(document, pair.target);
  if (!target || !prediction || 'code' in target || 'code' in prediction) return [];
  return faultsOfPair(target, prediction, { logits: pair.fromLogits, checked });
}

/** The array, the fault that it is ragged, or null where it holds no numbers or more than is read. */
function readArray(document: IndexedDocument, found: FoundArray): Read {
  const { start, end } = found;
  if (end - start > READ) return null;
  try {
    const parsed = parseTensor(document.text.slice(start, end), { syntax: document.syntax, offset: start });
    return { ...parsed, found };
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    if (error.code !== 'ragged') return null;
    const at = error.place.offset ?? start;
    const fault = { code: 'ragged', found: error.found, expected: error.expected, fixes: [] } as const;
    return { ...fault, fixes: [], start: at, end: Math.min(end, at + 1), array: found };
  }
}
