import { dataError } from '../data/bytes.js';
import { crc32 } from '../data/crc32.js';
import { isNpy, readNpyHeader } from '../data/npyHeader.js';
import { counted, grouped } from '../numeric/describe.js';
import { messageOf } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import {
  type ArrayHeader,
  type FoundArrays,
  type OpenArray,
  type RangeFile,
  readExactly,
  type Unpack,
} from './arrayHeader.js';
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
  if (isNpy(first)) return only(file, 'npy', npyArray(name, '', await npyHeaderAt(file, name), size));
  if (isIdx(first)) return only(file, 'idx', idxArray(name, first, size));
  if (isSafetensors(first, size))
    return { format: 'safetensors', gzip: false, size, ...(await safetensorsArrays(file)) };
  throw dataError(name, size === 0 ? 'no bytes' : 'another beginning', KNOWN);
}

const only = ({ size }: RangeFile, format: 'npy' | 'idx', array: ArrayHeader): FoundArrays => ({
  format,
  gzip: array.packed !== null,
  size,
  arrays: [array],
  refused: [],
  notes: [],
});

/** The array of a gzipped file, whose last bytes declare what comes out of it. */
async function packedArray(file: RangeFile, unpack: Unpack): Promise<FoundArrays> {
  const { name, size } = file;
  if (size < 18) throw dataError(name, counted(size, 'byte'), 'a gzip file of 18 bytes or more');
  const end = await readExactly(file, size - 4, 4);
  const declared = new DataView(end.buffer, end.byteOffset, 4).getUint32(0, true);
  if (Math.max(declared, size) > limits.idxFile)
    throw dataError(
      name,
      `a gzip that declares ${counted(Math.max(declared, size), 'byte')}`,
      `at most ${grouped(limits.idxFile)}, since it can only be read whole; unpack it first`,
    );
  const beginning = await unpack
    .beginning(await readExactly(file, 0, Math.min(size, PACKED)), 'gzip')
    .catch((error: unknown) => {
      throw dataError(name, `a damaged gzip (${messageOf(error)})`, 'gzip data');
    });
  const format = isNpy(beginning) ? 'npy' : 'idx';
  if (format === 'idx' && !isIdx(beginning)) throw dataError(name, 'a gzip of another file', KNOWN);
  const array =
    format === 'npy'
      ? npyArray(name, '', readNpyHeader({ name, bytes: beginning }), declared)
      : idxArray(name, beginning, declared);
  return only(file, format, { ...array, packed: { format: 'gzip', from: 0, to: size, size: declared, crc: null } });
}

/**
 * An array whose elements can be read. One that is packed is unpacked whole, and checked; what it becomes is kept as long as
 * what is returned. Throws `data` where it is damaged.
 */
export async function openArray(file: RangeFile, header: ArrayHeader, unpack: Unpack): Promise<OpenArray> {
  const { packed, name } = header;
  if (!packed) return { file, header };
  const title = name ? `${file.name}:${name}` : file.name;
  const { format, from, to, size, crc } = packed;
  const bytes = await readExactly(file, from, to - from);
  const whole =
    format === 'stored'
      ? bytes
      : await unpack.whole(bytes, format, Math.max(1, size)).catch((error: unknown) => {
          throw dataError(title, `damaged data (${messageOf(error)})`, 'packed data');
        });
  if (whole.length !== size || (crc !== null && crc32(whole) !== crc))
    throw dataError(title, 'bytes that differ from those packed', 'the declared size and CRC-32');
  const read = (at: number, length: number): Promise<Uint8Array> => Promise.resolve(whole.subarray(at, at + length));
  return { file: { name: title, size, read }, header };
}
