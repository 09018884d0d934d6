import { loadPart, madd, storePart, sumLanes, zero } from './vector';

/** A step of momentum; see `Kernel.sgd`. */
export function sgd(
  w: usize,
  g: usize,
  velocity: usize,
  count: i32,
  rate: f32,
  divisor: f32,
  l2: f32,
  momentum: f32,
  nesterov: bool,
): f32 {
  const decay = f32x4.splat(l2);
  const scale = f32x4.splat(-rate / divisor);
  const kept = f32x4.splat(momentum);
  let squares = zero();
  const bytes = <usize>(count & ~3) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const weight = v128.load(w + i);
    squares = madd(weight, weight, squares);
    const change = f32x4.mul(madd(decay, weight, v128.load(g + i)), scale);
    const v = madd(kept, v128.load(velocity + i), change);
    v128.store(velocity + i, v);
    v128.store(w + i, f32x4.add(weight, nesterov ? madd(kept, v, change) : v));
  }
  const left = count & 3;
  if (left) {
    const weight = loadPart(w + bytes, left);
    squares = madd(weight, weight, squares);
    const change = f32x4.mul(madd(decay, weight, loadPart(g + bytes, left)), scale);
    const v = madd(kept, loadPart(velocity + bytes, left), change);
    storePart(velocity + bytes, left, v);
    storePart(w + bytes, left, f32x4.add(weight, nesterov ? madd(kept, v, change) : v));
  }
  return sumLanes(squares);
}
