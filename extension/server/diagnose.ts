import { joinKeys, type Part } from '@surprisal/core';
import type { Finding, LanguageSettings } from '../protocol/language.js';
import type { IndexedDocument } from './indexedDocument.js';
import { byContainer, surePairs } from './meaning/pairs.js';
import { DistributionKeys, findingsOf, isExcused, ofDistribution, ofPairs, type PartFindings } from './partFaults.js';
import { type Fault, ReadCache } from './readArray.js';

const MOST = 100;

/** What is remembered of a document between two checks, so that a check costs only what was edited. */
interface Cache {
  settings: LanguageSettings;
  names: DistributionKeys;
  parts: WeakMap<Part['brackets'], PartFindings>;
  reads: ReadCache;
}

interface JoinedPart {
  start: number;
  firstKeyed: number;
  found: PartFindings;
  keys: PartFindings['keys'];
}

const caches = new WeakMap<IndexedDocument, Cache>();

function cacheOf(document: IndexedDocument, settings: LanguageSettings): Cache {
  const before = caches.get(document);
  if (before?.settings === settings) return before;
  const names = new DistributionKeys(settings.distributionKeys);
  const made: Cache = { settings, names, parts: new WeakMap(), reads: new ReadCache(document.syntax) };
  caches.set(document, made);
  return made;
}

/**
 * Finds the faults of arrays that are meant as distributions or labels: by their key, by a pattern of the settings, or as
 * the one pair of an object. `Evidence` says which faults are marked. The answer depends on text and settings alone;
 * unchanged parts of the text, and unchanged arrays that span several parts, are not read again.
 */
export function diagnose(document: IndexedDocument, settings: LanguageSettings): Finding[] {
  const { text, syntax } = document;
  if (!settings.diagnostics || syntax === 'csv' || text.length > document.limit) return [];
  const { names, parts: known, reads } = cacheOf(document, settings);
  const parts = document.index.allParts().map((part): JoinedPart => {
    let found = known.get(part.brackets);
    if (!found) known.set(part.brackets, (found = findingsOf(text, syntax, part, names)));
    return { start: part.start, firstKeyed: part.firstKeyed, found, keys: found.keys };
  });
  if (!parts.some(({ found }) => found.named) && document.marks.size === 0) return [];
  const read = reads.of(text);
  const excused = new Set<number>();
  const ofGroups: Fault[] = [];
  for (const arrays of byContainer(joinKeys(parts, -1, text.length, document.index.scopes()))) {
    for (const array of arrays) if (!array.checked) ofGroups.push(...ofDistribution(array, read, names));
    ofGroups.push(...ofPairs(surePairs(arrays, text, syntax), read, names, excused));
  }
  const faults = ofGroups.filter((fault) => !isExcused(fault, excused));
  for (const { start, found } of parts) {
    if (faults.length >= MOST + ofGroups.length) break;
    for (const fault of found.faults()) {
      const placed = shifted(fault, start);
      if (!isExcused(placed, excused)) faults.push(placed);
    }
  }
  for (const mark of document.marks) {
    const array = document.index.find(mark);
    if (array?.start === mark && !(array.key && names.has(array.key)))
      faults.push(...ofDistribution(array, read, names, true));
  }
  faults.sort((a, b) => a.start - b.start);
  return faults.slice(0, MOST).map(({ start, end, array, more, ...rest }) => ({
    ...rest,
    more: more ?? 0,
    range: document.range({ start, end }),
    array: document.range(array),
  }));
}

function shifted({ start, end, array, ...rest }: Fault, by: number): Fault {
  return { ...rest, start: start + by, end: end + by, array: { start: array.start + by, end: array.end + by } };
}
