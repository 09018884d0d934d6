import { BracketStack, isArray, isHolder, placeIn } from './brackets.js';
import type { KeyedArray } from './foundArray.js';
import { scanBrackets } from './scanBrackets.js';
import type { Syntax } from './words.js';

/** The arrays with a key in a part of a text that `outside` holds, in the order of the text. */
export function keyedArrays(text: string, syntax: Syntax, from: number, to: number, outside: number): KeyedArray[] {
  const found: KeyedArray[] = [];
  const containers = [outside];
  const pending = new Map<number, KeyedArray>();
  const seen = new Set<string>();
  const stack = new BracketStack();
  const push = (packed: number, keyStart: number, keyEnd: number): void => {
    const at = placeIn(packed);
    if (at >= to) return;
    const closed = stack.add(packed);
    if (isHolder(packed)) containers.push(at);
    else if (keyStart >= 0 && isArray(packed)) {
      const key = { text: text.slice(keyStart, keyEnd), start: keyStart, end: keyEnd };
      const container = containers.at(-1) as number;
      const name = `${container}:${key.text}`;
      const array = { start: at, end: to, key, closed: false, container, duplicate: seen.has(name) };
      seen.add(name);
      pending.set(at, array);
      found.push(array);
    }
    if (closed < 0) return;
    const start = placeIn(closed);
    while (containers.length > 1 && (containers.at(-1) as number) >= start) containers.pop();
    const array = pending.get(start);
    if (array) Object.assign(array, { end: at + 1, closed: true });
  };
  scanBrackets(text, from, to, syntax, push);
  return found;
}
