/** What the elements of an array are; the names are NumPy's, and PyTorch's where NumPy has none. */
export type DtypeName =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'bfloat16'
  | 'float8_e4m3fn'
  | 'float8_e5m2'
  | 'complex64'
  | 'complex128';

export type DtypeKind = 'bool' | 'int' | 'uint' | 'float' | 'complex';

/** Which number of a complex one is meant. */
export type ComplexPart = 'real' | 'imaginary' | 'magnitude';

export interface Dtype {
  readonly name: DtypeName;
  readonly kind: DtypeKind;
  /** Bytes of one element. */
  readonly size: number;
  /** Bytes of what is turned where the byte order is another: half an element of complex numbers. */
  readonly word: number;
  /** How NumPy's files call it, without the byte order; null where NumPy has no such type. */
  readonly npy: string | null;
  /** How safetensors calls it; null where it has no such type. */
  readonly safetensors: string | null;
  /** The code of an IDX file. */
  readonly idx: number | null;
  /** The distance from 1 to the next number; 0 for whole numbers. */
  readonly epsilon: number;
}

const row = (
  name: DtypeName,
  kind: DtypeKind,
  size: number,
  npy: string | null,
  safetensors: string | null,
  epsilon = 0,
  idx: number | null = null,
): Dtype => ({ name, kind, size, word: kind === 'complex' ? size / 2 : size, npy, safetensors, idx, epsilon });

/** Every type of element that is read. */
export const dtypes: readonly Dtype[] = [
  row('bool', 'bool', 1, 'b1', 'BOOL'),
  row('int8', 'int', 1, 'i1', 'I8', 0, 0x09),
  row('int16', 'int', 2, 'i2', 'I16', 0, 0x0b),
  row('int32', 'int', 4, 'i4', 'I32', 0, 0x0c),
  row('int64', 'int', 8, 'i8', 'I64'),
  row('uint8', 'uint', 1, 'u1', 'U8', 0, 0x08),
  row('uint16', 'uint', 2, 'u2', 'U16'),
  row('uint32', 'uint', 4, 'u4', 'U32'),
  row('uint64', 'uint', 8, 'u8', 'U64'),
  row('float16', 'float', 2, 'f2', 'F16', 2 ** -10),
  row('float32', 'float', 4, 'f4', 'F32', 2 ** -23, 0x0d),
  row('float64', 'float', 8, 'f8', 'F64', 2 ** -52, 0x0e),
  row('bfloat16', 'float', 2, null, 'BF16', 2 ** -7),
  row('float8_e4m3fn', 'float', 1, null, 'F8_E4M3', 2 ** -3),
  row('float8_e5m2', 'float', 1, null, 'F8_E5M2', 2 ** -2),
  row('complex64', 'complex', 8, 'c8', 'C64', 2 ** -23),
  row('complex128', 'complex', 16, 'c16', null, 2 ** -52),
];

/** The type of a name. */
export const dtypeOf = (name: DtypeName): Dtype => dtypes.find((each) => each.name === name)!;
