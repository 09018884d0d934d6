import { BracketStack, bracketIn, Bracket, isArray, isHolder, pack, placeIn } from './brackets.js';
import type { KeyedArray } from './foundArray.js';
import { scanBrackets } from './scanBrackets.js';
import type { ScopeWalk } from './scopes.js';
import type { TextRange } from './source.js';
import { lookBack } from './tokens.js';
import type { Syntax } from './syntax.js';

/** The arrays with keys of a part of a text that was read alone; offsets count from where it starts. */
export interface PartKeys {
  /** Those of each object or call that opens and closes in the part, where all is known of them. */
  readonly groups: readonly (readonly KeyedArray[])[];
  /** The others, in order: what holds them, or what closes them, lies outside; it is given by `joinKeys`. */
  readonly loose: readonly KeyedArray[];
  /** Brackets without a partner in the part, packed. */
  readonly brackets: readonly number[];
}

/** Under which keys single whole numbers are wanted beside the arrays. */
export type NumberKeys = (key: string) => boolean;

/** Reads a part alone. */
export function partKeys(text: string, syntax: Syntax, part: TextRange, numbers?: NumberKeys): PartKeys {
  const base = pack(part.start, 0);
  const stack = new BracketStack(true);
  const groups: KeyedArray[][] = [];
  const loose: KeyedArray[] = [];
  const open: KeyedArray[] = [];
  const holders: { at: number; arrays: KeyedArray[] }[] = [];
  let last: KeyedArray | undefined;
  const add = (start: number, end: number, keyStart: number, keyEnd: number): KeyedArray => {
    const key = { text: text.slice(keyStart, keyEnd), start: keyStart - part.start, end: keyEnd - part.start };
    const holder = holders.at(-1);
    const isNumber = end >= 0;
    const state = { closed: isNumber, duplicate: false, inside: Infinity, isNumber };
    const array = { start, end, key, container: holder?.at ?? -1, ...state };
    (holder?.arrays ?? loose).push(array);
    return array;
  };
  const letGo = (): void => {
    for (const { arrays } of holders.splice(0)) for (const array of arrays) loose.push(array);
  };
  const addArray = (absolute: number, keyStart: number, keyEnd: number): void => {
    const packed = absolute - base;
    const at = placeIn(packed);
    if (at >= part.end - part.start) return;
    const partner = stack.add(packed);
    if (partner >= 0) {
      const start = placeIn(partner);
      closeFrom(open, start, at);
      while (holders.length > 0 && holders[holders.length - 1].at >= start) {
        const { arrays } = holders.pop() as (typeof holders)[number];
        if (arrays.length > 0) groups.push(markDoubles(arrays));
      }
    } else if (bracketIn(packed) >= Bracket.closeSquare) {
      open.length = 0;
      letGo();
    } else if (isHolder(packed)) holders.push({ at, arrays: [] });
    else if (keyStart >= 0 && isArray(packed)) {
      if (last) last.inside = at;
      open.push((last = add(at, -1, keyStart, keyEnd)));
    }
  };
  const addNumber = (start: number, keyStart: number, keyEnd: number): void => {
    if (start >= part.end || !numbers?.(text.slice(keyStart, keyEnd))) return;
    const end = numberEnd(text, start, keyStart, keyEnd);
    if (end >= 0) add(start - part.start, end - part.start, keyStart, keyEnd);
  };
  scanBrackets(text, part.start, part.end, syntax, addArray, numbers && addNumber);
  letGo();
  loose.forEach(endInside);
  groups.forEach((group) => group.forEach(endInside));
  loose.sort((a, b) => a.start - b.start);
  return { groups, loose, brackets: stack.items };
}

/**
 * The loose arrays of parts that follow one another, as arrays of the text: with what holds them, or `outside`, and
 * where they end, at the latest at `end`. Those in no bracket are told apart by `scopes`.
 */
