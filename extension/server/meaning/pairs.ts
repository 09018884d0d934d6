import { type ArrayIndex, type KeyedArray, type Syntax, type TextRange, wordValue, wrapperType } from '@surprisal/core';
import { thoseThatFit } from './fit.js';
import { isTarget, likeness, type Name, nameOf } from './names.js';

/** Where target and prediction of one scope stand, and whether the prediction calls itself logits. */
export interface FoundPair {
  target: KeyedArray;
  prediction: KeyedArray;
  fromLogits: boolean;
  /** A key that stands twice in the object, whose last array was taken, as JSON does. */
  duplicate: string | null;
  /** Both are named as the field names them, and alike. */
  matched: boolean;
}

interface Named extends KeyedArray {
  name: Name;
  called: string;
  /** It holds no numbers, and takes the place of those that stood under its name before. */
  words: boolean;
}
/** The arrays under one name, in the order of the text. */
type Group = [Named, ...Named[]];
interface Ranked extends FoundPair {
  likeness: number;
}

/** How many targets a prediction is held against, and how many pairs are offered. */
const MOST = 16;

/**
 * The pairs that an array at an offset may belong to, the likeliest first: none, one, or several that are offered. Away
 * from all sides of pairs, those of the object, call, function, cell or block around the offset, the nearest first.
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
  return thoseThatFit(
    sorted.slice(0, MOST).map(({ pair }) => pair),
    text,
    syntax,
  );
}

/** Whether an offset lies in one of a pair's arrays, or on its key. */
export const standsOn = ({ target, prediction }: FoundPair, offset: number): boolean =>
  [target, prediction].some(({ key, start, end }) => Math.min(key.start, start) <= offset && offset <= end);

/** The pairs among arrays, and numbers that may be targets, of one container, by name and place; none of them is read. */
export function pairsAmong(arrays: readonly KeyedArray[], text: string, syntax: Syntax): Ranked[] {
  const named = arrays.flatMap((array): Named[] => {
    if (array.inside < Infinity) return [];
    const called = nameIn(text, syntax, array);
    const name = nameOf(called);
    return name ? [{ ...array, name, called, words: !array.isNumber && !holdsNumbers(text, array) }] : [];
  });
  const [first] = named;
  if (!first) return [];
  const groups = [...groupsBy(named, ({ called }) => called).values()].filter((all) => all.some(({ words }) => !words));
  // Of entries under one key the last counts.
  if (isEntry(text, first)) for (const group of groups) group.splice(0, group.length - 1);
  const hasQ = groups.some(([{ name }]) => name.letter === 'q');
  const isTruth = ([{ name }]: Group): boolean => name.role === 'target' || (hasQ && name.letter === 'p');
  const targets = groups.filter(isTruth);
  if (targets.length === 0) return [];
  const byStem = groupsBy(targets, ([{ name }]) => stemOf(name));
  return groups.flatMap((group): Ranked[] => {
    if (isTruth(group)) return [];
    const stem = stemOf(group[0].name);
    const few = targets.length <= MOST;
    const near = few ? targets : [...(byStem.get(stem) ?? []), ...(byStem.get('') ?? [])].slice(0, MOST);
    return group.flatMap((prediction, i) =>
      bestOf(
        prediction.words ? [] : near.flatMap((target) => inForce(target, group, i) ?? []).filter(({ words }) => !words),
        prediction,
      ),
    );
  });
}

const stemOf = ({ stem }: Name): string => stem.filter((word) => word !== 'y').join(' ');

/**
 * Which of the arrays that were given one name in turn is meant beside a prediction: in a script the last before it; where
 * predictions stand first, as in a log, the next behind it, up to the next prediction.
 */
function inForce(targets: Group, predictions: Group, i: number): Named | undefined {
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

/** A prediction with those of the targets whose names go best with its own. */
function bestOf(targets: readonly Named[], prediction: Named): Ranked[] {
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

/** The pairs whose names say what they are and go with no other, where a fault of one is a fault of the other. */
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

/** `"y": [...]` or `f(y=[...])`, but not the statement `y = [...]` in braces. */
const isEntry = (text: string, { key, container }: Named): boolean =>
  container >= 0 && !(text[container] === '{' && /^["']?\s*=/.test(text.slice(key.end, key.end + 8)));

/** In prose with the word before it that says what it is: `predicted labels: [...]`. */
function nameIn(text: string, syntax: Syntax, { key }: KeyedArray): string {
  if (syntax !== 'text') return key.text;
  const before = text.slice(Math.max(0, key.start - 13), key.start);
  return (/\b(?:pred(?:icted)?|true|actual|ground.truth) $/i.exec(before)?.[0] ?? '') + key.text;
}

/** What R writes around numbers. */
const OF_R = /^(?:c|matrix|array|[rc]bind)$/;
const VALUE = /[-+.\d\])]|[a-z_][\w.]{0,64}/iy;

/** Whether an array begins with a number or holds nothing, as far as its first value tells; no more is read. */
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

/** Arrays with keys by what holds them, in the order of the text. */
export const byContainer = <A extends KeyedArray>(arrays: readonly A[]): A[][] => [
  ...groupsBy(arrays, ({ container }) => container).values(),
];

function groupsBy<T, K>(all: readonly T[], keyOf: (each: T) => K): Map<K, [T, ...T[]]> {
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
