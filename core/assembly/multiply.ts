import { madd, zero } from './vector';

/** Rows of a times b, in tiles of 6 rows by 8 columns; see `Kernel.multiply`. */
export function multiply(
  m: i32,
  n: i32,
  outer: i32,
  inner: i32,
  a: usize,
  aRows: usize,
  aStep: i32,
  b: usize,
  ldb: i32,
  bias: usize,
  c: usize,
  cRows: usize,
  add: bool,
): void {
  const run = <usize>inner << 2;
  const step = <usize>aStep << 2;
  const row = <usize>ldb << 2;
  for (let j = 0; j < n; j += 8) {
    const at = <usize>j << 2;
    const wide = n - j > 4;
    const pbias = bias ? bias + at : 0;
    let i = 0;
    for (; i + 6 <= m; i += 6) {
      const t = <usize>i << 2;
      if (wide) tile(6, true, outer, run, a, aRows + t, step, b + at, row, pbias, c + at, cRows + t, add);
      else tile(6, false, outer, run, a, aRows + t, step, b + at, row, pbias, c + at, cRows + t, add);
    }
    const t = <usize>i << 2;
    const left = m - i;
    if (left >= 4) {
      if (wide) tile(4, true, outer, run, a, aRows + t, step, b + at, row, pbias, c + at, cRows + t, add);
      else tile(4, false, outer, run, a, aRows + t, step, b + at, row, pbias, c + at, cRows + t, add);
      i += 4;
    }
    for (; i < m; i++) {
      const t = <usize>i << 2;
      if (wide) tile(1, true, outer, run, a, aRows + t, step, b + at, row, pbias, c + at, cRows + t, add);
      else tile(1, false, outer, run, a, aRows + t, step, b + at, row, pbias, c + at, cRows + t, add);
    }
  }
}

// @ts-ignore: decorator
@inline
function rowOf(base: usize, rows: usize, i: usize): usize {
  return base + (<usize>load<i32>(rows + (i << 2)) << 2);
}

// @ts-ignore: decorator
@inline
function put(c: usize, low: v128, high: v128, wide: bool, bias: usize, add: bool): void {
  if (bias) {
    low = f32x4.add(low, v128.load(bias));
    if (wide) high = f32x4.add(high, v128.load(bias, 16));
  }
  if (add) {
    low = f32x4.add(v128.load(c), low);
    if (wide) high = f32x4.add(v128.load(c, 16), high);
  }
  v128.store(c, low);
  if (wide) v128.store(c, high, 16);
}

// @ts-ignore: decorator
@inline
function tile(
  rows: i32,
  wide: bool,
  outer: i32,
  run: usize,
  a: usize,
  aRows: usize,
  step: usize,
  b: usize,
  row: usize,
  bias: usize,
  c: usize,
  cRows: usize,
  add: bool,
): void {
  let a0 = rowOf(a, aRows, 0);
  let a1 = rows > 1 ? rowOf(a, aRows, 1) : a0;
  let a2 = rows > 2 ? rowOf(a, aRows, 2) : a0;
  let a3 = rows > 3 ? rowOf(a, aRows, 3) : a0;
  let a4 = rows > 4 ? rowOf(a, aRows, 4) : a0;
  let a5 = rows > 5 ? rowOf(a, aRows, 5) : a0;
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
  let pb = b;
  for (let o = 0; o < outer; o++) {
    for (let k: usize = 0; k < run; k += 4) {
      const b0 = v128.load(pb);
      const b1 = wide ? v128.load(pb, 16) : b0;
      pb += row;
      const x0 = v128.load32_splat(a0 + k);
      c00 = madd(x0, b0, c00);
      if (wide) c01 = madd(x0, b1, c01);
      if (rows > 1) {
        const x1 = v128.load32_splat(a1 + k);
        c10 = madd(x1, b0, c10);
        if (wide) c11 = madd(x1, b1, c11);
      }
      if (rows > 2) {
        const x2 = v128.load32_splat(a2 + k);
        c20 = madd(x2, b0, c20);
        if (wide) c21 = madd(x2, b1, c21);
      }
      if (rows > 3) {
        const x3 = v128.load32_splat(a3 + k);
        c30 = madd(x3, b0, c30);
        if (wide) c31 = madd(x3, b1, c31);
      }
      if (rows > 4) {
        const x4 = v128.load32_splat(a4 + k);
        c40 = madd(x4, b0, c40);
        if (wide) c41 = madd(x4, b1, c41);
      }
      if (rows > 5) {
        const x5 = v128.load32_splat(a5 + k);
        c50 = madd(x5, b0, c50);
        if (wide) c51 = madd(x5, b1, c51);
      }
    }
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
    a4 += step;
    a5 += step;
  }
  put(rowOf(c, cRows, 0), c00, c01, wide, bias, add);
  if (rows > 1) put(rowOf(c, cRows, 1), c10, c11, wide, bias, add);
  if (rows > 2) put(rowOf(c, cRows, 2), c20, c21, wide, bias, add);
  if (rows > 3) put(rowOf(c, cRows, 3), c30, c31, wide, bias, add);
  if (rows > 4) put(rowOf(c, cRows, 4), c40, c41, wide, bias, add);
  if (rows > 5) put(rowOf(c, cRows, 5), c50, c51, wide, bias, add);
}
