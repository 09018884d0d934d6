import { messageOf } from '@surprisal/core';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { imported, latest, live, REST, retries, shownEpoch } from '../state.js';

const PAGE = 100;

/** Some items of a list, and how many there are; where it tells, how many of all of them are read wrong. */
export interface ListPage<T> {
  total: number;
  wrong?: number;
  items: T[];
}

/** Where the items near the window lie in the whole list. */
export interface VirtualList {
  box: RefObject<HTMLDivElement | null>;
  /** How many items there are; null until that is known. */
  total: number | null;
  /** How many of them are read wrong; undefined where that is not told. */
  wrong: number | undefined;
  /** How far down the first of them stands, and how high the whole list is, px. */
  top: number;
  height: number;
  /** Why items did not come. */
  trouble: string;
}

interface Sizes {
  /** Height of one line of items, px. */
  line: number;
  /** How many items fit in a line that is `width` px wide. */
  columns: (width: number) => number;
}

/** A list that the host gives in pages of a hundred. Only the items near the window are drawn. */
export function useVirtualList<T>(
  { line, columns: fit }: Sizes,
  fetch: (offset: number, count: number) => Promise<ListPage<T>>,
): { list: VirtualList; items: T[]; from: number; reach: (index: number) => void } {
  const box = useRef<HTMLDivElement>(null);
  const pages = useRef(new Map<number, T[]>());
  const requested = useRef(new Set<number>());
  const [total, setTotal] = useState<number | null>(null);
  const [wrong, setWrong] = useState<number | undefined>(undefined);
  const [trouble, setTrouble] = useState('');
  const [, redraw] = useState(0);
  const [{ from, to, columns }, setWindow] = useState({ from: 0, to: PAGE, columns: 1 });
  const epoch = shownEpoch.value ?? (live.value ? 0 : (latest.value?.epoch ?? 0));
  const version = `${epoch} ${imported.value?.version}`;
  const now = useRef(version);
  now.current = version;

  const load = (page: number) => {
    if (requested.current.has(page)) return;
    requested.current.add(page);
    fetch(page * PAGE, PAGE).then(
      (answer) => {
        if (now.current !== version) return;
        pages.current.set(page, answer.items);
        setTotal(answer.total);
        setWrong(answer.wrong);
        setTrouble('');
        redraw((n) => n + 1);
      },
      (error: unknown) => {
        if (now.current === version) setTrouble(messageOf(error));
      },
    );
  };
  const before = useRef(version);
  /** While the slider may still move, nothing is asked for. */
  const resting = useRef(false);
  useEffect(() => {
    // A retry keeps the pages that came; another epoch or another version of the files drops them.
    const moved = before.current !== version;
    if (moved) pages.current.clear();
    before.current = version;
    requested.current = new Set(pages.current.keys());
    const begin = () => {
      resting.current = false;
      load(0);
      redraw((n) => n + 1);
    };
    resting.current = moved && shownEpoch.value !== null;
    if (!resting.current) {
      begin();
      return undefined;
    }
    setTrouble('');
    const timer = setTimeout(begin, REST);
    return () => clearTimeout(timer);
  }, [version, retries.value]);

  useLayoutEffect(() => {
    const measure = () => {
      if (!box.current) return;
      const { top, width } = box.current.getBoundingClientRect();
      const now = Math.max(1, fit(width));
      const first = Math.max(0, Math.floor(-top / line) - 2);
      const last = Math.ceil((innerHeight - top) / line) + 2;
      setWindow({ from: first * now, to: Math.max(1, last) * now, columns: now });
    };
    measure();
    const resized = new ResizeObserver(measure);
    if (box.current) resized.observe(box.current);
    addEventListener('scroll', measure, { passive: true });
    return () => {
      resized.disconnect();
      removeEventListener('scroll', measure);
    };
  }, [total]);

  const items: T[] = [];
  for (let i = from; i < Math.min(to, total ?? PAGE); i++) {
    const page = Math.floor(i / PAGE);
    if (!resting.current && before.current === version) load(page);
    const item = pages.current.get(page)?.[i % PAGE];
    if (!item) break;
    items.push(item);
  }
  /** Brings an item into the window. */
  const reach = (index: number) => {
    const top = (box.current?.getBoundingClientRect().top ?? 0) + Math.floor(index / columns) * line;
    if (top < 0 || top + line > innerHeight) scrollBy({ top: top < 0 ? top : top + line - innerHeight });
  };
  const height = Math.ceil((total ?? 0) / columns) * line;
  return { list: { box, total, wrong, top: (from / columns) * line, height, trouble }, items, from, reach };
}
