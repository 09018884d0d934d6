import { BracketStack, bracketIn, Bracket, isArray, isHolder, pack, placeIn } from './brackets.js';
import type { KeyedArray } from './foundArray.js';
import { scanBrackets } from './scanBrackets.js';
import type { TextRange } from './source.js';
import type { Syntax } from './words.js';

/** The arrays with keys of a part of a text that was read alone; offsets count from where it starts. */
export interface PartKeys {
  /** Those of each object or call that opens and closes in the part, where all is known of them. */
  readonly groups: readonly (readonly KeyedArray[])[];
  /** The others, in order: what holds them, or what closes them, lies outside; it is given by `joinKeys`. */
  readonly loose: readonly KeyedArray[];
  /** Brackets without a partner in the part, packed. */
  readonly brackets: readonly number[];
}

/** Reads a part alone. */
export function partKeys(text: string, syntax: Syntax, part: TextRange): PartKeys {
  const base = pack(part.start, 0);
  const stack = new BracketStack(true);
  const groups: KeyedArray[][] = [];
  const loose: KeyedArray[] = [];
  const open: KeyedArray[] = [];
  const holders: { at: number; arrays: KeyedArray[] }[] = [];
  scanBrackets(text, part.start, part.end, syntax, (absolute, keyStart, keyEnd) => {
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
      for (const { arrays } of holders.splice(0)) loose.push(...arrays);
    } else if (isHolder(packed)) holders.push({ at, arrays: [] });
    else if (keyStart >= 0 && isArray(packed)) {
      const [start, end] = [keyStart - part.start, keyEnd - part.start];
      const key = { text: text.slice(keyStart, keyEnd), start, end };
      const holder = holders.at(-1);
      const array = { start: at, end: -1, key, closed: false, container: holder?.at ?? -1, duplicate: false };
      open.push(array);
      (holder?.arrays ?? loose).push(array);
    }
  });
  for (const { arrays } of holders) loose.push(...arrays);
  loose.sort((a, b) => a.start - b.start);
  return { groups, loose, brackets: stack.items };
}

/**
 * The loose arrays of parts that follow one another, as arrays of the text: with what holds them, or `outside`, and
 * where they end, at the latest at `end`.
 */
export function joinKeys<A extends KeyedArray>(
  parts: readonly { start: number; keys: { loose: readonly A[]; brackets: readonly number[] } }[],
  outside: number,
  end: number,
): A[] {
  const found: A[] = [];
  const open: A[] = [];
  const containers = [outside];
  const stack = new BracketStack();
  for (const { start, keys } of parts) {
    let next = 0;
    const take = (to: number): A | undefined => {
      let last: A | undefined;
      for (; next < keys.loose.length && keys.loose[next].start <= to; next++)
        found.push((last = { ...shiftArray(keys.loose[next], start), container: containers.at(-1) as number }));
      return last;
    };
    for (const packed of keys.brackets) {
      const at = placeIn(packed) + start;
      const array = take(placeIn(packed));
      if (array?.start === at) open.push(array);
      const partner = stack.add(packed + pack(start, 0));
      if (isHolder(packed)) containers.push(at);
      if (partner < 0) continue;
      closeFrom(open, placeIn(partner), at);
      while (containers.length > 1 && (containers.at(-1) as number) >= placeIn(partner)) containers.pop();
    }
    take(Infinity);
  }
  for (const array of found) if (array.end < 0) array.end = end;
  return markDoubles(found);
}

/** The arrays with a key in a part of a text that `outside` holds, in the order of the text. */
export function keyedArrays(text: string, syntax: Syntax, from: number, to: number, outside: number): KeyedArray[] {
  const part = { start: from, end: to };
  const keys = partKeys(text, syntax, part);
  const inside = keys.groups.flatMap((group) => group.map((array) => shiftArray(array, from)));
  return [...inside, ...joinKeys([{ ...part, keys }], outside, to)].sort((a, b) => a.start - b.start);
}

/** An array of a part as one of the text, where the part starts at `by`. */
export function shiftArray<A extends KeyedArray>(array: A, by: number): A {
  const { start, end, key, container } = array;
  const movedKey = { text: key.text, start: key.start + by, end: key.end + by };
  return { ...array, start: start + by, end: end < 0 ? end : end + by, key: movedKey, container: container + by };
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
