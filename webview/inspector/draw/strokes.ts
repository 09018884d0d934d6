import { signal } from '@preact/signals';
import { drawing, type Stroke } from '../state.js';

export type Point = Stroke[number];

/** The side of the pad in its own units. Ten of them are about one pixel of the image. */
export const SIDE = 280;
/** The width of the pen. With it the lines of a digit that fills the pad become two to three pixels wide, as MNIST's are. */
export const PEN = 22;
/** How far an arrow key moves the pen, alone and with Shift. */
export const STEP = { fine: 7, coarse: 28 };

/** All strokes. The page saves them when the pen is lifted. */
export const strokes = signal(drawing.peek());
/** Where the pen of the keyboard is, and whether it writes. */
export const pen = signal<Point & { down: boolean }>({ x: SIDE / 2, y: SIDE / 2, down: false });

export const begin = (at: Point): void => void (strokes.value = [...strokes.value, [at]]);

/** The last stroke goes on to a point. */
export function extend(at: Point): void {
  const last = strokes.value.at(-1) ?? [];
  strokes.value = [...strokes.value.slice(0, -1), [...last, at]];
}

export function undo(): void {
  strokes.value = strokes.value.slice(0, -1);
  lift();
}

export function clear(): void {
  strokes.value = [];
  lift();
}

export function lift(): void {
  drawing.value = strokes.value;
  if (pen.value.down) pen.value = { ...pen.value, down: false };
}

const within = (value: number): number => Math.min(SIDE, Math.max(0, value));

/** What a key does on the pad; false where it does nothing there. */
export function press({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyInit): boolean {
  if (altKey) return false;
  if (ctrlKey || metaKey) {
    if (key.toLowerCase() !== 'z') return false;
    undo();
    return true;
  }
  const way = ways[key];
  if (way) {
    const far = shiftKey ? STEP.coarse : STEP.fine;
    const { x, y, down } = pen.value;
    pen.value = { x: within(x + way[0] * far), y: within(y + way[1] * far), down };
    if (down) extend({ x: pen.value.x, y: pen.value.y });
    return true;
  }
  if (key === ' ') {
    const { x, y, down } = pen.value;
    if (down) lift();
    else {
      pen.value = { x, y, down: true };
      begin({ x, y });
    }
  } else if (key === 'Delete' || key === 'Backspace') clear();
  else if (key === 'Escape' && pen.value.down) lift();
  else return false;
  return true;
}

type KeyInit = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;
const ways: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
