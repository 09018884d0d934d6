import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

/** A word with its one line of explanation at hand: by pointer, focus or touch; Esc closes it. */
export function Term({ children, meaning }: { children: ComponentChildren; meaning: string }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <span class="term-box" onMouseEnter={() => setOpen(true)} onMouseLeave={() => setOpen(false)}>
      <span
        tabIndex={0}
        class="term"
        aria-describedby={id}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !open) return;
          event.stopPropagation();
          setOpen(false);
        }}
      >
        {children}
      </span>
      <span class={open ? 'tooltip' : 'hidden'} role="tooltip" id={id}>
        {meaning}
      </span>
    </span>
  );
}
