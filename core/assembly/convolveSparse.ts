import { mostlyZero, nonzeroPixels } from './nonzeroPixels';
import { madd } from './vector';

/** Windows of an image of one channel that is mostly zero; see `Kernel.convolveSparse`. */
export function convolveSparse(
  height: i32,
  width: i32,
  size: i32,
  a: usize,
  w: usize,
  ldw: i32,
  bias: usize,
  c: usize,
  work: usize,
): bool {
  if (!mostlyZero(a, height * width)) return false;
  const pixel = <usize>ldw << 2;
  const line = <usize>size * pixel;
  const rows = height - size + 1;
  /** Rows of sums are longer than those of c by `size - 1` pixels on the left, so that no pixel reaches over an edge. */
  const row = <usize>(width + size - 1) * pixel;
  const sums = work;
  const turned = sums + <usize>rows * row;
  const starts = turned + line;
  const list = starts + (<usize>(height + 1) << 2);
  nonzeroPixels(height, width, a, <u32>row, <u32>pixel, starts, list);
  memory.fill(sums, 0, <usize>rows * row);
  for (let y = 0; y < size; y++) {
    turn(size, w + <usize>y * line, pixel, turned);
    const from = <usize>load<u32>(starts + (<usize>y << 2));
    const to = <usize>load<u32>(starts + (<usize>(y + rows) << 2));
    const first = sums - <usize>y * row;
    // From the end of the line, whose weights are those of the first pixels that a window meets.
    for (let left = line; left > 0; ) {
      if (left >= 160) {
        left -= 160;
        add(10, from, to, turned + left, first + left);
      } else if (left >= 96) {
        left -= 96;
        add(6, from, to, turned + left, first + left);
      } else if (left >= 48) {
        left -= 48;
        add(3, from, to, turned + left, first + left);
      } else {
        left -= 16;
        add(1, from, to, turned + left, first + left);
      }
    }
  }
  let to = c;
  for (let y = 0; y < rows; y++) {
    let from = sums + <usize>y * row + line - pixel;
    for (const end = from + <usize>(width - size + 1) * pixel; from < end; from += pixel)
      for (let k: usize = 0; k < pixel; k += 16) {
        v128.store(to, f32x4.add(v128.load(from + k), v128.load(bias + k)));
        to += 16;
      }
  }
  return true;
}

/** The weights of a line of the window from the last to the first. */
function turn(size: i32, w: usize, pixel: usize, to: usize): void {
  for (let from = w + <usize>(size - 1) * pixel; from >= w; from -= pixel)
    for (let k: usize = 0; k < pixel; k += 16) {
      v128.store(to, v128.load(from + k));
      to += 16;
    }
}

/** To `width` (at most 10) vectors, for each pixel of the list, its number times as many of b. */
// @ts-ignore: decorator
@inline
function add(width: i32, from: usize, to: usize, b: usize, sums: usize): void {
  const b0 = v128.load(b);
  const b1 = width > 1 ? v128.load(b, 16) : b0;
  const b2 = width > 2 ? v128.load(b, 32) : b0;
  const b3 = width > 3 ? v128.load(b, 48) : b0;
  const b4 = width > 4 ? v128.load(b, 64) : b0;
  const b5 = width > 5 ? v128.load(b, 80) : b0;
  const b6 = width > 6 ? v128.load(b, 96) : b0;
  const b7 = width > 7 ? v128.load(b, 112) : b0;
  const b8 = width > 8 ? v128.load(b, 128) : b0;
  const b9 = width > 9 ? v128.load(b, 144) : b0;
  for (let e = from; e < to; e += 8) {
    const x = v128.load32_splat(e, 4);
    const p = sums + <usize>load<u32>(e);
    v128.store(p, madd(x, b0, v128.load(p)));
    if (width > 1) v128.store(p, madd(x, b1, v128.load(p, 16)), 16);
    if (width > 2) v128.store(p, madd(x, b2, v128.load(p, 32)), 32);
    if (width > 3) v128.store(p, madd(x, b3, v128.load(p, 48)), 48);
    if (width > 4) v128.store(p, madd(x, b4, v128.load(p, 64)), 64);
    if (width > 5) v128.store(p, madd(x, b5, v128.load(p, 80)), 80);
    if (width > 6) v128.store(p, madd(x, b6, v128.load(p, 96)), 96);
    if (width > 7) v128.store(p, madd(x, b7, v128.load(p, 112)), 112);
    if (width > 8) v128.store(p, madd(x, b8, v128.load(p, 128)), 128);
    if (width > 9) v128.store(p, madd(x, b9, v128.load(p, 144)), 144);
  }
}
