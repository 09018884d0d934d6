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

/** Keys that say of an array alone that it is a distribution. */
const DISTRIBUTION = /^(?:probs?|probabilit(?:y|ies)|y_?probs?|y_?proba|distribution|pmf)$/i;
/** Those of them that hold the probability of the positive class of each item, as scikit-learn names it. */
const POSITIVE = /^y_?prob/i;
/** What a part holds at least that can have a fault by its built-in keys. */
const MENTIONED =
  /(?<![:\s,[=(])true|true(?:\w|["']?\s*[:=])|truth|pred|target|actual|label|logit|prob|distribution|pmf/i;

/** The keys that mean a distribution: those that the field has, and the patterns of the settings. */
export class Names {
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

  /** What says that arrays with this key are distributions. */
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

/** An array whose container, or whose end, is not in its part; `checked` where it was looked at by itself. */
export interface LooseArray extends KeyedArray {
  checked: boolean;
}

/** What one part of a document has to say; places count from its start. */
export interface PartFindings {
  /** Whether a key of ours stands in it. */
  named: boolean;
  keys: { loose: readonly LooseArray[]; brackets: readonly number[] };
  /** Found when first asked for. */
  faults(): readonly Fault[];
}

/** Looks through a part: the arrays and the pairs that lie in it whole. */
export function findingsOf(text: string, syntax: Syntax, { start, end, brackets }: Part, names: Names): PartFindings {
  const part = detached(text.slice(start, end));
  if (!names.mayStandIn(part)) return { named: false, keys: { loose: [], brackets }, faults: () => [] };
  const { groups, loose } = partKeys(part, syntax, { start: 0, end: part.length }, isTarget);
  const kept = loose
    .filter(({ key, closed }) => nameOf(key.text)?.strong || (!closed && names.has(key)))
    .map((array) => ({ ...array, checked: array.closed && names.has(array.key) }));
  const named = kept.length > 0 || loose.length > 0 || groups.length > 0;
  let faults: readonly Fault[] | undefined;
  return {
    named,
    keys: { loose: kept, brackets },
    faults: () => (faults ??= faultsIn(part, syntax, { groups, loose }, names)),
  };
}

function faultsIn(
  part: string,
  syntax: Syntax,
  { groups, loose }: Pick<PartKeys, 'groups' | 'loose'>,
  names: Names,
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

/** The faults of an array that its name, the settings or a person (`marked`) call a distribution. */
export function ofDistribution(array: FoundArray, reader: Reader, names: Names, marked = false): Fault[] {
  const by = marked ? 'setting' : array.key && names.of(array.key);
  if (!by) return [];
  const read = reader(array);
  if (!read) return [];
  const said = by === 'setting';
  if ('code' in read) {
    const { certain, ...fault } = read;
    return said || certain ? [fault] : [];
  }
  const evidence: Evidence = said ? 'said' : array.key && POSITIVE.test(array.key.text) ? 'positive' : 'named';
  return faultsOfRows(read, evidence);
}

/**
 * The faults of targets and predictions that stand together. Where a target holds a label for each number of its
 * prediction, these are no distribution: where it begins is added to `excused`.
 */
export function ofPairs(pairs: readonly FoundPair[], read: Reader, names: Names, excused: Set<number>): Fault[] {
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
