import { ROW, valuesOf } from './quads';
import { madd } from './vector';

/** Sums over the quads of each column of some parts, whose `size` sums begin at `to`; see `Kernel.quadsTransposed`. */
export function quadsTransposed(
  count: i32,
  order: usize,
  starts: usize,
  parts: i32,
  entries: usize,
  first: i32,
  last: i32,
  d: usize,
  ldd: i32,
  c: usize,
  to: usize,
  size: i32,
  n: i32,
  work: usize,
): void {
  memory.fill(to, 0, <usize>size << 2);
  for (let i = 0; i < count; i++) {
    const start = starts + (<usize>(load<i32>(order + (<usize>i << 2)) * parts) << 2);
    const from = entries + (<usize>load<i32>(start + (<usize>first << 2)) << 3);
    const end = entries + (<usize>load<i32>(start + (<usize>last << 2)) << 3);
    let left = list(d + (<usize>(i * ldd) << 2), c, n, work);
    let at = work;
    while (left > 0) {
      const some = left > 6 ? (left + 1) >> 1 : left;
      if (some == 6) scatter(6, from, end, at);
      else if (some == 5) scatter(5, from, end, at);
      else if (some == 4) scatter(4, from, end, at);
      else if (some == 3) scatter(3, from, end, at);
      else if (some == 2) scatter(2, from, end, at);
      else scatter(1, from, end, at);
      left -= some;
      at += <usize>some << 3;
    }
  }
}

/**
 * Lists the outputs whose delta is not zero, as those are that ReLU did not cut off: the row of each in c, and its
 * delta over 255. The others would add nothing.
 */
// @ts-ignore: decorator
@inline
function list(d: usize, c: usize, n: i32, work: usize): i32 {
  let end = work;
  for (let j = 0; j < n; j++) {
    const delta = load<f32>(d + (<usize>j << 2));
    store<usize>(end, c + <usize>j * ROW);
    store<f32>(end, delta / 255, 4);
    end += <usize>(delta != 0) << 3;
  }
  return <i32>((end - work) >> 3);
}

// @ts-ignore: decorator
@inline
function add(p: usize, x: v128, delta: v128): void {
  v128.store(p, madd(x, delta, v128.load(p)));
}

/** Adds values times delta to the rows of so many listed outputs. */
// @ts-ignore: decorator
@inline
function scatter(some: i32, from: usize, to: usize, at: usize): void {
  const p0 = load<usize>(at);
  const p1 = load<usize>(at, 8);
  const p2 = load<usize>(at, 16);
  const p3 = load<usize>(at, 24);
  const p4 = load<usize>(at, 32);
  const p5 = load<usize>(at, 40);
  const d0 = v128.load32_splat(at, 4);
  const d1 = v128.load32_splat(at, 12);
  const d2 = v128.load32_splat(at, 20);
  const d3 = v128.load32_splat(at, 28);
  const d4 = v128.load32_splat(at, 36);
  const d5 = v128.load32_splat(at, 44);
  for (let e = from; e < to; e += 8) {
    const column = <usize>load<u32>(e) << 2;
    const x = valuesOf(e);
    add(p0 + column, x, d0);
    if (some > 1) add(p1 + column, x, d1);
    if (some > 2) add(p2 + column, x, d2);
    if (some > 3) add(p3 + column, x, d3);
    if (some > 4) add(p4 + column, x, d4);
    if (some > 5) add(p5 + column, x, d5);
  }
}
