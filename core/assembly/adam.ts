import { loadPart, madd, storePart, sumLanes, zero } from './vector';

/** A step of Adam; see `Kernel.adam`. */
export function adam(
  w: usize,
  g: usize,
  first: usize,
  second: usize,
  count: i32,
  rate: f32,
  divisor: f32,
  l2: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
): f32 {
  const decay = f32x4.splat(l2);
  const scale = f32x4.splat(1 / divisor);
  let squares = zero();
  const bytes = <usize>(count & ~3) << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const weight = v128.load(w + i);
    squares = madd(weight, weight, squares);
    const gradient = f32x4.mul(madd(decay, weight, v128.load(g + i)), scale);
    const m = mean(v128.load(first + i), gradient, beta1);
    const v = mean(v128.load(second + i), f32x4.mul(gradient, gradient), beta2);
    v128.store(first + i, m);
    v128.store(second + i, v);
    v128.store(w + i, stepped(weight, m, v, rate, epsilon));
  }
  const left = count & 3;
  if (left) {
    const weight = loadPart(w + bytes, left);
    squares = madd(weight, weight, squares);
    const gradient = f32x4.mul(madd(decay, weight, loadPart(g + bytes, left)), scale);
    const m = mean(loadPart(first + bytes, left), gradient, beta1);
    const v = mean(loadPart(second + bytes, left), f32x4.mul(gradient, gradient), beta2);
    storePart(first + bytes, left, m);
    storePart(second + bytes, left, v);
    storePart(w + bytes, left, stepped(weight, m, v, rate, epsilon));
  }
  return sumLanes(squares);
}

/** beta * old + (1 - beta) * new. */
// @ts-ignore: decorator
@inline
function mean(old: v128, fresh: v128, beta: f32): v128 {
  return madd(f32x4.splat(beta), old, f32x4.mul(f32x4.splat(1 - beta), fresh));
}

// @ts-ignore: decorator
@inline
function stepped(weight: v128, m: v128, v: v128, rate: f32, epsilon: f32): v128 {
  const scaled = f32x4.mul(f32x4.splat(rate), m);
  return f32x4.sub(weight, f32x4.div(scaled, f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon))));
}
