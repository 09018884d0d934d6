import { signal } from '@preact/signals';

/** The row and the column that stand first in the grid, and how many are in sight. */
export const origin = signal({ row: 0, column: 0 });
export const sight = signal({ rows: 1, columns: 1 });

/** Which item has to stand first for one to be in sight, where so many from `from` on are now. */
export const near = (at: number, from: number, inSight: number): number =>
  at < from ? at : at >= from + inSight ? at - inSight + 1 : from;

/** A browser makes no box longer than this: where the numbers would take more, a pixel of the scroll bar stands for more. */
const LONGEST = 8_000_000;

/** How long the scrolled box is, and where in it an item stands first. */
interface ScrollAxis {
  length: number;
  /** The item that stands first at a position of the scroll bar. */
  first(scrolled: number): number;
  position(first: number): number;
}

/** `count` items of `each` px in a box of `room` px; the last of them can be scrolled to wholly. */
export function scrollAxis(count: number, each: number, room: number): ScrollAxis {
  const inSight = Math.max(1, Math.floor(room / each));
  const last = Math.max(0, count - inSight);
  const length = Math.min(LONGEST, last * each + room);
  const range = length - room;
  const perPixel = range > 0 ? last / range : 0;
  return {
    length,
    first: (scrolled) => Math.max(0, Math.min(last, Math.round(scrolled * perPixel))),
    position: (first) => (perPixel > 0 ? Math.max(0, Math.min(last, first)) / perPixel : 0),
  };
}
