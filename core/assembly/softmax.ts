import { exp } from './exp';
import { firstLanes, sumLanes, zero } from './vector';

/** Softmax of each row; see `Kernel.softmax`. A NaN that the greatest passes over shows in its own exponential. */
export function softmax(m: i32, n: i32, a: usize, lda: i32, c: usize): void {
  if (n == 0) return;
  const row = <usize>lda << 2;
  const last = <usize>((n - 1) & ~3) << 2;
  const mask = firstLanes(n - ((n - 1) & ~3));
  const lowest = f32x4.splat(f32.NEGATIVE_INFINITY);
  for (let i = 0; i < m; i++) {
    const from = a + <usize>i * row;
    const to = c + <usize>i * row;
    let greatest = v128.bitselect(v128.load(from + last), lowest, mask);
    for (let j: usize = 0; j < last; j += 16) greatest = f32x4.pmax(greatest, v128.load(from + j));
    greatest = f32x4.pmax(greatest, v128.shuffle<f32>(greatest, greatest, 2, 3, 0, 1));
    greatest = f32x4.pmax(greatest, v128.shuffle<f32>(greatest, greatest, 1, 0, 3, 2));
    let sum = zero();
    for (let j: usize = 0; j < last; j += 16) {
      const e = exp(f32x4.sub(v128.load(from + j), greatest));
      v128.store(to + j, e);
      sum = f32x4.add(sum, e);
    }
    const e = v128.and(exp(f32x4.sub(v128.load(from + last), greatest)), mask);
    const total = f32x4.splat(sumLanes(f32x4.add(sum, e)));
    for (let j: usize = 0; j < last; j += 16) v128.store(to + j, f32x4.div(v128.load(to + j), total));
    v128.store(to + last, v128.and(f32x4.div(e, total), mask));
    for (let j = last + 16; j < row; j += 16) v128.store(to + j, zero());
  }
}
