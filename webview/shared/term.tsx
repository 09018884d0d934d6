import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The attributes of the element that a hint explains. */
interface Hinted {
  'aria-describedby': string;
  onFocus: () => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** The least between a hint and the edge of the page, px. */
const EDGE = 4;

/** Places a hint under the element that it explains, or above it where there is no room below, and always within the page. */
function place(box: HTMLElement, tip: HTMLElement): void {
  const { left, top, bottom } = box.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = tip;
  const { clientWidth, clientHeight } = document.documentElement;
  tip.style.left = `${Math.max(EDGE, Math.min(left, clientWidth - offsetWidth - EDGE))}px`;
  tip.style.top = `${bottom + offsetHeight <= clientHeight ? bottom : top - offsetHeight}px`;
}

/** Shows one line of explanation while the pointer or the focus is on the element that `children` makes. Esc closes it. */
export function Hint({ children, meaning }: { children: (hinted: Hinted) => ComponentChildren; meaning: string }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (!open) return undefined;
    const follow = () => box.current && tip.current && place(box.current, tip.current);
    follow();
    addEventListener('scroll', follow, true);
    return () => removeEventListener('scroll', follow, true);
  }, [open]);
  const hinted: Hinted = {
    'aria-describedby': id,
    onFocus: () => setOpen(true),
    onBlur: () => setOpen(false),
    onKeyDown: (event) => {
      if (event.key !== 'Escape' || !open) return;
      event.stopPropagation();
      setOpen(false);
    },
  };
  return (
    <span
      class="term-box"
      ref={box}
      onMouseEnter={() => setOpen(true)}
      onMouseLeave={() => setOpen(false)}
      onClick={() => setOpen(true)}
    >
      {children(hinted)}
      <span class={open ? 'tooltip' : 'hidden'} role="tooltip" id={id} ref={tip}>
        {meaning}
      </span>
    </span>
  );
}

/** A word with one line of explanation. */
export const Term = ({ children, meaning }: { children: ComponentChildren; meaning: string }) => (
  <Hint meaning={meaning}>
    {(hinted) => (
      <span tabIndex={0} class="term" {...hinted}>
        {children}
      </span>
    )}
  </Hint>
);
