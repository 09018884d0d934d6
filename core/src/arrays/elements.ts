import { type ComplexPart, dtypeOf, type Dtype, type DtypeName } from './dtypes.js';
import { complexText, numberText } from './numberText.js';
import { smallFloats } from './smallFloats.js';

type Words =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;
type Make = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => Words;

const makes: Record<DtypeName, Make> = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
  bfloat16: Uint16Array,
  float8_e4m3fn: Uint8Array,
  float8_e5m2: Uint8Array,
  complex64: Float32Array,
  complex128: Float64Array,
};

const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Elements of one type side by side, as the machine has numbers; made of bytes of either order. */
export class Elements {
  readonly count: number;
  readonly dtype: Dtype;
  private readonly words: Words;
  /** The two halves of whole numbers of 64 bits. */
  private readonly halves: Int32Array | undefined;
  private readonly table: Float64Array | undefined;

  constructor(name: DtypeName, bytes: Uint8Array, byteOrder: 'little' | 'big' | null) {
    const dtype = dtypeOf(name);
    this.dtype = dtype;
    const { word } = dtype;
    const isTurned = word > 1 && (byteOrder === 'big') === LITTLE;
    const own = isTurned || bytes.byteOffset % word !== 0 ? new Uint8Array(bytes) : bytes;
    if (isTurned) turn(own, word);
    this.words = new makes[name](own.buffer, own.byteOffset, Math.floor(own.length / word));
    this.count = Math.floor(own.length / dtype.size);
    this.table = smallFloats(name);
    if (dtype.size === 8 && dtype.kind !== 'float' && dtype.kind !== 'complex')
      this.halves = new Int32Array(own.buffer, own.byteOffset, this.count * 2);
  }

  /** Gives numbers as doubles: `count` from the one at `first`, every `stride`-th; whole numbers beyond 2^53 are rounded. */
  doubles(into: Float64Array, first: number, count: number, stride = 1, part: ComplexPart = 'real'): void {
    const { table, halves, dtype } = this;
    if (dtype.kind === 'complex') {
      this.complex(into, first, count, stride, part);
      return;
    }
    if (halves) {
      this.long(halves, into, first, count, stride);
      return;
    }
    const words = this.words as Float64Array;
    if (table) for (let i = 0, at = first; i < count; i++, at += stride) into[i] = table[words[at]];
    else if (dtype.kind === 'bool')
      for (let i = 0, at = first; i < count; i++, at += stride) into[i] = words[at] === 0 ? 0 : 1;
    else if (stride === 1) into.set(words.subarray(first, first + count));
    else for (let i = 0, at = first; i < count; i++, at += stride) into[i] = words[at];
  }

  /** A whole number, exactly. */
  whole(at: number): bigint {
    return BigInt(this.words[at]);
  }

  /** An element as NumPy writes it; types that NumPy lacks as the float32 that they are. */
  text(at: number): string {
    const { words, table, dtype } = this;
    if (dtype.kind === 'complex')
      return complexText(Number(words[2 * at]), Number(words[2 * at + 1]), numberText(dtype.name));
    if (dtype.kind === 'bool') return words[at] === 0 ? 'False' : 'True';
    if (dtype.kind !== 'float') return String(words[at]);
    return numberText(dtype.name)(table ? table[Number(words[at])] : Number(words[at]));
  }

  private complex(into: Float64Array, first: number, count: number, stride: number, part: ComplexPart): void {
    const words = this.words as Float64Array;
    if (part === 'magnitude')
      for (let i = 0, at = 2 * first; i < count; i++, at += 2 * stride) into[i] = Math.hypot(words[at], words[at + 1]);
    else {
      const begin = 2 * first + (part === 'real' ? 0 : 1);
      for (let i = 0, at = begin; i < count; i++, at += 2 * stride) into[i] = words[at];
    }
  }

  /** Rounds once: the upper half is exact as a double, and so is the lower one. */
  private long(halves: Int32Array, into: Float64Array, first: number, count: number, stride: number): void {
    const [low, high] = LITTLE ? [0, 1] : [1, 0];
    const isSigned = this.dtype.kind === 'int';
    for (let i = 0, at = 2 * first; i < count; i++, at += 2 * stride) {
      const upper = halves[at + high];
      into[i] = (isSigned ? upper : upper >>> 0) * 4294967296 + (halves[at + low] >>> 0);
    }
  }
}

/** Turns the bytes of every word round, in place. */
function turn(bytes: Uint8Array, word: number): void {
  for (let at = 0; at + word <= bytes.length; at += word)
    for (let i = at, j = at + word - 1; i < j; i++, j--) {
      const byte = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = byte;
    }
}
