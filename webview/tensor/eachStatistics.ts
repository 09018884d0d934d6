import type { Selection } from '@surprisal/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Asked, askStatistics } from './answers.js';
import { opened } from './state.js';

/** Bars of a small histogram, and questions at a time. */
const BARS = 40;
const AT_ONCE = 3;

interface Each {
  key: string;
  known: Map<number, Asked>;
  /** How what is being asked is ended. */
  asking: Map<number, () => void>;
}

/** Statistics of parts of the tensor by their numbers, asked for a few at a time while they are wanted; kept as long as the key stays. */
export function useEachStatistics(
  key: string,
  wanted: readonly number[],
  partOf: (index: number) => Selection,
  most: number | null,
): ReadonlyMap<number, Asked> {
  const each = useRef<Each>({ key: '', known: new Map(), asking: new Map() });
  const [, drawn] = useState(0);
  const now = useRef({ wanted, partOf });
  now.current = { wanted, partOf };
  if (each.current.key !== key) {
    each.current.asking.forEach((end) => end());
    each.current = { key, known: new Map(), asking: new Map() };
  }
  const { known, asking } = each.current;
  useEffect(() => {
    const ask = (): void => {
      for (const index of now.current.wanted) {
        if (asking.size >= AT_ONCE) return;
        if (known.has(index) || asking.has(index)) continue;
        // What is answered at once is over before it could be ended.
        asking.set(index, () => undefined);
        const end = askStatistics(opened.peek(), now.current.partOf(index), most, BARS, (asked) => {
          if (asked.share !== null) return;
          asking.delete(index);
          known.set(index, asked);
          drawn((n) => n + 1);
          ask();
        });
        if (asking.has(index)) asking.set(index, end);
      }
    };
    ask();
  }, [key, wanted.join()]);
  useEffect(() => () => each.current.asking.forEach((end) => end()), []);
  return known;
}
