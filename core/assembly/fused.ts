import { madd } from './vector';

/** Whether a multiply-add rounds once: (1 + 2^-12)^2 - 1 - 2^-11 is 2^-24 then, and 0 with two roundings. */
export function fused(x: f32): bool {
  const y = f32x4.splat(x);
  return f32x4.extract_lane(madd(y, y, f32x4.splat(-1.00048828125)), 0) != 0;
}

/** Whether this build multiplies and adds by relaxed SIMD. */
export function relaxed(): bool {
  return ASC_FEATURE_RELAXED_SIMD;
}
