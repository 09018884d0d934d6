import { exp } from './exp';
import { loadPart, madd, storePart, zero } from './vector';

/** Relu, tanh or sigmoid in place, by its code; see `Kernel.activate`. */
export function activate(code: i32, a: usize, count: i32): void {
  const end = a + (<usize>(count & ~3) << 2);
  let p = a;
  if (code == 0) for (; p < end; p += 16) v128.store(p, relu(v128.load(p)));
  else if (code == 1) for (; p < end; p += 16) v128.store(p, tanh(v128.load(p)));
  else for (; p < end; p += 16) v128.store(p, sigmoid(v128.load(p)));
  const left = count & 3;
  if (!left) return;
  const z = loadPart(p, left);
  storePart(p, left, code == 0 ? relu(z) : code == 1 ? tanh(z) : sigmoid(z));
}

/** x < 0 ? 0 : x, so that NaN stays. */
// @ts-ignore: decorator
@inline
function relu(x: v128): v128 {
  return f32x4.pmax(x, zero());
}

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** Near zero by an odd polynomial, which keeps its relative accuracy; else 1 - 2 / (e^2x + 1). */
function tanh(x: v128): v128 {
  const one = f32x4.splat(1);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(exp(f32x4.add(x, x)), one)));
  const z = f32x4.mul(x, x);
  let t = madd(f32x4.splat(-0.00593297787), z, f32x4.splat(0.0208813166));
  t = madd(t, z, f32x4.splat(-0.0538258477));
  t = madd(t, z, f32x4.splat(0.133326015));
  t = madd(t, z, f32x4.splat(-0.333333273));
  const near = madd(f32x4.mul(x, z), t, x);
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.65)));
}
