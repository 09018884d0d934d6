import { valueOf } from './sparse';
import { madd, zero } from './vector';

/** Sums over the entries of each column of one part; see `Kernel.sparseTransposed`. */
export function sparseTransposed(
  count: i32,
  order: usize,
  starts: usize,
  parts: i32,
  entries: usize,
  table: usize,
  part: i32,
  first: i32,
  rows: i32,
  d: usize,
  ldd: i32,
  c: usize,
  ldc: i32,
  n: i32,
  work: usize,
): void {
  const vectors = (n + 3) >> 2;
  for (let v = 0; v < vectors; ) {
    const left = vectors - v;
    const width = left >= 8 ? 8 : left >= 4 ? 4 : left;
    const at = <usize>v << 4;
    // Rows that lie one after the other in c are summed there.
    const sums = ldc == width << 2 ? c : work;
    memory.fill(sums, 0, <usize>(rows * width) << 4);
    let pd = d + at;
    for (let i = 0; i < count; i++) {
      const id = load<i32>(order + (<usize>i << 2));
      const start = starts + (<usize>(id * parts + part) << 2);
      const from = entries + (<usize>load<i32>(start) << 2);
      const to = entries + (<usize>load<i32>(start, 4) << 2);
      if (width == 8) scatter(8, from, to, table, first, pd, sums);
      else if (width == 4) scatter(4, from, to, table, first, pd, sums);
      else if (width == 3) scatter(3, from, to, table, first, pd, sums);
      else if (width == 2) scatter(2, from, to, table, first, pd, sums);
      else scatter(1, from, to, table, first, pd, sums);
      pd += <usize>ldd << 2;
    }
    const run = <usize>width << 4;
    if (sums == work)
      for (let r = 0; r < rows; r++) memory.copy(c + (<usize>(r * ldc) << 2) + at, work + <usize>r * run, run);
    v += width;
  }
}

/** Adds value times delta to the row of each entry's column, over `width` vectors. */
// @ts-ignore: decorator
@inline
function scatter(
  width: i32,
  from: usize,
  to: usize,
  table: usize,
  first: i32,
  d: usize,
  work: usize,
): void {
  const d0 = v128.load(d);
  const d1 = width > 1 ? v128.load(d, 16) : zero();
  const d2 = width > 2 ? v128.load(d, 32) : zero();
  const d3 = width > 3 ? v128.load(d, 48) : zero();
  const d4 = width > 4 ? v128.load(d, 64) : zero();
  const d5 = width > 5 ? v128.load(d, 80) : zero();
  const d6 = width > 6 ? v128.load(d, 96) : zero();
  const d7 = width > 7 ? v128.load(d, 112) : zero();
  const origin = work - (<usize>(first * width) << 4);
  for (let e = from; e < to; e += 4) {
    const entry = load<u32>(e);
    const x = valueOf(table, entry);
    const p = origin + (<usize>((entry >> 10) * width) << 4);
    v128.store(p, madd(x, d0, v128.load(p)));
    if (width > 1) v128.store(p, madd(x, d1, v128.load(p, 16)), 16);
    if (width > 2) v128.store(p, madd(x, d2, v128.load(p, 32)), 32);
    if (width > 3) v128.store(p, madd(x, d3, v128.load(p, 48)), 48);
    if (width > 4) v128.store(p, madd(x, d4, v128.load(p, 64)), 64);
    if (width > 5) v128.store(p, madd(x, d5, v128.load(p, 80)), 80);
    if (width > 6) v128.store(p, madd(x, d6, v128.load(p, 96)), 96);
    if (width > 7) v128.store(p, madd(x, d7, v128.load(p, 112)), 112);
  }
}
