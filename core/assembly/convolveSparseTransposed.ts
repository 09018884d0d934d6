import { mostlyZero, nonzeroPixels } from './nonzeroPixels';
import { madd, zero } from './vector';

/** An image of one channel that is mostly zero times d; see `Kernel.convolveSparseTransposed`. */
export function convolveSparseTransposed(
  height: i32,
  width: i32,
  size: i32,
  a: usize,
  d: usize,
  ldd: i32,
  c: usize,
  add: bool,
  work: usize,
): bool {
  if (!mostlyZero(a, height * width)) return false;
  const pixel = <usize>ldd << 2;
  const line = <usize>size * pixel;
  const edge = line - pixel;
  const rows = height - size + 1;
  /** Rows of d with zeros at both ends, so that no pixel reaches over an edge. */
  const row = <usize>(width + size - 1) * pixel;
  const starts = work + <usize>rows * row;
  const list = starts + (<usize>(height + 1) << 2);
  nonzeroPixels(height, width, a, <u32>row, <u32>pixel, starts, list);
  let to = work;
  for (let y = 0; y < rows; y++) {
    for (const end = to + edge; to < end; to += 16) v128.store(to, zero());
    for (const end = to + row - 2 * edge; to < end; to += 16) {
      v128.store(to, v128.load(d));
      d += 16;
    }
    for (const end = to + edge; to < end; to += 16) v128.store(to, zero());
  }
  const turned = list + (<usize>(height * width) << 3);
  for (let y = 0; y < size; y++) {
    const from = <usize>load<u32>(starts + (<usize>y << 2));
    const to = <usize>load<u32>(starts + (<usize>(y + rows) << 2));
    const first = work - <usize>y * row;
    for (let k: usize = 0; k < line; ) {
      const left = line - k;
      if (left >= 160) {
        sums(10, from, to, first + k, turned + k);
        k += 160;
      } else if (left >= 96) {
        sums(6, from, to, first + k, turned + k);
        k += 96;
      } else if (left >= 48) {
        sums(3, from, to, first + k, turned + k);
        k += 48;
      } else {
        sums(1, from, to, first + k, turned + k);
        k += 16;
      }
    }
    for (let x = size - 1; x >= 0; x--)
      for (let k: usize = 0; k < pixel; k += 16) {
        const sum = v128.load(turned + <usize>x * pixel + k);
        v128.store(c, add ? f32x4.add(v128.load(c), sum) : sum);
        c += 16;
      }
  }
  return true;
}

/** Sums of `width` (at most 10) vectors of d: for each pixel of the list, its number times those that begin there. */
// @ts-ignore: decorator
@inline
function sums(width: i32, from: usize, to: usize, d: usize, c: usize): void {
  let s0 = zero();
  let s1 = zero();
  let s2 = zero();
  let s3 = zero();
  let s4 = zero();
  let s5 = zero();
  let s6 = zero();
  let s7 = zero();
  let s8 = zero();
  let s9 = zero();
  for (let e = from; e < to; e += 8) {
    const x = v128.load32_splat(e, 4);
    const p = d + <usize>load<u32>(e);
    s0 = madd(x, v128.load(p), s0);
    if (width > 1) s1 = madd(x, v128.load(p, 16), s1);
    if (width > 2) s2 = madd(x, v128.load(p, 32), s2);
    if (width > 3) s3 = madd(x, v128.load(p, 48), s3);
    if (width > 4) s4 = madd(x, v128.load(p, 64), s4);
    if (width > 5) s5 = madd(x, v128.load(p, 80), s5);
    if (width > 6) s6 = madd(x, v128.load(p, 96), s6);
    if (width > 7) s7 = madd(x, v128.load(p, 112), s7);
    if (width > 8) s8 = madd(x, v128.load(p, 128), s8);
    if (width > 9) s9 = madd(x, v128.load(p, 144), s9);
  }
  v128.store(c, s0);
  if (width > 1) v128.store(c, s1, 16);
  if (width > 2) v128.store(c, s2, 32);
  if (width > 3) v128.store(c, s3, 48);
  if (width > 4) v128.store(c, s4, 64);
  if (width > 5) v128.store(c, s5, 80);
  if (width > 6) v128.store(c, s6, 96);
  if (width > 7) v128.store(c, s7, 112);
  if (width > 8) v128.store(c, s8, 128);
  if (width > 9) v128.store(c, s9, 144);
}
