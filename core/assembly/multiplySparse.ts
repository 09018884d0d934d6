import { madd, zero } from './vector';

/** Rows of a that are mostly zero times b, added to c from the last row to the first; see `Kernel.multiplySparse`. */
export function multiplySparse(
  m: i32,
  n: i32,
  outer: i32,
  inner: i32,
  a: usize,
  aRows: usize,
  b: usize,
  ldb: i32,
  c: usize,
  cRows: usize,
  cStep: i32,
): void {
  const row = <usize>ldb << 2;
  const step = <usize>cStep << 2;
  const run = <usize>n << 2;
  for (let i = <usize>m << 2; i > 0; ) {
    i -= 4;
    const from = a + (<usize>load<i32>(aRows + i) << 2);
    const open = nonzero(from, inner);
    if (!open) continue;
    let p = b;
    let to = c + (<usize>load<i32>(cRows + i) << 2);
    for (let o = 0; o < outer; o++) {
      for (let k: usize = 0; k < run; ) {
        const left = run - k;
        if (left >= 160) {
          add(10, open, from, p + k, row, to + k);
          k += 160;
        } else if (left >= 96) {
          add(6, open, from, p + k, row, to + k);
          k += 96;
        } else if (left >= 48) {
          add(3, open, from, p + k, row, to + k);
          k += 48;
        } else {
          add(1, open, from, p + k, row, to + k);
          k += 16;
        }
      }
      p += run;
      to += step;
    }
  }
}

/** A bit for each of up to 64 numbers that is not zero. */
// @ts-ignore: decorator
@inline
function nonzero(at: usize, count: i32): u64 {
  let open: u64 = 0;
  for (let k = 0; k < count; k += 4)
    open |= <u64>i32x4.bitmask(f32x4.ne(v128.load(at + (<usize>k << 2)), zero())) << k;
  return open;
}

/** To `width` (at most 10) vectors, the sum of what is not zero of a row of a times as many of b. */
// @ts-ignore: decorator
@inline
function add(width: i32, open: u64, a: usize, b: usize, row: usize, c: usize): void {
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
  while (open) {
    const k = <usize>ctz(open);
    open &= open - 1;
    const x = v128.load32_splat(a + (k << 2));
    const p = b + k * row;
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
  v128.store(c, f32x4.add(v128.load(c), s0));
  if (width > 1) v128.store(c, f32x4.add(v128.load(c, 16), s1), 16);
  if (width > 2) v128.store(c, f32x4.add(v128.load(c, 32), s2), 32);
  if (width > 3) v128.store(c, f32x4.add(v128.load(c, 48), s3), 48);
  if (width > 4) v128.store(c, f32x4.add(v128.load(c, 64), s4), 64);
  if (width > 5) v128.store(c, f32x4.add(v128.load(c, 80), s5), 80);
  if (width > 6) v128.store(c, f32x4.add(v128.load(c, 96), s6), 96);
  if (width > 7) v128.store(c, f32x4.add(v128.load(c, 112), s7), 112);
  if (width > 8) v128.store(c, f32x4.add(v128.load(c, 128), s8), 128);
  if (width > 9) v128.store(c, f32x4.add(v128.load(c, 144), s9), 144);
}
