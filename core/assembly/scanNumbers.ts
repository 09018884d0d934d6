/**
 * Reads runs of plain numbers out of bytes: `Elements.addRun` with the digits of a number taken at once. The bytes lie
 * at `input`, the values and their distances are left at `values` and `steps`.
 */
const CHUNK: i32 = 131072;
const FAR: i32 = 255;
const BLOCK: i32 = 1024;

export const input: usize = memory.data(131072 + 64, 16);
export const values: usize = memory.data(65536 * 8, 16);
export const steps: usize = memory.data(65536, 16);
/** Where each element of a number that `BLOCK` divides begins. */
export const blockStarts: usize = memory.data(65 * 4, 16);
/** Count, start of the last number, first of the row and its bracket, as `scan` left them. */
export const state: usize = memory.data(4 * 4, 16);
export const chunk: i32 = CHUNK;

/** For `whole` digits before a point and `count` in all: which bytes they are, moved to the right end of a vector. */
const places: usize = memory.data(16 * 16 * 16, 16);
const powers: usize = memory.data(23 * 8, 16);

for (let whole = 0; whole < 16; whole++)
  for (let count = whole; count < 16; count++)
    for (let lane = 0; lane < 16; lane++) {
      const digit = lane - 16 + count;
      store<u8>(places + (((whole << 4) + count) << 4) + lane, digit < 0 ? 0x80 : digit < whole ? digit : digit + 1);
    }
// Each is exact, as every product up to 1e22 is.
for (let exponent = 0, power: f64 = 1; exponent < 23; exponent++, power *= 10)
  store<f64>(powers + (exponent << 3), power);

/**
 * From `at`, which a digit or a sign stands at, while there is room and rows have `rowLength` numbers; `last` is where
 * the number before begins, `rowFirst` the first of the row, counted from here, `phase` the elements since the last
 * block began. The byte at `end` and the 63 after it are zero. Gives the offset of what it left.
 */
export function scan(at: i32, room: i32, last: i32, rowFirst: i32, rowLength: i32, phase: i32): i32 {
  let count = 0;
  let rowStart = 0;
  let block = blockStarts;
  while (count < room) {
    const begin = at;
    const negative = byteAt(at) == 45;
    const first = input + at + <usize>negative;
    const digits = i8x16.sub(v128.load(first), i8x16.splat(48));
    const isDigit = i8x16.bitmask(i8x16.lt_u(digits, i8x16.splat(10)));
    const whole = ctz(~isDigit);
    let length = whole;
    let scale = 0;
    if (load<u8>(first + whole) == 46) {
      scale = ctz(~(isDigit >> (whole + 1)));
      length += 1 + scale;
    }
    let value: f64;
    if (length < 16) {
      value = fromDigits(digits, whole, whole + scale) / load<f64>(powers + (scale << 3));
    } else {
      value = fromLong(first);
      length = longLength;
    }
    at = <i32>(first - input) + length;
    let code = byteAt(at);
    const step = begin - last;
    const isZeroLed = whole > 1 && load<u8>(first) == 48;
    const isPlain = whole > 0 && whole < 16 && !isZeroLed && !(negative && value == 0) && value == value;
    if (!isPlain || step >= FAR || (code != 44 && code != 93)) {
      at = begin;
      break;
    }
    store<f64>(values + (count << 3), negative ? -value : value);
    store<u8>(steps + count, <u8>step);
    if (((count + phase) & (BLOCK - 1)) == 0) {
      store<i32>(block, begin);
      block += 4;
    }
    count++;
    last = begin;
    if (code == 93) {
      if (count - rowFirst != rowLength) break;
      const comma = skipBlank(at + 1);
      const open = skipBlank(comma + 1);
      if (byteAt(comma) != 44 || byteAt(open) != 91) break;
      rowFirst = count;
      rowStart = at = open;
    }
    do code = byteAt(++at);
    while (isBlank(code));
    if (<u32>(code - 48) > 9 && code != 45) break;
  }
  store<i32>(state, count);
  store<i32>(state, last, 4);
  store<i32>(state, rowFirst, 8);
  store<i32>(state, rowStart, 12);
  return at;
}

/** The whole number of `count` digits, 15 at most: neighbours are joined, then pairs, then fours. */
// @ts-ignore: decorator
@inline
function fromDigits(digits: v128, whole: i32, count: i32): f64 {
  const aligned = i8x16.swizzle(digits, v128.load(places + (((whole << 4) + count) << 4)));
  const tens = v128.and(aligned, i16x8.splat(0xff));
  const twos = i16x8.add(i16x8.mul(tens, i16x8.splat(10)), i16x8.shr_u(aligned, 8));
  const fours = i32x4.dot_i16x8_s(twos, i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const packed = i16x8.narrow_i32x4_s(fours, fours);
  const eights = i32x4.dot_i16x8_s(packed, i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
  return <f64>i32x4.extract_lane(eights, 0) * 1e8 + <f64>i32x4.extract_lane(eights, 1);
}

let longLength = 0;

/** A number of more than 15 digits, a leading zero among them; NaN above 18 of them, and where `quotient` gives it. */
function fromLong(first: usize): f64 {
  let at = first;
  let mantissa: u64 = 0;
  let digit: u32 = load<u8>(at) - 48;
  for (; digit < 10; digit = <u32>load<u8>(++at) - 48) mantissa = mantissa * 10 + digit;
  let count = at - first;
  let scale: usize = 0;
  if (load<u8>(at) == 46) {
    const point = ++at;
    for (digit = <u32>load<u8>(at) - 48; digit < 10; digit = <u32>load<u8>(++at) - 48) mantissa = mantissa * 10 + digit;
    scale = at - point;
    count += scale;
  }
  longLength = <i32>(at - first);
  if (load<u8>(first) == 48) count--;
  return count > 18 || scale > 22 ? NaN : quotient(mantissa, <i32>scale);
}

const SPLITTER: f64 = 134217729;

/** The double nearest to `mantissa / 10 ** scale`, or NaN; the method is told at `quotient` in `src/tensor/decimal.ts`. */
function quotient(mantissa: u64, scale: i32): f64 {
  const divisor = load<f64>(powers + (scale << 3));
  const sum = <f64>mantissa;
  const rest = <f64>(<i64>(mantissa - <u64>sum));
  const divisorHigh = divisor * SPLITTER - (divisor * SPLITTER - divisor);
  const divisorLow = divisor - divisorHigh;
  const first = sum / divisor;
  const spread = first * SPLITTER;
  const firstHigh = spread - (spread - first);
  const firstLow = first - firstHigh;
  const product = first * divisor;
  const productRest =
    firstLow * divisorLow - (product - firstHigh * divisorHigh - firstLow * divisorHigh - firstHigh * divisorLow);
  const correction = (sum - product - productRest + rest) / divisor;
  const doubt = first * 2 ** -98;
  const value = first + (correction + doubt);
  return value == first + (correction - doubt) ? value : NaN;
}

// @ts-ignore: decorator
@inline
function byteAt(at: i32): i32 {
  return <i32>load<u8>(input + at);
}

// @ts-ignore: decorator
@inline
function isBlank(code: i32): bool {
  return code == 32 || code == 10 || code == 13 || code == 9;
}

function skipBlank(start: i32): i32 {
  let at = start;
  while (isBlank(byteAt(at))) at++;
  return at;
}
