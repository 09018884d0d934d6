import { touch } from './touch';
import { madd, zero } from './vector';

/** Sums over the entries of each row; see `Kernel.sparse`. Entries are added in pairs, the odd ones apart. */
export function sparse(
  count: i32,
  order: usize,
  starts: usize,
  parts: i32,
  entries: usize,
  table: usize,
  b: usize,
  ldb: i32,
  bias: usize,
  c: usize,
  ldc: i32,
  n: i32,
): void {
  const row = <usize>ldb << 2;
  const cRow = <usize>ldc << 2;
  const vectors = (n + 3) >> 2;
  const wideVectors = vectors & ~7;
  if (wideVectors) touch(count, order, starts, parts, entries, 4, c);
  let v = 0;
  for (; v < wideVectors; v += 8) {
    const at = <usize>v << 4;
    for (let i = 0; i < count; i++) {
      const start = starts + (<usize>(load<i32>(order + (<usize>i << 2)) * parts) << 2);
      const from = entries + (<usize>load<i32>(start) << 2);
      const to = entries + (<usize>load<i32>(start + (<usize>parts << 2)) << 2);
      wide(from, to, table, b + at, row, bias ? bias + at : 0, c + <usize>i * cRow + at);
    }
  }
  if (v == vectors) return;
  const width = vectors - v;
  const at = <usize>v << 4;
  for (let i = 0; i < count; i++) {
    const start = starts + (<usize>(load<i32>(order + (<usize>i << 2)) * parts) << 2);
    const from = entries + (<usize>load<i32>(start) << 2);
    const to = entries + (<usize>load<i32>(start + (<usize>parts << 2)) << 2);
    let pb = b + at;
    let pc = c + <usize>i * cRow + at;
    let pbias = bias ? bias + at : 0;
    if (width >= 4) {
      narrow(4, from, to, table, pb, row, pbias, pc);
      pb += 64;
      pc += 64;
      if (bias) pbias += 64;
    }
    const left = width & 3;
    if (left == 3) narrow(3, from, to, table, pb, row, pbias, pc);
    else if (left == 2) narrow(2, from, to, table, pb, row, pbias, pc);
    else if (left == 1) narrow(1, from, to, table, pb, row, pbias, pc);
  }
}

/** What the value of an entry stands for, on four lanes. */
// @ts-ignore: decorator
@inline
export function valueOf(table: usize, entry: u32): v128 {
  return v128.load32_splat(table + <usize>(entry & 0x3fc));
}

// @ts-ignore: decorator
@inline
function put(c: usize, sum: v128, bias: usize, at: usize): void {
  v128.store(c + at, bias ? f32x4.add(sum, v128.load(bias + at)) : sum);
}

/** One row of a result, over eight vectors: the sum of value times row of b, entry after entry. */
// @ts-ignore: decorator
@inline
function wide(from: usize, to: usize, table: usize, b: usize, row: usize, bias: usize, c: usize): void {
  let s0 = zero();
  let s1 = zero();
  let s2 = zero();
  let s3 = zero();
  let s4 = zero();
  let s5 = zero();
  let s6 = zero();
  let s7 = zero();
  for (let e = from; e < to; e += 4) {
    const entry = load<u32>(e);
    const x = valueOf(table, entry);
    const p = b + <usize>(entry >> 10) * row;
    s0 = madd(x, v128.load(p), s0);
    s1 = madd(x, v128.load(p, 16), s1);
    s2 = madd(x, v128.load(p, 32), s2);
    s3 = madd(x, v128.load(p, 48), s3);
    s4 = madd(x, v128.load(p, 64), s4);
    s5 = madd(x, v128.load(p, 80), s5);
    s6 = madd(x, v128.load(p, 96), s6);
    s7 = madd(x, v128.load(p, 112), s7);
  }
  put(c, s0, bias, 0);
  put(c, s1, bias, 16);
  put(c, s2, bias, 32);
  put(c, s3, bias, 48);
  put(c, s4, bias, 64);
  put(c, s5, bias, 80);
  put(c, s6, bias, 96);
  put(c, s7, bias, 112);
}

// @ts-ignore: decorator
@inline
function narrow(
  width: i32,
  from: usize,
  to: usize,
  table: usize,
  b: usize,
  row: usize,
  bias: usize,
  c: usize,
): void {
  let s0 = zero();
  let s1 = zero();
  let s2 = zero();
  let s3 = zero();
  let t0 = zero();
  let t1 = zero();
  let t2 = zero();
  let t3 = zero();
  let e = from;
  for (; e + 8 <= to; e += 8) {
    const entry = load<u32>(e);
    const next = load<u32>(e, 4);
    const x = valueOf(table, entry);
    const p = b + <usize>(entry >> 10) * row;
    const y = valueOf(table, next);
    const q = b + <usize>(next >> 10) * row;
    s0 = madd(x, v128.load(p), s0);
    t0 = madd(y, v128.load(q), t0);
    if (width > 1) {
      s1 = madd(x, v128.load(p, 16), s1);
      t1 = madd(y, v128.load(q, 16), t1);
    }
    if (width > 2) {
      s2 = madd(x, v128.load(p, 32), s2);
      t2 = madd(y, v128.load(q, 32), t2);
    }
    if (width > 3) {
      s3 = madd(x, v128.load(p, 48), s3);
      t3 = madd(y, v128.load(q, 48), t3);
    }
  }
  if (e < to) {
    const entry = load<u32>(e);
    const x = valueOf(table, entry);
    const p = b + <usize>(entry >> 10) * row;
    s0 = madd(x, v128.load(p), s0);
    if (width > 1) s1 = madd(x, v128.load(p, 16), s1);
    if (width > 2) s2 = madd(x, v128.load(p, 32), s2);
    if (width > 3) s3 = madd(x, v128.load(p, 48), s3);
  }
  put(c, f32x4.add(s0, t0), bias, 0);
  if (width > 1) put(c, f32x4.add(s1, t1), bias, 16);
  if (width > 2) put(c, f32x4.add(s2, t2), bias, 32);
  if (width > 3) put(c, f32x4.add(s3, t3), bias, 48);
}
