/**
 * Counts pairs of labels below 64. A chunk of labels is left at `source`, `pack` makes bytes of it, and `count` counts the
 * pairs of two such chunks; `sum` gives the counts of all, `cells[actual << 6 | predicted]`.
 */
const CHUNK: i32 = 16384;
const MOST: i32 = 64;
const FEW: i32 = 16;

export const labelChunk: i32 = CHUNK;
/** Labels of any kind, eight bytes each at most; 15 beyond the last are read and have to be 0. */
export const source: usize = memory.data(16384 * 8, 16);
export const cells: usize = memory.data(64 * 64 * 4, 16);

/** The actual labels of a chunk as bytes, then the predicted ones. */
const packed: usize = memory.data(2 * 16384, 16);
/** Counts of two pairs of labels below 16 next to one another, which halves what is counted. */
const pairs: usize = memory.data(65536 * 4, 16);

/** 2^23 in four lanes and 2^52 in two: read here, since a processor is slower at making them than at reading them. */
const origins: usize = memory.data(32, 16);
v128.store(origins, f32x4.splat(8388608));
v128.store(origins, f64x2.splat(4503599627370496), 16);

/** The bits that any of the labels of a chunk have, of each side. */
let seen: v128 = i32x4.splat(0);

/** Kinds of labels: the bytes of a whole number, or 5 for single and 9 for double precision. */
export function pack(kind: i32, side: i32, count: i32): void {
  let bits = i32x4.splat(0);
  const to = packed + <usize>(side * CHUNK);
  for (let k: usize = 0; k < <usize>count; k += 16) {
    let a: v128, b: v128, c: v128, d: v128;
    if (kind == 1) {
      const bytes = v128.load(source + k);
      v128.store(to + k, bytes);
      bits = v128.or(bits, bytes);
      continue;
    }
    if (kind == 2) {
      const low = v128.load(source + (k << 1));
      const high = v128.load(source + (k << 1), 16);
      bits = v128.or(bits, v128.or(low, high));
      v128.store(to + k, i8x16.narrow_i16x8_u(low, high));
      continue;
    }
    if (kind == 9) {
      const at = source + (k << 3);
      a = wholeDoubles(at);
      b = wholeDoubles(at + 32);
      c = wholeDoubles(at + 64);
      d = wholeDoubles(at + 96);
    } else {
      const at = source + (k << 2);
      a = v128.load(at);
      b = v128.load(at, 16);
      c = v128.load(at, 32);
      d = v128.load(at, 48);
      if (kind == 5) {
        a = wholes(a);
        b = wholes(b);
        c = wholes(c);
        d = wholes(d);
      }
    }
    bits = v128.or(bits, v128.or(v128.or(a, b), v128.or(c, d)));
    v128.store(to + k, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
  }
  // Of narrow labels several stand in one lane: what is beyond a byte's or a pair's own bits counts as too large.
  if (kind == 1) bits = v128.or(i16x8.extend_low_i8x16_u(bits), i16x8.extend_high_i8x16_u(bits));
  if (kind < 3) bits = v128.or(i32x4.extend_low_i16x8_u(bits), i32x4.extend_high_i16x8_u(bits));
  seen = side == 0 ? bits : v128.or(seen, bits);
}

/**
 * Four floats as whole numbers: after 2^23 is added, a whole number below it stands in the last bits, the others are those
 * of 2^23. What is none gets all bits, what is too large or below 0 one of the others.
 */
// @ts-ignore: decorator
@inline
function wholes(x: v128): v128 {
  const origin = v128.load(origins);
  const moved = f32x4.add(x, origin);
  return v128.or(v128.xor(moved, origin), f32x4.ne(f32x4.sub(moved, origin), x));
}

/** The same of four doubles, by 2^52. */
// @ts-ignore: decorator
@inline
function wholeDoubles(at: usize): v128 {
  const low = wholeDouble(v128.load(at));
  const high = wholeDouble(v128.load(at, 16));
  const far = i32x4.ne(v128.shuffle<i32>(low, high, 1, 3, 5, 7), i32x4.splat(0));
  return v128.or(v128.shuffle<i32>(low, high, 0, 2, 4, 6), far);
}

// @ts-ignore: decorator
@inline
function wholeDouble(x: v128): v128 {
  const origin = v128.load(origins, 16);
  const moved = f64x2.add(x, origin);
  return v128.or(v128.xor(moved, origin), f64x2.ne(f64x2.sub(moved, origin), x));
}

/** Counts the pairs that were packed, in sixteens; false, with nothing counted, where a label is none below 64. */
export function count(many: i32): bool {
  const bits =
    i32x4.extract_lane(seen, 0) | i32x4.extract_lane(seen, 1) | i32x4.extract_lane(seen, 2) | i32x4.extract_lane(seen, 3);
  if (<u32>bits >= <u32>MOST) return false;
  const end = packed + <usize>many;
  if (bits < FEW)
    for (let p = packed; p < end; p += 16) {
      const codes = v128.or(i16x8.shl(v128.load(p), 4), v128.load(p, 16384));
      addFour(pairs, i64x2.extract_lane(codes, 0));
      addFour(pairs, i64x2.extract_lane(codes, 1));
    }
  else
    for (let p = packed; p < end; p += 8) {
      const rows = i16x8.shl(i16x8.extend_low_i8x16_u(v128.load64_zero(p)), 6);
      const codes = v128.or(rows, i16x8.extend_low_i8x16_u(v128.load64_zero(p, 16384)));
      addFour(cells, i64x2.extract_lane(codes, 0));
      addFour(cells, i64x2.extract_lane(codes, 1));
    }
  return true;
}

// @ts-ignore: decorator
@inline
function add(table: usize, code: u64): void {
  const at = table + (<usize>code << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** The four codes that stand in a word. */
// @ts-ignore: decorator
@inline
function addFour(table: usize, codes: u64): void {
  add(table, codes & 0xffff);
  add(table, (codes >> 16) & 0xffff);
  add(table, (codes >> 32) & 0xffff);
  add(table, codes >> 48);
}

/** Begins anew. */
export function clear(): void {
  memory.fill(cells, 0, 64 * 64 * 4);
  memory.fill(pairs, 0, 65536 * 4);
}

/** Adds what was counted in twos to `cells`. */
export function sum(): void {
  for (let code: usize = 0; code < 65536; code++) {
    const many = load<u32>(pairs + (code << 2));
    if (many == 0) continue;
    for (let half = 0; half < 2; half++) {
      const pair = (code >> (half << 3)) & 0xff;
      const at = cells + ((((pair >> 4) << 6) | (pair & 15)) << 2);
      store<u32>(at, load<u32>(at) + many);
    }
  }
}
