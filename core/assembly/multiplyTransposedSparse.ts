import { append, sumList } from './nonzeroList';

/** Columns of d that are mostly zero times windows of a; see `Kernel.multiplyTransposedSparse`. */
export function multiplyTransposedSparse(
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
  work: usize,
): void {
  const step = <usize>aStep << 2;
  const run = <usize>((inner + 3) & ~3) << 2;
  const room = <usize>m << 3;
  /** The sums of four columns, one after the other. */
  const sums = work + 16 + 4 * room;
  const column = <usize>outer * run;
  for (let j = 0; j < n; j += 4) {
    list(m, aRows, d + (<usize>j << 2), <usize>ldd << 2, work, room);
    for (let q: usize = 0; q < 4; q++) {
      const from = work + 16 + q * room;
      const to = <usize>load<u32>(work + (q << 2));
      let p = a;
      let at = sums + q * column;
      for (let o = 0; o < outer; o++) {
        sumList(from, to, p, at, run);
        p += step;
        at += run;
      }
    }
    for (let o = 0; o < outer; o++)
      turn(inner, sums + <usize>o * run, column, c + ((<usize>(o * inner * ldc) + <usize>j) << 2), <usize>ldc << 2, add);
  }
}

/** c[k][q] (+)= a[q][k] of four columns. */
// @ts-ignore: decorator
@inline
function turn(count: i32, a: usize, column: usize, c: usize, row: usize, add: bool): void {
  for (let k = 0; k < count; k += 4) {
    const r0 = v128.load(a);
    const r1 = v128.load(a + column);
    const r2 = v128.load(a + 2 * column);
    const r3 = v128.load(a + 3 * column);
    const s0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const s1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const s2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const s3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    put(c, v128.shuffle<f32>(s0, s1, 0, 1, 4, 5), add);
    if (k + 1 < count) put(c + row, v128.shuffle<f32>(s0, s1, 2, 3, 6, 7), add);
    if (k + 2 < count) put(c + 2 * row, v128.shuffle<f32>(s2, s3, 0, 1, 4, 5), add);
    if (k + 3 < count) put(c + 3 * row, v128.shuffle<f32>(s2, s3, 2, 3, 6, 7), add);
    a += 16;
    c += 4 * row;
  }
}

/**
 * For each of four columns of d a list of what is not zero in it, in the order of the rows: where its row of a begins, in
 * bytes, and the number. The ends of the lists stand first in `work`.
 */
function list(m: i32, aRows: usize, d: usize, dRow: usize, work: usize, room: usize): void {
  let p0 = work + 16;
  let p1 = p0 + room;
  let p2 = p1 + room;
  let p3 = p2 + room;
  const end = aRows + (<usize>m << 2);
  for (let r = aRows; r < end; r += 4) {
    const at = <u64>load<u32>(r) << 2;
    const low = load<u64>(d);
    const high = load<u64>(d, 8);
    p0 = append(p0, at, low << 32);
    p1 = append(p1, at, low & 0xffffffff00000000);
    p2 = append(p2, at, high << 32);
    p3 = append(p3, at, high & 0xffffffff00000000);
    d += dRow;
  }
  store<u32>(work, <u32>p0);
  store<u32>(work, <u32>p1, 4);
  store<u32>(work, <u32>p2, 8);
  store<u32>(work, <u32>p3, 12);
}

// @ts-ignore: decorator
@inline
function put(c: usize, sum: v128, add: bool): void {
  v128.store(c, add ? f32x4.add(v128.load(c), sum) : sum);
}
