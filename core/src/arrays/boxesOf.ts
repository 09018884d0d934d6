import type { ArrayHeader } from './arrayHeader.js';
import { type AxisSlice, everything, type Selection } from './arraySlice.js';

/** Numbers of one box, and of one where the two arrays lie in different orders: the smaller, the more is read twice. */
const NUMBERS = 2 ** 18;
const TURNED = 2 ** 22;

/** Parts that make up an array, each of neighbours in its file as far as can be, for it and for another one of its shape. */
export function* boxesOf(a: ArrayHeader, b: ArrayHeader): Generator<Selection> {
  const { shape } = a;
  if (shape.includes(0)) return;
  const most = a.order === b.order || shape.length < 2 ? NUMBERS : TURNED;
  // From the axis whose neighbours lie furthest apart.
  const axes = shape.map((_, axis) => (a.order === 'C' ? axis : shape.length - 1 - axis));
  yield* within(everything(shape), axes, most);
}

function* within(box: Selection, axes: readonly number[], most: number): Generator<Selection> {
  const [axis, ...inner] = axes;
  if (axis === undefined) {
    yield box;
    return;
  }
  const each = inner.reduce((product, i) => product * box[i].count, 1);
  const { count } = box[axis];
  const some = Math.max(1, Math.floor(most / each));
  for (let start = 0; start < count; start += some) {
    const cut: AxisSlice = { start, step: 1, count: Math.min(some, count - start), kept: true };
    const next = box.map((whole, i) => (i === axis ? cut : whole));
    if (each <= most) yield next;
    else yield* within(next, inner, most);
  }
}
