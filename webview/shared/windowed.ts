import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** How many rows are drawn above and below those in sight. */
const MORE = 8;

interface Windowed<Body extends HTMLElement> {
  /** Belongs to the element whose first row stands at its top. */
  body: RefObject<Body | null>;
  /** The rows to draw: from this one to before that one. */
  from: number;
  to: number;
}

/**
 * Which of `count` rows that are `line` px high are in sight, in the window or in the box that scrolls them. Both are
 * looked at again when anything scrolls or changes its size.
 */
export function useWindowed<Body extends HTMLElement>(
  count: number,
  line: number,
  scroller?: RefObject<HTMLElement | null>,
): Windowed<Body> {
  const body = useRef<Body>(null);
  const [{ from, to }, setRange] = useState({ from: 0, to: 40 });
  useLayoutEffect(() => {
    const measure = (): void => {
      if (!body.current) return;
      const box = scroller?.current?.getBoundingClientRect();
      const top = body.current.getBoundingClientRect().top;
      const [start, end] = [box?.top ?? 0, box?.bottom ?? innerHeight];
      const first = Math.max(0, Math.floor((start - top) / line) - MORE);
      const last = Math.max(first + 1, Math.ceil((end - top) / line) + MORE);
      setRange((old) => (old.from === first && old.to === last ? old : { from: first, to: last }));
    };
    measure();
    const resized = new ResizeObserver(measure);
    if (body.current) resized.observe(body.current);
    if (scroller?.current) resized.observe(scroller.current);
    addEventListener('scroll', measure, { passive: true, capture: true });
    addEventListener('resize', measure);
    return () => {
      resized.disconnect();
      removeEventListener('scroll', measure, { capture: true });
      removeEventListener('resize', measure);
    };
  }, [count, line]);
  return { body, from: Math.min(from, Math.max(0, count - 1)), to: Math.min(to, count) };
}
