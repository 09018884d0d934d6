import { type ArrayIndex, type KeyedArray, type Syntax, type TextRange, wordValue, wrapperType } from '@surprisal/core';
import { fittingPairs } from './fit.js';
import { isTarget, likeness, type Name, nameOf } from './names.js';

/** A target and a prediction of one scope, and whether the name of the prediction says logits. */
export interface FoundPair {
  target: KeyedArray;
  prediction: KeyedArray;
  fromLogits: boolean;
  /** A key that occurs twice in the object; its last array was taken, as JSON does. */
  duplicate: string | null;
  /** Whether both have names of the field that match. */
  matched: boolean;
}

interface NamedArray extends KeyedArray {
  name: Name;
  fullName: string;
  /** Whether it holds no numbers. It still replaces earlier arrays of its name. */
  isText: boolean;
}
/** The arrays under one name, in the order of the text. */
type Group = [NamedArray, ...NamedArray[]];
interface Ranked extends FoundPair {
  likeness: number;
}

/** The most targets that a prediction is compared with, and the most pairs that are offered. */
const MOST = 16;

/**
 * The pairs that an array at an offset may belong to, the likeliest first. If no array of a pair is at the offset, these
 * are the pairs of the object, call, function, cell or block around it, the nearest first.
 */
export function pairsAt(index: ArrayIndex, offset: number): FoundPair[] {
  const { text, syntax } = index;
  const pairs = pairsAmong(index.siblings(offset, isTarget), text, syntax);
  const here = pairs.filter((pair) => standsOn(pair, offset));
  const near = ({ target, prediction }: FoundPair): number =>
    here.length > 0 ? gap(target, prediction) : Math.min(gapTo(target, offset), gapTo(prediction, offset));
  const sorted = (here.length > 0 ? here : pairs)
    .map((pair) => ({ pair, near: near(pair) }))
    .sort((a, b) => (here.length > 0 ? b.pair.likeness - a.pair.likeness : 0) || a.near - b.near);
  return fittingPairs(
    sorted.slice(0, MOST).map(({ pair }) => pair),
    text,
    syntax,
  );
}

/** Whether an offset lies in one of a pair's arrays, or on its key. */
export const standsOn = ({ target, prediction }: FoundPair, offset: number): boolean =>
  [target, prediction].some(({ key, start, end }) => Math.min(key.start, start) <= offset && offset <= end);

/** Pairs the arrays of one container, and single numbers that may be targets, by name and place, without reading them. */
export function pairsAmong(arrays: readonly KeyedArray[], text: string, syntax: Syntax): Ranked[] {
  const named = arrays.flatMap((array): NamedArray[] => {
    if (array.inside < Infinity) return [];
    const fullName = nameIn(text, syntax, array);
    const name = nameOf(fullName);
    return name ? [{ ...array, name, fullName, isText: !array.isNumber && !holdsNumbers(text, array) }] : [];
  });
  const [first] = named;
  if (!first) return [];
  const groups = [...groupsBy(named, ({ fullName }) => fullName).values()].filter((all) =>
    all.some(({ isText }) => !isText),
  );
  // Of several entries with one key, the last counts.
  if (isEntry(text, first)) for (const group of groups) group.splice(0, group.length - 1);
  const hasQ = groups.some(([{ name }]) => name.letter === 'q');
  const isTargetGroup = ([{ name }]: Group): boolean => name.role === 'target' || (hasQ && name.letter === 'p');
  const targets = groups.filter(isTargetGroup);
  if (targets.length === 0) return [];
  const byStem = groupsBy(targets, ([{ name }]) => stemOf(name));
  return groups.flatMap((group): Ranked[] => {
    if (isTargetGroup(group)) return [];
    const stem = stemOf(group[0].name);
    const few = targets.length <= MOST;
    const near = few ? targets : [...(byStem.get(stem) ?? []), ...(byStem.get('') ?? [])].slice(0, MOST);
    return group.flatMap((prediction, i) =>
      bestOf(
        prediction.isText
          ? []
          : near.flatMap((target) => inForce(target, group, i) ?? []).filter(({ isText }) => !isText),
        prediction,
      ),
    );
  });
}

const stemOf = ({ stem }: Name): string => stem.filter((word) => word !== 'y').join(' ');

