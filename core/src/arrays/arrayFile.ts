import { dataError } from '../data/bytes.js';
import { crc32 } from '../data/crc32.js';
import { isNpy, readNpyHeader } from '../data/npyHeader.js';
import { counted, grouped } from '../numeric/describe.js';
import { CoreError, messageOf } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import {
  type ArrayHeader,
  type FoundArrays,
  type OpenArray,
  type Packed,
  type RangeFile,
  readExactly,
  type RefusedArray,
  type Unpack,
} from './arrayHeader.js';
import { checkedFile } from './checkedFile.js';
import { dtypeOf } from './dtypes.js';
import { bytesOf, fittedArray } from './fittedArray.js';
import { idxArray, isIdx } from './idxArray.js';
import { npyArray, npyHeaderAt } from './npyArrays.js';
import { npzArrays } from './npzArrays.js';
import { isSafetensors, safetensorsArrays } from './safetensorsArrays.js';

const KNOWN = 'a NumPy array (.npy), an archive of them (.npz), a safetensors or an IDX file, perhaps gzipped';
/** Bytes in which each format shows what it is. */
const BEGINNING = 4 + 4 * 255;
/** Packed bytes of a gzip file that the header of its array is within. */
const PACKED = 2048;

/**
 * What arrays a file holds: what they are, by their headers alone, which are checked against the size of the file before
 * anything is allocated. The format is told by the bytes, not by the name. What holds no numbers is refused by its name,
 * and nothing is ever unpickled. Throws `data` where the file is none of the formats, or its one array is refused.
 */
export async function readArrays(file: RangeFile, unpack: Unpack): Promise<FoundArrays> {
  const { name, size } = file;
  const first = await readExactly(file, 0, Math.min(size, BEGINNING));
  const [a, b] = first;
  if (a === 0x50 && b === 0x4b)
    return { format: 'npz', gzip: false, size, notes: [], ...(await npzArrays(file, unpack)) };
  if (a === 0x1f && b === 0x8b) return packedArray(file, unpack);
  if (isNpy(first)) {
    const stated = npyArray(name, '', await npyHeaderAt(file, name));
    return only(file, 'npy', fittedArray(stated, size - stated.start));
  }
  if (isIdx(first)) {
    const stated = idxArray(name, first);
    return only(file, 'idx', fittedArray(stated, size - stated.start));
  }
  if (isSafetensors(first, size))
    return { format: 'safetensors', gzip: false, size, ...(await safetensorsArrays(file)) };
  throw dataError(name, size === 0 ? 'no bytes' : 'another beginning', KNOWN);
}

const only = ({ size }: RangeFile, format: 'npy' | 'idx', array: ArrayHeader | RefusedArray): FoundArrays => ({
  format,
  gzip: false,
  size,
  ...('found' in array ? { arrays: [], refused: [array] } : { arrays: [array], refused: [] }),
  notes: [],
});

/**
 * The array of a gzipped file. It is unpacked at once only where its last bytes do not declare what its header needs, since
 * they speak of the last of its members alone.
 */
async function packedArray(file: RangeFile, unpack: Unpack): Promise<FoundArrays> {
  const { name, size } = file;
  if (size < 18) throw dataError(name, counted(size, 'byte'), 'a gzip file of 18 bytes or more');
  const beginning = await unpack
    .beginning(await readExactly(file, 0, Math.min(size, PACKED)), 'gzip')
    .catch(damaged(name, 'gzip'));
  const format = isNpy(beginning) ? 'npy' : 'idx';
  if (format === 'idx' && !isIdx(beginning)) throw dataError(name, 'a gzip of another file', KNOWN);
  const stated =
    format === 'npy' ? npyArray(name, '', readNpyHeader({ name, bytes: beginning })) : idxArray(name, beginning);
  const needed = BigInt(stated.start) + bytesOf(stated.shape, dtypeOf(stated.dtype));
  if (needed > limits.idxFile || size > limits.idxFile)
    throw dataError(
      name,
      `a gzip of ${counted(needed > size ? needed : size, 'byte')}`,
      `at most ${grouped(limits.idxFile)}, since it can only be read whole; unpack it first`,
    );
  const end = await readExactly(file, size - 4, 4);
  const declared = new DataView(end.buffer, end.byteOffset, 4).getUint32(0, true);
  const packed: Packed = { format: 'gzip', from: 0, to: size, size: Number(needed), crc: null };
  const there = BigInt(declared) === needed ? declared : (await unpacked(file, name, packed, unpack)).length;
  const array = fittedArray({ ...stated, packed: { ...packed, size: there } }, there - stated.start);
  return { ...only(file, format, array), gzip: true };
}

/** What packed bytes stand for, which is no more than they declare. */
async function unpacked(
  file: RangeFile,
  title: string,
  { format, from, to, size }: Packed,
  unpack: Unpack,
): Promise<Uint8Array> {
  const bytes = await readExactly(file, from, to - from);
  return format === 'stored' ? bytes : unpack.whole(bytes, format, Math.max(1, size)).catch(damaged(title, format));
}

const damaged =
  (title: string, format: 'gzip' | 'raw') =>
  (error: unknown): never => {
    const [what, expected] = format === 'gzip' ? ['a damaged gzip', 'gzip data'] : ['damaged data', 'packed data'];
    if (error instanceof CoreError) throw dataError(title, `${error.found} unpacked`, error.expected);
    throw dataError(title, `${what} (${messageOf(error)})`, expected);
  };

/**
 * An array whose elements can be read. One that is packed is unpacked whole, and checked; what it becomes is kept as long as
 * what is returned. Throws `data` where it is damaged.
 */
export async function openArray(file: RangeFile, header: ArrayHeader, unpack: Unpack): Promise<OpenArray> {
  const { packed, name } = header;
  const title = name ? `${file.name}:${name}` : file.name;
  if (!packed) return { file: checkedFile(file, title, header), header };
  const whole = await unpacked(file, title, packed, unpack);
  if (whole.length !== packed.size || (packed.crc !== null && crc32(whole) !== packed.crc))
    throw dataError(title, 'bytes that differ from those packed', 'the declared size and CRC-32');
  const read = (at: number, length: number): Promise<Uint8Array> => Promise.resolve(whole.subarray(at, at + length));
  return { file: { name: title, size: packed.size, read }, header };
}
