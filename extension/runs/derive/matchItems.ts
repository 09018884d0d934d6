import { extraText } from '@surprisal/core';
import type { ComparedModel, Mismatch } from '../../protocol/comparing.js';
import type { MatchedBy } from '../../protocol/inspector/compare.js';

import { pairImages } from './pairImages.js';

/** The items that two models share, as pairs of their places in each, and by what they are the same. */
export interface Matched {
  mine: Uint32Array;
  theirs: Uint32Array;
  matched: MatchedBy;
}

/** What names the items of a model: a column, or their numbers. */
interface Key {
  name: string;
  text: (item: number) => string;
  /** The place of each id, and how many items have one that comes twice. */
  places: () => Places;
}
type Places = [places: Map<string, number>, twice: number];

/** A model and what its items are called among the classes of both. */
export interface Labelled {
  model: ComparedModel;
  /** For each of its classes, which of the common ones it is. */
  of: readonly number[];
}

/**
 * The items that two models were both tested on. Two runs are matched by their pixels; else by ids where both have any:
 * by the pair of columns that matches most items, and whose actual classes agree; an id that comes twice names none.
 * Without ids they are matched by position, but only if they are as many and all actual classes agree.
 */
export function matchItems(first: Labelled, second: Labelled, names: readonly string[]): Matched | Mismatch {
  const [a, b] = [first.model, second.model];
  const [mine, theirs] = [first, second].map(({ model, of }) => model.actual.map((label) => of[label]));
  if (a.images && b.images) {
    const { size } = a.images;
    if (size !== b.images.size) return { differ: 'images' };
    const lists = [a.images, b.images].map(({ pixels }, i) => ({ pixels, labels: [mine, theirs][i] }));
    const pairs = pairImages(lists[0], lists[1], size);
    if (pairs.length === 0) return { differ: 'images' };
    const [own, other] = [0, 1].map((side) => Uint32Array.from(pairs, (pair) => pair[side]));
    return { mine: own, theirs: other, matched: { by: 'pixels' } };
  }
  const disagreement = (found: Matched, item: (i: number) => string): Mismatch | undefined => {
    const apart = (_: number, i: number): boolean => mine[found.mine[i]] !== theirs[found.theirs[i]];
    const at = found.mine.findIndex(apart);
    if (at < 0) return undefined;
    const classes: [string, string] = [names[mine[found.mine[at]]], names[theirs[found.theirs[at]]]];
    const count = found.mine.filter(apart).length;
    return { differ: 'labels', count, of: found.mine.length, by: found.matched, item: item(at), classes };
  };

  const [ownKeys, otherKeys] = [keysOf(a), keysOf(b)];
  const tried = ownKeys.flatMap((own) => otherKeys.map((other) => matchBy(own, other, mine.length)));
  const sameName = ({ matched }: Matched): number =>
    matched.by === 'id' && matched.columns[0].toLowerCase() === matched.columns[1].toLowerCase() ? 1 : 0;
  const found = tried
    .filter((each) => each.mine.length > 0)
    .sort((x, y) => y.mine.length - x.mine.length || sameName(y) - sameName(x));
  let problem: Mismatch | undefined;
  for (const each of found) {
    const key = ownKeys.find(({ name }) => each.matched.by === 'id' && name === each.matched.columns[0])!;
    const wrong = disagreement(each, (i) => key.text(each.mine[i]));
    if (!wrong) return each;
    problem ??= wrong;
  }
  if (problem) return problem;
  const [own, other] = [ownKeys, otherKeys].map((keys) => keys.find((key) => !isCount(key, mine.length)));
  if (own && other) return { differ: 'ids', columns: [own.name, other.name] };
  if (mine.length !== theirs.length) return { differ: 'counts', counts: [mine.length, theirs.length] };
  const places = mine.length;
  const all = new Uint32Array(places).map((_, i) => i);
  const byPosition: Matched = { mine: all, theirs: all, matched: { by: 'position' } };
  return disagreement(byPosition, (i) => String(i)) ?? byPosition;
}

/** The columns of an import that name its items; the numbers of a run's items, in the file and in the test part. */
function keysOf({ images, extras, actual }: ComparedModel): Key[] {
  const key = (name: string, text: Key['text']): Key => {
    let found: Places | undefined;
    return { name, text, places: () => (found ??= placesOf(text, actual.length)) };
  };
  if (!images)
    return extras.filter(({ is }) => is !== null).map((column) => key(column.name, (i) => extraText(column, i)));
  return [key('row in the file', (i) => String(images.rows[i])), key('place in the test part', String)];
}

/** Numbers in order, from 0 or 1, are given to any rows and name none. */
function isCount({ text }: Key, count: number): boolean {
  const first = text(0) === '1' ? 1 : 0;
  for (let i = 0; i < count; i++) if (text(i) !== String(i + first)) return false;
  return true;
}

function matchBy(own: Key, other: Key, most: number): Matched {
  const [ownPlaces, ownTwice] = own.places();
  const [theirPlaces, otherTwice] = other.places();
  const [mine, theirs] = [new Uint32Array(most), new Uint32Array(most)];
  let count = 0;
  for (const [key, i] of ownPlaces) {
    const j = theirPlaces.get(key) ?? TWICE;
    if (key === '' || i === TWICE || j === TWICE) continue;
    mine[count] = i;
    theirs[count++] = j;
  }
  const matched: MatchedBy = { by: 'id', columns: [own.name, other.name], duplicates: [ownTwice, otherTwice] };
  return { mine: mine.slice(0, count), theirs: theirs.slice(0, count), matched };
}

const TWICE = -1;

function placesOf(text: Key['text'], count: number): Places {
  const places = new Map<string, number>();
  let twice = 0;
  for (let i = 0; i < count; i++) {
    const key = text(i);
    const there = places.get(key);
    if (there !== undefined) twice += there === TWICE ? 1 : 2;
    places.set(key, there === undefined ? i : TWICE);
  }
  return [places, twice];
}