export function joinKeys<A extends KeyedArray>(
  parts: readonly { start: number; firstKeyed: number; keys: { loose: readonly A[]; brackets: readonly number[] } }[],
  outside: number,
  end: number,
  scopes?: ScopeWalk,
): A[] {
  const found: A[] = [];
  const open: A[] = [];
  const containers = [outside];
  const stack = new BracketStack();
  let last: A | undefined;
  for (const { start, firstKeyed, keys } of parts) {
    let next = 0;
    if (last && firstKeyed < Infinity) last.inside = Math.min(last.inside, start + firstKeyed);
    const take = (to: number): void => {
      for (; next < keys.loose.length && keys.loose[next].start <= to; next++) {
        const array = { ...shiftArray(keys.loose[next], start), container: containers.at(-1) as number };
        found.push(array);
        if (!array.isNumber) last = array;
      }
    };
    for (const packed of keys.brackets) {
      const at = placeIn(packed) + start;
      take(placeIn(packed));
      if (last?.start === at) open.push(last);
      const partner = stack.add(packed + pack(start, 0));
      if (isHolder(packed)) containers.push(at);
      if (partner < 0) continue;
      closeFrom(open, placeIn(partner), at);
      while (containers.length > 1 && (containers.at(-1) as number) >= placeIn(partner)) containers.pop();
    }
    take(Infinity);
  }
  for (const array of found) {
    if (array.end < 0) array.end = end;
    endInside(array);
    if (scopes && array.container === outside) array.container = scopes.at(array.key.start);
  }
  return markDoubles(found);
}

/** The arrays with a key in a part of a text that `outside` holds, in the order of the text. */
export function keyedArrays(
  text: string,
  syntax: Syntax,
  from: number,
  to: number,
  outside: number,
  numbers?: NumberKeys,
  scopes?: ScopeWalk,
): KeyedArray[] {
  const part = { start: from, end: to, firstKeyed: Infinity };
  const keys = partKeys(text, syntax, part, numbers);
  const inside = keys.groups.flatMap((group) => group.map((array) => shiftArray(array, from)));
  return [...inside, ...joinKeys([{ ...part, keys }], outside, to, scopes)].sort((a, b) => a.start - b.start);
}

/** An array of a part as one of the text, where the part starts at `by`. */
export function shiftArray<A extends KeyedArray>(array: A, by: number): A {
  const { start, end, key, container, inside } = array;
  const movedKey = { text: key.text, start: key.start + by, end: key.end + by };
  return {
    ...array,
    start: start + by,
    end: end < 0 ? end : end + by,
    key: movedKey,
    container: container + by,
    inside: inside + by,
  };
}

const ENTRY = /["']?\s*[:=]\s*([-+]?\d+)\s*(?=[,;}\r\n]|$)/y;

/** Where the number at `start` ends if it is whole and all that stands under its key; -1 for any other. */
function numberEnd(text: string, start: number, keyStart: number, keyEnd: number): number {
  const before = lookBack(text, keyStart);
  if (before >= 0 && !',;{}([\'"'.includes(text[before])) return -1;
  ENTRY.lastIndex = keyEnd;
  const digits = ENTRY.exec(text)?.[1];
  return digits === undefined ? -1 : start + digits.length;
}

/** Forgets what was taken to stand inside of an array before its end was known. */
function endInside(array: KeyedArray): void {
  if (array.end >= 0 && array.inside >= array.end) array.inside = Infinity;
}

/** A bracket at `at` closes the array that opened at `start`, and ends what was left open inside. */
function closeFrom(open: KeyedArray[], start: number, at: number): void {
  while (open.length > 0 && open[open.length - 1].start >= start) {
    const array = open.pop() as KeyedArray;
    array.closed = array.start === start;
    array.end = array.closed ? at + 1 : at;
  }
}

/** Marks each array whose key an array before it has in the same container. */
function markDoubles<A extends KeyedArray>(arrays: A[]): A[] {
  if (arrays.length < 2) return arrays;
  const seen = new Set<string>();
  for (const array of arrays) {
    const name = `${array.container}:${array.key.text}`;
    array.duplicate = seen.has(name);
    seen.add(name);
  }
  return arrays;
}
