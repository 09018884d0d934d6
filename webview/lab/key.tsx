import { looks } from './names.js';

/** A piece of a loss's line, as the charts draw it. */
export const Key = ({ loss }: { loss: number }) => (
  <svg class="key-line" viewBox="0 0 16 4" aria-hidden="true">
    <line class={looks[loss].role} x1="0" y1="2" x2="16" y2="2" stroke-dasharray={looks[loss].dash?.join(' ')} />
  </svg>
);
