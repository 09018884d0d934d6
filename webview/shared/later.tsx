import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

const painted = signal(false);

/** What lies below the first things of a page: it comes a moment after them, so that they are seen sooner. */
export function Later({ children }: { children: () => ComponentChildren }) {
  useEffect(() => {
    if (!painted.peek()) requestAnimationFrame(() => setTimeout(() => (painted.value = true)));
  }, []);
  return painted.value ? <>{children()}</> : null;
}
