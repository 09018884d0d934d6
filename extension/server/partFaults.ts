import {
  type ArrayKey,
  type FoundArray,
  type KeyedArray,
  type Part,
  type PartKeys,
  partKeys,
  type Syntax,
} from '@surprisal/core';
import { KEYS } from '../protocol/language.js';
import { type Evidence, faultsOfRows } from './distributionFaults.js';
import { matches } from './glob.js';
import { isTarget, nameOf } from './meaning/names.js';
import { type FoundPair, surePairs } from './meaning/pairs.js';
import { faultsOfPair, labelsEach } from './pairFaults.js';
import { detached, type Fault, type Reader, readerOf } from './readArray.js';

/** Keys that call an array a distribution. */
const DISTRIBUTION = /^(?:probs?|probabilit(?:y|ies)|y_?probs?|y_?proba|distribution|pmf)$/i;
/** Keys among these that may hold the probability of the positive class of each item, as in scikit-learn. */
const POSITIVE = /^y_?prob/i;
/** A part of a text can have a fault by the built-in keys only if it matches this. */
const MENTIONED =
  /(?<![:\s,[=(])true|true(?:\w|["']?\s*[:=])|truth|pred|target|actual|label|logit|prob|distribution|pmf/i;

/** The keys that mean a distribution: the built-in ones and the patterns of the settings. */
export class DistributionKeys {
  private readonly patterns: readonly string[];

  constructor(keys: readonly string[]) {
    this.patterns = keys
      .filter(({ length }) => length <= KEYS.length)
      .slice(0, KEYS.most)
      .map((key) => key.toLowerCase());
  }

  has(key: ArrayKey): boolean {
    return this.of(key) !== null;
  }

  /** Tells whether the name or a setting makes arrays with this key distributions; null if neither does. */
  of({ text }: ArrayKey): 'name' | 'setting' | null {
    if (DISTRIBUTION.test(text)) return 'name';
    if (text.length > KEYS.length) return null;
    const key = text.toLowerCase();
    return this.patterns.some((pattern) => matches(pattern, key)) ? 'setting' : null;
  }

  mayStandIn(text: string): boolean {
    return this.patterns.length > 0 || MENTIONED.test(text);
  }
}

/** An array whose container or end lies outside its part. `checked` tells whether it was already checked by itself. */
export interface LooseArray extends KeyedArray {
  checked: boolean;
}

/** The findings in one part of a document; offsets count from the start of the part. */
export interface PartFindings {
  /** Whether the part has a key that matters here. */
  named: boolean;
  keys: { loose: readonly LooseArray[]; brackets: readonly number[] };
  /** Finds the faults at the first call and remembers them. */
  faults(): readonly Fault[];
}

/** Finds the faults of the arrays and pairs that lie entirely in a part. */
export function findingsOf(
  text: string,
  syntax: Syntax,
  { start, end, brackets }: Part,
  names: DistributionKeys,
): PartFindings {
  const part = detached(text.slice(start, end));
  if (!names.mayStandIn(part)) return { named: false, keys: { loose: [], brackets }, faults: () => [] };
  const { groups, loose } = partKeys(part, syntax, { start: 0, end: part.length }, isTarget);
  const relevant = loose
    .filter(({ key, closed }) => nameOf(key.text)?.strong || (!closed && names.has(key)))
    .map((array) => ({ ...array, checked: array.closed && names.has(array.key) }));
  const named = relevant.length > 0 || loose.length > 0 || groups.length > 0;
  let faults: readonly Fault[] | undefined;
  return {
    named,
    keys: { loose: relevant, brackets },
    faults: () => (faults ??= faultsIn(part, syntax, { groups, loose }, names)),
  };
}

function faultsIn(
  part: string,
  syntax: Syntax,
  { groups, loose }: Pick<PartKeys, 'groups' | 'loose'>,
  names: DistributionKeys,
): Fault[] {
  const read = readerOf(part, syntax);
  return [
    ...loose.flatMap((array) => (array.closed ? ofDistribution(array, read, names) : [])),
    ...groups.flatMap((arrays) => {
      const excused = new Set<number>();
      const ofPair = ofPairs(surePairs(arrays, part, syntax), read, names, excused);
      const named = arrays.flatMap((array) => ofDistribution(array, read, names));
      return [...named.filter((fault) => !isExcused(fault, excused)), ...ofPair];
    }),
  ];
}

/** Finds the faults of an array that its name, the settings or a person (`marked`) call a distribution. */
export function ofDistribution(array: FoundArray, reader: Reader, names: DistributionKeys, marked = false): Fault[] {
  const by = marked ? 'setting' : array.key && names.of(array.key);
  if (!by) return [];
  const read = reader(array);
  if (!read) return [];
  const stated = by === 'setting';
  if ('code' in read) {
    const { certain, ...fault } = read;
    return stated || certain ? [fault] : [];
  }
  const evidence: Evidence = stated ? 'stated' : array.key && POSITIVE.test(array.key.text) ? 'positive' : 'named';
  return faultsOfRows(read, evidence);
}

/**
 * Finds the faults of pairs of target and prediction. If a target has a label for each number of its prediction, the
 * prediction is not a distribution, and its start is added to `excused`.
 */
export function ofPairs(
  pairs: readonly FoundPair[],
  read: Reader,
  names: DistributionKeys,
  excused: Set<number>,
): Fault[] {
  return pairs.flatMap((pair) => {
    const [target, prediction] = [read(pair.target), read(pair.prediction)];
    if (!target || !prediction || 'code' in target || 'code' in prediction) return [];
    const by = names.of(pair.prediction.key);
    if (by === 'name' && labelsEach(target, prediction)) excused.add(pair.prediction.start);
    return faultsOfPair(target, prediction, { logits: pair.fromLogits, checked: by !== null });
  });
}

export const isExcused = ({ code, array }: Fault, excused: ReadonlySet<number>): boolean =>
  code === 'sum' && excused.has(array.start);
