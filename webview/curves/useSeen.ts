import { useLayoutEffect, useState } from 'preact/hooks';

/** How wide an element is, and whether it is in sight or soon will be. */
export function useSeen(element: { current: HTMLElement | null }) {
  const [seen, setSeen] = useState({ width: 0, inSight: false });
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    setSeen((old) => ({ ...old, width: current.clientWidth }));
    const resized = new ResizeObserver(() => setSeen((old) => ({ ...old, width: current.clientWidth })));
    const scrolled = new IntersectionObserver(
      (entries) => setSeen((old) => ({ ...old, inSight: entries.at(-1)?.isIntersecting ?? false })),
      { rootMargin: '120px' },
    );
    resized.observe(current);
    scrolled.observe(current);
    return () => {
      resized.disconnect();
      scrolled.disconnect();
    };
  }, []);
  return seen;
}
