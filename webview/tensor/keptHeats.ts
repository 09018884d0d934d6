import type { ArraySlice, HeatMap } from '@surprisal/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from './asking.js';
import { opened } from './state.js';
import { attempt } from '../shared/failure.js';

/** Heat maps of one question, and those that are kept though they are out of sight. */
const AT_ONCE = 32;
const KEPT = 1500;

interface Kept {
  key: string;
  heats: Map<string, HeatMap>;
  asked: Set<string>;
}
const nothing = (key: string): Kept => ({ key, heats: new Map(), asked: new Set() });

/** Small heat maps of slices by their names, asked for together, and kept while the key of what they have in common stays. */
export function useHeats(
  key: string,
  wanted: ReadonlyMap<string, ArraySlice>,
  most: { height: number; width: number },
): ReadonlyMap<string, HeatMap> {
  const kept = useRef(nothing(''));
  const seen = useRef(wanted);
  const [, drawn] = useState(0);
  if (kept.current.key !== key) kept.current = nothing(key);
  seen.current = wanted;
  const now = kept.current;
  const names = [...wanted.keys()];
  useEffect(() => {
    const { heats, asked } = now;
    for (const name of heats.keys()) {
      if (heats.size <= KEPT) break;
      if (!wanted.has(name)) heats.delete(name);
    }
    const missing = names.filter((name) => !heats.has(name) && !asked.has(name));
    for (let from = 0; from < missing.length; from += AT_ONCE) {
      const some = missing.slice(from, from + AT_ONCE);
      const isWanted = (): boolean => kept.current === now && some.some((name) => seen.current.has(name));
      for (const name of some) asked.add(name);
      const queries = some.map((name) => ({ tensor: opened.value, slice: wanted.get(name)!, ...most }));
      const answer = ask('heats', queries, isWanted).then(
        (found) => {
          found.forEach((heat, i) => heats.set(some[i], heat));
          if (kept.current === now) drawn((n) => n + 1);
        },
        (error: unknown) => {
          if (isWanted()) throw error;
        },
      );
      attempt(answer.finally(() => some.forEach((name) => asked.delete(name))));
    }
  }, [key, names.join()]);
  return now.heats;
}
