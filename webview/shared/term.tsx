import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

/** What the element that a hint belongs to takes. */
interface Hinted {
  'aria-describedby': string;
  onFocus: () => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** One line of explanation at what `children` gives: by pointer or focus; Esc closes it. */
export function Hint({ children, meaning }: { children: (hinted: Hinted) => ComponentChildren; meaning: string }) {
  const id = useId();
  const [open, setOpen] = useState(false);
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
      onMouseEnter={() => setOpen(true)}
      onMouseLeave={() => setOpen(false)}
      onClick={() => setOpen(true)}
    >
      {children(hinted)}
      <span class={open ? 'tooltip' : 'hidden'} role="tooltip" id={id}>
        {meaning}
      </span>
    </span>
  );
}

/** A word with its one line of explanation at hand. */
export const Term = ({ children, meaning }: { children: ComponentChildren; meaning: string }) => (
  <Hint meaning={meaning}>
    {(hinted) => (
      <span tabIndex={0} class="term" {...hinted}>
        {children}
      </span>
    )}
  </Hint>
);
