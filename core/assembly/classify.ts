import { firstLanes } from './vector';

/** The first greatest of each row, found without a branch; see `Kernel.classify`. */
export function classify(m: i32, n: i32, a: usize, lda: i32, c: usize): void {
  if (n == 0) return;
  const last = <usize>((n - 1) & ~3) << 2;
  const mask = firstLanes(n - ((n - 1) & ~3));
  const lowest = f32x4.splat(f32.NEGATIVE_INFINITY);
  const nowhere = i32x4.splat(-1);
  for (let i = 0; i < m; i++) {
    const from = a + (<usize>(i * lda) << 2);
    const tail = v128.bitselect(v128.load(from + last), lowest, mask);
    let greatest = tail;
    for (let j: usize = 0; j < last; j += 16) greatest = f32x4.pmax(greatest, v128.load(from + j));
    greatest = f32x4.pmax(greatest, v128.shuffle<f32>(greatest, greatest, 2, 3, 0, 1));
    greatest = f32x4.pmax(greatest, v128.shuffle<f32>(greatest, greatest, 1, 0, 3, 2));
    let places = i32x4(0, 1, 2, 3);
    let first = nowhere;
    for (let j: usize = 0; j < last; j += 16) {
      const same = f32x4.eq(v128.load(from + j), greatest);
      first = i32x4.min_u(first, v128.bitselect(places, nowhere, same));
      places = i32x4.add(places, i32x4.splat(4));
    }
    first = i32x4.min_u(first, v128.bitselect(places, nowhere, f32x4.eq(tail, greatest)));
    first = i32x4.min_u(first, v128.shuffle<i32>(first, first, 2, 3, 0, 1));
    first = i32x4.min_u(first, v128.shuffle<i32>(first, first, 1, 0, 3, 2));
    const found = i32x4.extract_lane(first, 0);
    store<u8>(c + <usize>i, <u8>select<i32>(found, 0, found < n && found >= 0));
  }
}
