import { loadPart, storePart, zero } from './vector';

/** delta times the derivative of an activation; see `Kernel.activateBackward`. */
export function activateBackward(code: i32, a: usize, delta: usize, count: i32): void {
  const bytes = <usize>(count & ~3) << 2;
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(delta + i, times(code, v128.load(a + i), v128.load(delta + i)));
  const left = count & 3;
  if (left) storePart(delta + bytes, left, times(code, loadPart(a + bytes, left), loadPart(delta + bytes, left)));
}

// @ts-ignore: decorator
@inline
function times(code: i32, f: v128, delta: v128): v128 {
  if (code == 0) return v128.and(delta, f32x4.ne(f, zero()));
  const left = code == 1 ? f32x4.sub(f32x4.splat(1), f32x4.mul(f, f)) : f32x4.mul(f, f32x4.sub(f32x4.splat(1), f));
  return f32x4.mul(delta, left);
}
