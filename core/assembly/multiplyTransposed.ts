import { madd, zero } from './vector';

/** Columns of a times d, in tiles of 6 columns of a by 8 of d; see `Kernel.multiplyTransposed`. */
export function multiplyTransposed(
  m: i32,
  n: i32,
  outer: i32,
  inner: i32,
  a: usize,
  aRows: usize,
  aStep: i32,
  d: usize,
  ldd: i32,
  c: usize,
  ldc: i32,
  add: bool,
): void {
  const dRow = <usize>ldd << 2;
  const cRow = <usize>ldc << 2;
  for (let o = 0; o < outer; o++) {
    const from = a + (<usize>(o * aStep) << 2);
    for (let j = 0; j < n; j += 8) {
      const at = <usize>j << 2;
      const wide = n - j > 4;
      let to = c + (<usize>(o * inner) * cRow + at);
      let pa = from;
      let left = inner;
      for (; left >= 6; left -= 6) {
        if (wide) tile(6, true, m, pa, aRows, d + at, dRow, to, cRow, add);
        else tile(6, false, m, pa, aRows, d + at, dRow, to, cRow, add);
        pa += 24;
        to += 6 * cRow;
      }
      if (left == 5) {
        if (wide) tile(5, true, m, pa, aRows, d + at, dRow, to, cRow, add);
        else tile(5, false, m, pa, aRows, d + at, dRow, to, cRow, add);
        left = 0;
      } else if (left == 4) {
        if (wide) tile(4, true, m, pa, aRows, d + at, dRow, to, cRow, add);
        else tile(4, false, m, pa, aRows, d + at, dRow, to, cRow, add);
        left -= 4;
        pa += 16;
        to += 4 * cRow;
      }
      for (; left > 0; left--) {
        if (wide) tile(1, true, m, pa, aRows, d + at, dRow, to, cRow, add);
        else tile(1, false, m, pa, aRows, d + at, dRow, to, cRow, add);
        pa += 4;
        to += cRow;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function put(c: usize, low: v128, high: v128, wide: bool, add: bool): void {
  v128.store(c, add ? f32x4.add(v128.load(c), low) : low);
  if (wide) v128.store(c, add ? f32x4.add(v128.load(c, 16), high) : high, 16);
}

// @ts-ignore: decorator
@inline
function tile(
  rows: i32,
  wide: bool,
  m: i32,
  a: usize,
  aRows: usize,
  d: usize,
  dRow: usize,
  c: usize,
  cRow: usize,
  add: bool,
): void {
  let c00 = zero();
  let c01 = zero();
  let c10 = zero();
  let c11 = zero();
  let c20 = zero();
  let c21 = zero();
  let c30 = zero();
  let c31 = zero();
  let c40 = zero();
  let c41 = zero();
  let c50 = zero();
  let c51 = zero();
  let pd = d;
  const end = aRows + (<usize>m << 2);
  for (let r = aRows; r < end; r += 4) {
    const p = a + (<usize>load<i32>(r) << 2);
    const b0 = v128.load(pd);
    const b1 = wide ? v128.load(pd, 16) : b0;
    pd += dRow;
    const x0 = v128.load32_splat(p);
    c00 = madd(x0, b0, c00);
    if (wide) c01 = madd(x0, b1, c01);
    if (rows > 1) {
      const x1 = v128.load32_splat(p, 4);
      c10 = madd(x1, b0, c10);
      if (wide) c11 = madd(x1, b1, c11);
    }
    if (rows > 2) {
      const x2 = v128.load32_splat(p, 8);
      c20 = madd(x2, b0, c20);
      if (wide) c21 = madd(x2, b1, c21);
    }
    if (rows > 3) {
      const x3 = v128.load32_splat(p, 12);
      c30 = madd(x3, b0, c30);
      if (wide) c31 = madd(x3, b1, c31);
    }
    if (rows > 4) {
      const x4 = v128.load32_splat(p, 16);
      c40 = madd(x4, b0, c40);
      if (wide) c41 = madd(x4, b1, c41);
    }
    if (rows > 5) {
      const x5 = v128.load32_splat(p, 20);
      c50 = madd(x5, b0, c50);
      if (wide) c51 = madd(x5, b1, c51);
    }
  }
  put(c, c00, c01, wide, add);
  if (rows > 1) put(c + cRow, c10, c11, wide, add);
  if (rows > 2) put(c + 2 * cRow, c20, c21, wide, add);
  if (rows > 3) put(c + 3 * cRow, c30, c31, wide, add);
  if (rows > 4) put(c + 4 * cRow, c40, c41, wide, add);
  if (rows > 5) put(c + 5 * cRow, c50, c51, wide, add);
}
