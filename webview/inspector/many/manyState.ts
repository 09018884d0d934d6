import { computed, signal } from '@preact/signals';
import { blockNumber, blockStarts, order, ordering, run, select, shownCell, view } from '../state.js';
import type { Cell } from '../matrix/matrixKeys.js';
import { blockIn, frameAround, holds, within, type Frame } from './frame.js';

/** The place of each class in the order of rows and columns. */
export const placeOf = computed(() => {
  const places = new Int32Array(order.value.length);
  order.value.forEach((index, at) => (places[index] = at));
  return places;
});
export const atPlaces = ({ actual, predicted }: Cell): Cell => ({
  actual: placeOf.value[actual] ?? 0,
  predicted: placeOf.value[predicted] ?? 0,
});
/** The class whose row and column are marked, by its index. */
export const marked = signal<number | null>(null);

/** The cell under the pointer or the keys. */
const point = signal<Cell | null>(null);
export const pointed = computed(() => point.value);
export function setPointed(cell: Cell | null): void {
  const before = point.peek();
  if (cell?.actual !== before?.actual || cell?.predicted !== before?.predicted) point.value = cell;
}

/** What a person opened; it is gone where the classes come to stand otherwise. */
const opened = signal<{ of: string; frame: Frame | null } | null>(null);
const shownOrder = computed(
  () => `${run.value?.id} ${ordering.value} ${blockNumber.value} ${blockStarts.value.join(' ')}`,
);
const size = computed(() => order.value.length);

/** The rows and columns whose numbers are shown: those that were opened, else those about the cell; null once closed. */
export const frame = computed<Frame | null>(() => {
  const { value } = opened;
  if (value?.of === shownOrder.value) return value.frame && within(value.frame, size.value);
  const cell = shownCell.value ?? { actual: order.value[0] ?? 0, predicted: order.value[0] ?? 0 };
  return frameAround(atPlaces(cell), blockStarts.value, size.value);
});
/** The block that the frame is; null where it is none. */
export const openBlock = computed(() => frame.value && blockIn(frame.value, blockStarts.value, size.value));

export const openFrame = (next: Frame | null): void => void (opened.value = { of: shownOrder.peek(), frame: next });

/** Chooses a cell, and opens the block that it is in where that is not in sight. */
export function choose(cell: Cell): void {
  select(cell);
  const at = atPlaces(cell);
  if (!frame.peek() || !holds(frame.peek()!, at)) openFrame(frameAround(at, blockStarts.peek(), size.peek()));
}

/** Opens the block of a class. */
export const openClass = (index: number): void =>
  openFrame(frameAround(atPlaces({ actual: index, predicted: index }), blockStarts.peek(), size.peek()));

/** One step out: from a frame to its block, from a cell to none, and from the block to the map. */
export function goBack(): void {
  const cell = view.peek().selected ?? shownCell.peek();
  const now = frame.peek();
  if (now && openBlock.peek() === null && cell && blockStarts.peek().length > 0) {
    const home = frameAround(atPlaces(cell), blockStarts.peek(), size.peek());
    const isHome = home.row === now.row && home.rows === now.rows && home.column === now.column;
    if (!isHome || home.columns !== now.columns) {
      openFrame(home);
      return;
    }
  }
  if (view.peek().selected) select(null);
  else openFrame(null);
}

/** The classes from one place to before another. */
export const classesAt = (from: number, many: number): readonly number[] => order.value.slice(from, from + many);
export const nameAt = (place: number): string => run.value?.classes[order.value[place] ?? -1] ?? '';
/** `47…73`, or the one name. */
export const rangeName = (from: number, many: number): string =>
  many < 2 ? nameAt(from) : `${nameAt(from)}…${nameAt(from + many - 1)}`;
