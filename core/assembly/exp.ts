import { madd } from './vector';

/**
 * e^x of four lanes: x = n ln 2 + r, e^r by a polynomial of degree 6, 2^n by the exponent's bits.
 * Below -87.3 it is 0, above 88.3 infinite; NaN stays NaN. Relative error below 2e-7.
 */
export function exp(x: v128): v128 {
  const within = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88.3)), f32x4.splat(-87.3));
  const n = f32x4.nearest(f32x4.mul(within, f32x4.splat(1.44269504)));
  let r = madd(n, f32x4.splat(-0.693359375), within);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  let q = madd(f32x4.splat(0.00139337273), r, f32x4.splat(0.00836323539));
  q = madd(q, r, f32x4.splat(0.0416664643));
  q = madd(q, r, f32x4.splat(0.166665766));
  q = madd(q, r, f32x4.splat(0.5));
  const power = f32x4.add(madd(f32x4.mul(r, r), q, r), f32x4.splat(1));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  let result = f32x4.mul(power, scale);
  result = v128.andnot(result, f32x4.lt(x, f32x4.splat(-87.3)));
  result = v128.bitselect(f32x4.splat(f32.POSITIVE_INFINITY), result, f32x4.gt(x, f32x4.splat(88.3)));
  return v128.bitselect(x, result, f32x4.ne(x, x));
}
