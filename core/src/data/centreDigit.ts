import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';

/** MNIST's images are so many pixels wide and high; their digits fit into the box, and around it is the margin. */
const SIDE = 28;
const BOX = 20;
const MARGIN = 4;

/**
 * Brings a drawing into the form of an MNIST digit: what has ink is scaled to fit 20 x 20, its aspect kept, and moved
 * by whole pixels so that its centre of mass is in the middle of 28 x 28, as far as all of it stays in the image.
 *
 * Formula: each new pixel is the mean of the drawing over the area that it covers; the centre of mass is
 * `sum(ink * place) / sum(ink)`, and comes to lie in pixel (14, 14), counted from 0. MNIST's own test images come out as
 * they are.
 * Takes `width * height` bytes row by row, 0 no ink and 255 full ink; gives 784. Without ink it gives zeros.
 * Throws `shape` where there are not `width * height` bytes.
 *
 * @example centreDigit(Uint8Array.of(0, 9, 0), { width: 3, height: 1 })[14 * 28 + 14] // 9
 * Source: LeCun, Bottou, Bengio and Haffner (1998), *Gradient-based learning applied to document recognition*.
 */
export function centreDigit(ink: Uint8Array, { width, height }: { width: number; height: number }): Uint8Array {
  if (ink.length !== width * height)
    throw new CoreError('shape', counted(ink.length, 'byte'), `${width * height}, ${width} by ${height}`, {
      argument: 'ink',
    });
  const centred = new Uint8Array(SIDE * SIDE);
  const box = boxOf(ink, width);
  if (!box) return centred;
  const [wide, high] = [box.right - box.left, box.bottom - box.top];
  const span = Math.max(wide, high) / BOX;
  const across = shares(box.left, span, width);
  const down = shares(box.top, span, height);
  const small = new Float64Array(SIDE * SIDE);
  let [mass, x, y] = [0, 0, 0];
  down.forEach((rows, i) =>
    across.forEach((columns, j) => {
      let sum = 0;
      for (const [row, part] of rows)
        for (const [column, share] of columns) sum += ink[row * width + column] * part * share;
      small[i * SIDE + j] = sum;
      mass += sum;
      x += sum * (j + 0.5);
      y += sum * (i + 0.5);
    }),
  );
  const right = shift(x / mass, wide / span);
  const below = shift(y / mass, high / span);
  for (let i = 0; i < SIDE; i++)
    for (let j = 0; j < SIDE; j++) {
      const [from, at] = [i - below, j - right];
      if (from < 0 || from >= SIDE || at < 0 || at >= SIDE) continue;
      centred[i * SIDE + j] = Math.round(small[from * SIDE + at]);
    }
  return centred;
}

/** The columns and rows with ink, their ends excluded; null where there is none. */
function boxOf(ink: Uint8Array, width: number) {
  const box = { left: Infinity, top: Infinity, right: 0, bottom: 0 };
  for (let at = 0; at < ink.length; at++) {
    if (ink[at] === 0) continue;
    const [row, column] = [Math.floor(at / width), at % width];
    box.left = Math.min(box.left, column);
    box.right = Math.max(box.right, column + 1);
    box.top = Math.min(box.top, row);
    box.bottom = row + 1;
  }
  return box.right > 0 ? box : null;
}

/** Of each new pixel along one side: which of the old ones it covers, and what share of it each of them is. */
function shares(start: number, span: number, length: number): [index: number, share: number][][] {
  return Array.from({ length: SIDE }, (_, i) => {
    const from = start + (i - MARGIN) * span;
    const to = from + span;
    const covered: [number, number][] = [];
    for (let at = Math.max(0, Math.floor(from)); at < Math.min(length, to); at++)
      covered.push([at, (Math.min(to, at + 1) - Math.max(from, at)) / span]);
    return covered;
  });
}

/** By how many pixels the box of so many moves, so that its mass comes to the middle. */
const shift = (centre: number, extent: number): number =>
  Math.round(Math.min(SIDE - MARGIN - extent, Math.max(-MARGIN, (SIDE + 1) / 2 - centre)));
