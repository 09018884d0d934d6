import { touch } from './touch';
import { madd, zero } from './vector';

/** Bytes from the weights of one output to those of the next; see `quadColumns`. */
export const ROW: usize = 400 << 2;

/** Sums over the quads of each row; see `Kernel.quads`. Each lane is summed apart, then the four of them in pairs. */
export function quads(
  count: i32,
  order: usize,
  starts: usize,
  parts: i32,
  entries: usize,
  b: usize,
  bias: usize,
  c: usize,
  ldc: i32,
  n: i32,
): void {
  const pairs = (n + 1) >> 1;
  touch(count, order, starts, parts, entries, 8, c);
  for (let i = 0; i < count; i++) {
    const start = starts + (<usize>(load<i32>(order + (<usize>i << 2)) * parts) << 2);
    const from = entries + (<usize>load<i32>(start) << 3);
    const to = entries + (<usize>load<i32>(start + (<usize>parts << 2)) << 3);
    const pc = c + (<usize>(i * ldc) << 2);
    if (pairs == 6) sums(6, from, to, b, bias, pc);
    else if (pairs == 5) sums(5, from, to, b, bias, pc);
    else if (pairs == 4) sums(4, from, to, b, bias, pc);
    else if (pairs == 3) sums(3, from, to, b, bias, pc);
    else if (pairs == 2) sums(2, from, to, b, bias, pc);
    else if (pairs == 1) sums(1, from, to, b, bias, pc);
  }
}

/** The four bytes of a quad as numbers. */
// @ts-ignore: decorator
@inline
export function valuesOf(quad: usize): v128 {
  const bytes = v128.load32_zero(quad, 4);
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)));
}

/** The sums of the lanes of four vectors. */
// @ts-ignore: decorator
@inline
function across(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function put(c: usize, sum: v128, bias: usize, at: usize): void {
  const scaled = f32x4.div(sum, f32x4.splat(255));
  v128.store(c + at, bias ? f32x4.add(scaled, v128.load(bias + at)) : scaled);
}

/** One row of the result, over `pairs` pairs of outputs. */
// @ts-ignore: decorator
@inline
function sums(pairs: i32, from: usize, to: usize, b: usize, bias: usize, c: usize): void {
  let s0 = zero();
  let s1 = zero();
  let s2 = zero();
  let s3 = zero();
  let s4 = zero();
  let s5 = zero();
  let s6 = zero();
  let s7 = zero();
  let s8 = zero();
  let s9 = zero();
  let s10 = zero();
  let s11 = zero();
  for (let e = from; e < to; e += 8) {
    const p = b + (<usize>load<u32>(e) << 2);
    const x = valuesOf(e);
    s0 = madd(x, v128.load(p), s0);
    s1 = madd(x, v128.load(p, ROW), s1);
    if (pairs > 1) {
      s2 = madd(x, v128.load(p, 2 * ROW), s2);
      s3 = madd(x, v128.load(p, 3 * ROW), s3);
    }
    if (pairs > 2) {
      s4 = madd(x, v128.load(p, 4 * ROW), s4);
      s5 = madd(x, v128.load(p, 5 * ROW), s5);
    }
    if (pairs > 3) {
      s6 = madd(x, v128.load(p, 6 * ROW), s6);
      s7 = madd(x, v128.load(p, 7 * ROW), s7);
    }
    if (pairs > 4) {
      s8 = madd(x, v128.load(p, 8 * ROW), s8);
      s9 = madd(x, v128.load(p, 9 * ROW), s9);
    }
    if (pairs > 5) {
      s10 = madd(x, v128.load(p, 10 * ROW), s10);
      s11 = madd(x, v128.load(p, 11 * ROW), s11);
    }
  }
  put(c, across(s0, s1, s2, s3), bias, 0);
  if (pairs > 2) put(c, across(s4, s5, s6, s7), bias, 16);
  if (pairs > 4) put(c, across(s8, s9, s10, s11), bias, 32);
}
