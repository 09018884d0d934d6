import { counted, grouped } from '../numeric/describe.js';
import { messageOf } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { dataError, type Inflate, type NamedBytes } from './bytes.js';
import { crc32 } from './crc32.js';
import { readNpy, type NpyArray } from './npy.js';
import { checkApart, entryStart, tooLarge, ZIP_LOCAL, zipEnd, type ZipEntry, zipEntries } from './zipEntries.js';

/** The arrays of a NumPy archive, by their names; each is unpacked when it is read. */
export interface Npz {
  names: readonly string[];
  read(name: string): NpyArray;
  /** The array file of one of them, unpacked. */
  bytesOf(name: string): NamedBytes;
}

type Entry = ZipEntry & Record<'from' | 'to', number>;

/**
 * Reads the directory of a NumPy archive (a zip of array files). Count, sizes, ratios and places of all entries are
 * checked before anything is unpacked, and each array's size and CRC-32 when it is.
 * Throws `data` with the file's name, and the array's.
 */
export function readNpz(file: NamedBytes, inflate: Inflate): Npz {
  const byName = new Map<string, Entry>();
  for (const entry of readDirectory(file)) {
    const name = entry.name.replace(/\.npy$/, '');
    if (byName.has(name)) throw dataError(file.name, `two arrays ${JSON.stringify(name)}`, 'each name once');
    byName.set(name, entry);
  }
  const names = [...byName.keys()];
  const bytesOf = (name: string): NamedBytes => {
    const entry = byName.get(name);
    if (!entry) throw dataError(file.name, `no array "${name}"`, `one of ${names.slice(0, 12).join(', ')}`);
    const title = `${file.name}:${entry.name}`;
    const bytes = unpack(file, entry, inflate, title);
    if (bytes.length !== entry.size || crc32(bytes) !== entry.crc)
      throw dataError(title, 'bytes that differ from those packed', 'the declared size and CRC-32');
    return { name: title, bytes };
  };
  return { names, bytesOf, read: (name) => readNpy(bytesOf(name)) };
}

function unpack(
  { bytes }: NamedBytes,
  { isDeflated, from, to, size }: Entry,
  inflate: Inflate,
  title: string,
): Uint8Array {
  const packed = bytes.subarray(from, to);
  if (!isDeflated) return packed;
  try {
    return inflate(packed, 'raw', Math.max(size, 1));
  } catch (error) {
    throw dataError(title, `damaged data (${messageOf(error)})`, 'deflated data');
  }
}

function readDirectory({ name, bytes }: NamedBytes): Entry[] {
  const { at, count, from } = zipEnd(name, bytes);
  const entries = zipEntries(name, bytes.subarray(from, at), count).map((entry): Entry => {
    const title = `${name}:${entry.name}`;
    const fault = entry.fault ?? tooLarge(entry);
    if (fault) throw dataError(title, ...fault);
    const begin = entryStart(title, bytes.subarray(entry.local, entry.local + ZIP_LOCAL), entry, bytes.length);
    return { ...entry, from: begin, to: begin + entry.packed };
  });
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.npzTotal)
    throw dataError(name, `${counted(total, 'byte')} when unpacked`, `at most ${grouped(limits.npzTotal)}`);
  checkApart(name, entries);
  return entries;
}
