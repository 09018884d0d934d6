import type { Dtype } from './dtypes.js';

/** Puts numbers into an order by keys of 32 bits, and gives the number of a key. */
export interface OrderKeys {
  /** Whether each number has a key of its own. */
  readonly exact: boolean;
  /** The keys of so many finite numbers; what is given is used again for the next. */
  keys(values: Float64Array, size: number): Uint32Array;
  value(key: number): number;
}

const SIGN = 0x80000000;
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The bits of a float in the order of the numbers, and back. */
const rising = (bits: number): number => (bits & SIGN ? ~bits : bits | SIGN) >>> 0;
const falling = (key: number): number => (key & SIGN ? key & 0x7fffffff : ~key) >>> 0;

/** Keys for numbers of a type in blocks of at most `block`. */
export function orderKeys({ kind, size }: Dtype, block: number): OrderKeys {
  if (size === 4 && kind !== 'float') return wholeKeys(kind === 'int' ? SIGN : 0, block);
  return size <= 4 ? singleKeys(block) : doubleKeys(block);
}

function wholeKeys(offset: number, block: number): OrderKeys {
  const keys = new Uint32Array(block);
  return {
    exact: true,
    keys(values, size) {
      for (let i = 0; i < size; i++) keys[i] = values[i] + offset;
      return keys;
    },
    value: (key) => key - offset,
  };
}

/** For whatever a float32 holds exactly: floats of at most 32 bits, and whole numbers of at most 16. */
function singleKeys(block: number): OrderKeys {
  const floats = new Float32Array(block);
  const bits = new Uint32Array(floats.buffer);
  const keys = new Uint32Array(block);
  return {
    exact: true,
    keys(values, size) {
      floats.set(size === block ? values : values.subarray(0, size));
      for (let i = 0; i < size; i++) keys[i] = rising(bits[i]);
      return keys;
    },
    value(key) {
      bits[0] = falling(key);
      return floats[0];
    },
  };
}

/** For doubles: the upper half of their bits, and the middle of the numbers that share it. */
function doubleKeys(block: number): OrderKeys {
  const keys = new Uint32Array(block);
  const one = new Float64Array(1);
  const half = new Uint32Array(one.buffer);
  const high = LITTLE ? 1 : 0;
  return {
    exact: false,
    keys(values, size) {
      const bits = new Uint32Array(values.buffer, values.byteOffset, 2 * size);
      for (let i = 0; i < size; i++) keys[i] = rising(bits[2 * i + high]);
      return keys;
    },
    value(key) {
      half[high] = falling(key);
      half[1 - high] = SIGN;
      return one[0];
    },
  };
}
