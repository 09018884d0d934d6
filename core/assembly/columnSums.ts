import { zero } from './vector';

/** Sum of each column, every fourth row apart; see `Kernel.columnSums`. */
export function columnSums(m: i32, n: i32, d: usize, ldd: i32, c: usize, add: bool): void {
  const row = <usize>ldd << 2;
  for (let j = 0; j < n; j += 4) {
    const at = <usize>j << 2;
    let s0 = zero();
    let s1 = zero();
    let s2 = zero();
    let s3 = zero();
    let p = d + at;
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      s0 = f32x4.add(s0, v128.load(p));
      s1 = f32x4.add(s1, v128.load(p + row));
      s2 = f32x4.add(s2, v128.load(p + 2 * row));
      s3 = f32x4.add(s3, v128.load(p + 3 * row));
      p += 4 * row;
    }
    for (; i < m; i++) {
      s0 = f32x4.add(s0, v128.load(p));
      p += row;
    }
    const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    v128.store(c + at, add ? f32x4.add(v128.load(c + at), sum) : sum);
  }
}
