import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { imported, latest, live, REST, retries, shownEpoch } from '../state.js';

const PAGE = 100;

interface Sizes {
  /** Height of one line of items, px. */
  line: number;
  /** How many stand in a line of so many px. */
  columns: (width: number) => number;
}

/** A list that the host gives by the hundred, of which only what is near the window is in the page. */
export function useVirtual<T>(
  { line, columns: fit }: Sizes,
  fetch: (offset: number, count: number) => Promise<{ total: number; items: T[] }>,
) {
  const box = useRef<HTMLDivElement>(null);
  const pages = useRef(new Map<number, T[]>());
  const asked = useRef(new Set<number>());
  const [total, setTotal] = useState<number | null>(null);
  const [trouble, setTrouble] = useState('');
  const [, redraw] = useState(0);
  const [{ from, to, columns }, setWindow] = useState({ from: 0, to: PAGE, columns: 1 });
  const epoch = shownEpoch.value ?? (live.value ? 0 : (latest.value?.epoch ?? 0));
  const read = `${epoch} ${imported.value?.version}`;
  const now = useRef(read);
  now.current = read;

  const load = (page: number) => {
    if (asked.current.has(page)) return;
    asked.current.add(page);
    fetch(page * PAGE, PAGE).then(
      (found) => {
        if (now.current !== read) return;
        pages.current.set(page, found.items);
        setTotal(found.total);
        setTrouble('');
        redraw((n) => n + 1);
      },
      (error: unknown) => {
        if (now.current === read) setTrouble(error instanceof Error ? error.message : String(error));
      },
    );
  };
  const before = useRef(read);
  /** The slider may go on: nothing is asked for yet. */
  const resting = useRef(false);
  useEffect(() => {
    // What came before a retry stays; what another epoch or file gave does not.
    const moved = before.current !== read;
    if (moved) pages.current.clear();
    before.current = read;
    asked.current = new Set(pages.current.keys());
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
  }, [read, retries.value]);

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
    if (!resting.current && before.current === read) load(page);
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
  return { box, total, items, from, top: (from / columns) * line, height, reach, trouble };
}
