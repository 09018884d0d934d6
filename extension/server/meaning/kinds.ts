import type { Tensor } from '@surprisal/core';
import type { Kind } from '../../protocol/reading.js';
import { isUnit, type Profile, profileOf } from './profile.js';

/** Names that say what numbers are. A name counts only if the numbers agree with it. */
const NAMED: readonly (readonly [Kind, RegExp])[] = [
  ['logits', /(?:^|[_.-])logits?(?:$|[_.-])/i],
  ['oneHot', /one_?hot/i],
  ['percentages', /percent|pct|%/i],
  ['counts', /counts?$|^n_|freq|support|votes|hist(?:ogram)?$/i],
  ['distributions', /soft_?max|distribution|pmf/i],
  ['positive', /^y_?(?:prob|proba|score)s?$|positive|^(?:p|prob|proba)_?(?:pos|1)$/i],
];

/** The kind that a name gives; null if it gives none. */
export const namedKind = (key: string | null): Kind | null =>
  (key !== null && NAMED.find(([, pattern]) => pattern.test(key))?.[0]) || null;

/** Every kind that an array under a key can be, the most likely first. Its cost is linear in the numbers. */
export function kindsOf(tensor: Tensor, key: string | null): Kind[] {
  return tensor.data.length === 0 ? [] : kindsBy(profileOf(tensor), key);
}

/** Does the same from the profile of an array. */
export function kindsBy(profile: Profile, key: string | null): Kind[] {
  const named = namedKind(key);
  const kinds = ofNumbers(profile);
  if (named === 'logits' && !profile.nan && (profile.classes > 1 || profile.rank > 0)) return first('logits', kinds);
  return named !== null && kinds.includes(named) ? first(named, kinds) : kinds;
}

const first = (kind: Kind, kinds: Kind[]): Kind[] => [kind, ...kinds.filter((other) => other !== kind)];

/** The kinds by the numbers alone. */
function ofNumbers(profile: Profile): Kind[] {
  const { rank, classes, nan, whole, zeroOne, negative, indices, oneHot, sumTo1, sumTo100, filled } = profile;
  if (nan) return ['values'];
  if (zeroOne) {
    const labels: Kind = rank > 1 ? 'multiLabels' : 'binaryLabels';
    // The two numbers 0 and 1 are more often a range or two answers than a one-hot label.
    const hot: Kind[] = oneHot ? (rank > 1 || classes > 2 ? ['oneHot', labels] : [labels, 'oneHot']) : [labels];
    return [...hot, ...when('distributions', oneHot), 'classIndices', 'scores', 'positive', 'values'];
  }
  if (isUnit(profile)) return [...when('distributions', sumTo1), 'scores', 'positive', 'values'];
  // Whole numbers that sum to 100, or two numbers, are percentages only if their name or the array beside them says so.
  const telling = sumTo100 && !whole && classes > 2;
  // A table of whole numbers may be pixels as well as counts.
  const numbers: Kind[] = indices ? (rank > 1 ? ['values', 'counts', 'classIndices'] : ['classIndices', 'counts']) : [];
  return [
    ...when('percentages', telling),
    ...numbers.filter((kind) => kind !== 'counts' || (filled && !negative)),
    ...when('values', !numbers.includes('values')),
    ...when('percentages', sumTo100 && !telling),
    ...when('logits', negative && !indices && classes > 1),
  ];
}

const when = (kind: Kind, holds: boolean): Kind[] => (holds ? [kind] : []);
