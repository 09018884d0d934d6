/** A bar as long as its share of the room, and never shorter than a line is thick. */
export const Bar = ({ share, wrong }: { share: number; wrong: boolean }) => (
  <svg class="bar" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 8">
    <rect class={wrong ? 'wrong' : 'right'} width={Math.max(1, Math.min(1, share) * 100)} height="8" />
  </svg>
);