/**
 * Chooses among the arrays of one name the target of a prediction. In a script that is the last one before it. Where
 * predictions come first, as in a log, it is the next one after it, up to the next prediction.
 */
function inForce(targets: Group, predictions: Group, i: number): NamedArray | undefined {
  const { start } = predictions[i];
  let [low, high] = [0, targets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (targets[middle].start < start) low = middle + 1;
    else high = middle;
  }
  const before = low > 0 ? targets[low - 1] : undefined;
  if (targets[0].start < predictions[0].start) return before;
  const after = targets.at(low);
  return after && after.start < (predictions.at(i + 1)?.start ?? Infinity) ? after : before;
}

/** Pairs a prediction with the targets whose names match its own best. */
function bestOf(targets: readonly NamedArray[], prediction: NamedArray): Ranked[] {
  const ranked = targets.map((target) => ({ target, likeness: likeness(target.name, prediction.name) }));
  const best = Math.max(1, ...ranked.map((each) => each.likeness));
  return ranked
    .filter((each) => each.likeness === best)
    .map(({ target }) => ({
      target,
      prediction,
      fromLogits: prediction.name.logits,
      duplicate: [target, prediction].find(({ duplicate, container }) => duplicate && container >= 0)?.key.text ?? null,
      matched: target.name.strong && prediction.name.strong && best > 2,
      likeness: best,
    }));
}

/** The pairs whose names are certain and which share no array with another pair, so that their faults are certain too. */
export function surePairs(arrays: readonly KeyedArray[], text: string, syntax: Syntax): FoundPair[] {
  const named = arrays.filter((array) => nameOf(array.key.text)?.strong);
  const pairs = pairsAmong(named, text, syntax);
  const uses = new Map<number, number>();
  for (const { start } of pairs.flatMap(({ target, prediction }) => [target, prediction]))
    uses.set(start, (uses.get(start) ?? 0) + 1);
  return pairs.filter(
    ({ matched, target, prediction }) => matched && uses.get(target.start) === 1 && uses.get(prediction.start) === 1,
  );
}

/** Whether an array is an entry, as `"y": [...]` or `f(y=[...])`, and not the statement `y = [...]` in braces. */
const isEntry = (text: string, { key, container }: NamedArray): boolean =>
  container >= 0 && !(text[container] === '{' && /^["']?\s*=/.test(text.slice(key.end, key.end + 8)));

/** The name of an array; in prose with the word before it, as in `predicted labels: [...]`. */
function nameIn(text: string, syntax: Syntax, { key }: KeyedArray): string {
  if (syntax !== 'text') return key.text;
  const before = text.slice(Math.max(0, key.start - 13), key.start);
  return (/\b(?:pred(?:icted)?|true|actual|ground.truth) $/i.exec(before)?.[0] ?? '') + key.text;
}

/** The functions that R writes around numbers. */
const OF_R = /^(?:c|matrix|array|[rc]bind)$/;
const VALUE = /[-+.\d\])]|[a-z_][\w.]{0,64}/iy;

/** Whether the first value of an array is a number, or the array is empty; the rest is not read. */
function holdsNumbers(text: string, { start, end }: TextRange): boolean {
  let at = start;
  for (let words = 0; words < 3; words++) {
    while (at < end && ' \t\r\n[('.includes(text[at])) at++;
    VALUE.lastIndex = at;
    const word = at < end ? VALUE.exec(text)?.[0] : undefined;
    if (word === undefined) return false;
    if (/^[-+.\d\])]/.test(word) || wordValue(word)) return true;
    if (wrapperType(word) === undefined && !OF_R.test(word)) return false;
    at += word.length;
  }
  return false;
}

/** Groups arrays with keys by their container, in the order of the text. */
export const byContainer = <A extends KeyedArray>(arrays: readonly A[]): A[][] => [
  ...groupsBy(arrays, ({ container }) => container).values(),
];

export function groupsBy<T, K>(all: readonly T[], keyOf: (each: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

const gapTo = ({ start, end }: TextRange, offset: number): number => Math.max(start - offset, offset - end, 0);
const gap = (a: TextRange, b: TextRange): number => Math.max(a.start - b.end, b.start - a.end);
