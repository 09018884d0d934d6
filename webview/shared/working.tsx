import type { ComponentChildren } from 'preact';

interface WorkingProps {
  label: string;
  /** 0 to 1. */
  share: number;
  /** What is being done; a screen reader says it with the share. */
  words: string;
  /** What stands behind the words. */
  children?: ComponentChildren;
  class?: string;
}

/** How far a long calculation is, and what it does now. */
export const Working = ({ label, share, words, children, ...rest }: WorkingProps) => (
  <div class={`working ${rest.class ?? ''}`}>
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={words}
    >
      <i style={{ width: `${share * 100}%` }} />
    </div>
    {children ?? <span class="muted small numbers">{words}</span>}
  </div>
);
