import { madd, zero } from './vector';

/**
 * Appends a number to a list of eight bytes each: where what it is multiplied with lies, in bytes, then the number, which
 * stands in the high half of `number`. Gives where the next goes; one that is zero is written over.
 */
// @ts-ignore: decorator
@inline
export function append(list: usize, at: u64, number: u64): usize {
  store<u64>(list, at | number);
  return list + (<usize>(number << 1 != 0) << 3);
}

/**
 * c = the sum over such a list of its number times the `length` bytes (a multiple of 16) of a at its place. As many vectors
 * are summed at a time as stay in registers.
 */
// @ts-ignore: decorator
@inline
export function sumList(from: usize, to: usize, a: usize, c: usize, length: usize): void {
  for (let k: usize = 0; k < length; ) {
    const left = length - k;
    if (left >= 160) {
      sums(10, from, to, a + k, c + k);
      k += 160;
    } else if (left >= 96) {
      sums(6, from, to, a + k, c + k);
      k += 96;
    } else if (left >= 48) {
      sums(3, from, to, a + k, c + k);
      k += 48;
    } else {
      sums(1, from, to, a + k, c + k);
      k += 16;
    }
  }
}

/** `width` (at most 10) vectors of it. */
// @ts-ignore: decorator
@inline
function sums(width: i32, from: usize, to: usize, a: usize, c: usize): void {
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
  for (let e = from; e < to; e += 8) {
    const x = v128.load32_splat(e, 4);
    const p = a + <usize>load<u32>(e);
    s0 = madd(x, v128.load(p), s0);
    if (width > 1) s1 = madd(x, v128.load(p, 16), s1);
    if (width > 2) s2 = madd(x, v128.load(p, 32), s2);
    if (width > 3) s3 = madd(x, v128.load(p, 48), s3);
    if (width > 4) s4 = madd(x, v128.load(p, 64), s4);
    if (width > 5) s5 = madd(x, v128.load(p, 80), s5);
    if (width > 6) s6 = madd(x, v128.load(p, 96), s6);
    if (width > 7) s7 = madd(x, v128.load(p, 112), s7);
    if (width > 8) s8 = madd(x, v128.load(p, 128), s8);
    if (width > 9) s9 = madd(x, v128.load(p, 144), s9);
  }
  v128.store(c, s0);
  if (width > 1) v128.store(c, s1, 16);
  if (width > 2) v128.store(c, s2, 32);
  if (width > 3) v128.store(c, s3, 48);
  if (width > 4) v128.store(c, s4, 64);
  if (width > 5) v128.store(c, s5, 80);
  if (width > 6) v128.store(c, s6, 96);
  if (width > 7) v128.store(c, s7, 112);
  if (width > 8) v128.store(c, s8, 128);
  if (width > 9) v128.store(c, s9, 144);
}
