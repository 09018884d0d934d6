import { type ArrayKey, type KeyedArray, type Part, type PartKeys, partKeys, type Syntax } from '@surprisal/core';
import { KEYS } from '../protocol/language.js';
import { rowsMeantAsDistributions } from './distributionFaults.js';
import { isTarget, pairAmong, pairKeys } from './findPair.js';
import { matches } from './glob.js';
import { faultsOfPair } from './pairFaults.js';
import { detached, type Fault, type Read, type Reader, readerOf } from './readArray.js';

/** Keys that say of an array alone that it is a distribution. */
const DISTRIBUTION = /^(?:probs?|probabilit(?:y|ies)|y_?probs?|y_?proba|distribution|pmf)$/i;
/** What a part holds at least that can have a fault by its built-in keys. */
const MENTIONED =
  /\b(?:y_?(?:true|pred|proba?s?)|targets?|labels?|truth|actual|pred(?:ictions?|icted)|logits?|outputs?|prob(?:s|abilit(?:y|ies))?|distribution|pmf)\b/i;

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
    .filter(({ key, closed }) => isOfPair(key.text) || (!closed && names.has(key)))
    .map((array) => ({ ...array, checked: array.closed && names.has(array.key) }));
  const named = kept.length > 0 || loose.length > 0 || groups.length > 0;
  let faults: readonly Fault[] | undefined;
  return {
    named,
    keys: { loose: kept, brackets },
    faults: () => (faults ??= faultsIn(part, syntax, { groups, loose }, names)),
  };
}

const isOfPair = (key: string): boolean => isTarget(key) || pairKeys.prediction.test(key);

function faultsIn(
  part: string,
  syntax: Syntax,
  { groups, loose }: Pick<PartKeys, 'groups' | 'loose'>,
  names: Names,
): Fault[] {
  const read = readerOf(part, syntax);
  const alone = loose.filter(({ closed, key }) => closed && names.has(key));
  return [
    ...alone.flatMap((array) => ofDistribution(read(array))),
    ...groups.flatMap((arrays) => [
      ...arrays.flatMap((array) => (names.has(array.key) ? ofDistribution(read(array)) : [])),
      ...ofPair(arrays, read, names),
    ]),
  ];
}

export function ofDistribution(read: Read): Fault[] {
  if (!read) return [];
  return 'code' in read ? [read] : rowsMeantAsDistributions(read, 'named');
}

/** The faults of the pair among the arrays of one container, if it holds one. */
export function ofPair(arrays: readonly KeyedArray[], read: Reader, names: Names): Fault[] {
  const pair = pairAmong(arrays);
  if (!pair) return [];
  const [target, prediction] = [read(pair.target), read(pair.prediction)];
  if (!target || !prediction || 'code' in target || 'code' in prediction) return [];
  return faultsOfPair(target, prediction, { logits: pair.fromLogits, checked: names.has(pair.prediction.key) });
}
