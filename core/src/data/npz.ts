import { counted, grouped } from '../numeric/describe.js';
import { messageOf } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { dataError, type Inflate, type NamedBytes } from './bytes.js';
import { crc32 } from './crc32.js';
import { readNpy, type NpyArray } from './npy.js';
import { entryName } from './zipName.js';

/** The arrays of a NumPy archive, by their names; each is unpacked when it is read. */
export interface Npz {
  names: readonly string[];
  read(name: string): NpyArray;
  /** The array file of one of them, unpacked. */
  bytesOf(name: string): NamedBytes;
}

interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  /** Where its bytes begin and end. */
  from: number;
  to: number;
}

const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

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

function unpack({ bytes }: NamedBytes, { method, from, to, size }: Entry, inflate: Inflate, title: string): Uint8Array {
  const packed = bytes.subarray(from, to);
  if (method === STORED) return packed;
  try {
    return inflate(packed, 'raw', Math.max(size, 1));
  } catch (error) {
    throw dataError(title, `damaged data (${messageOf(error)})`, 'deflated data');
  }
}

function readDirectory({ name, bytes }: NamedBytes): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = bytes.length - 22;
  // A comment of at most 65,535 bytes may follow.
  while (end >= Math.max(0, bytes.length - 65_557) && view.getUint32(end, true) !== END) end--;
  if (end < 0 || view.getUint32(end, true) !== END) throw dataError(name, 'no directory at its end', 'a zip archive');
  const count = view.getUint16(end + 10, true);
  if (count > limits.npzEntries)
    throw dataError(name, counted(count, 'array'), `at most ${grouped(limits.npzEntries)}`);
  let at = view.getUint32(end + 16, true);
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== DIRECTORY)
      throw dataError(name, `a directory that breaks off at entry ${i}`, counted(count, 'entry', 'entries'));
    const nameLength = view.getUint16(at + 28, true);
    const next = at + 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end)
      throw dataError(name, `a directory that breaks off at entry ${i}`, counted(count, 'entry', 'entries'));
    entries.push(readEntry(name, view, at, entryName(name, bytes, at, nameLength)));
    at = next;
  }
  checkTogether(name, entries);
  return entries;
}

function readEntry(file: string, view: DataView, at: number, name: string): Entry {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const [crc, packed, size, local] = [16, 20, 24, 42].map((offset) => view.getUint32(at + offset, true)) as [
    number,
    number,
    number,
    number,
  ];
  const title = `${file}:${name}`;
  if (flags & 1) throw dataError(title, 'an encrypted array', 'a plain one');
  if (method !== STORED && method !== DEFLATED)
    throw dataError(title, `packing method ${method}`, 'stored or deflated');
  if (size > limits.npzEntry)
    throw dataError(title, `${counted(size, 'byte')} when unpacked`, `at most ${grouped(limits.npzEntry)}`);
  if (size > packed * limits.npzRatio + 64)
    throw dataError(
      title,
      `${counted(size, 'byte')} from ${grouped(packed)}`,
      `at most ${grouped(limits.npzRatio)} to 1`,
    );
  if (method === STORED && size !== packed) throw dataError(title, 'two sizes of a stored array', 'one');
  if (local + 30 > view.byteLength || view.getUint32(local, true) !== LOCAL)
    throw dataError(title, 'no header where the directory says', 'a local header');
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (from + packed > view.byteLength) throw dataError(title, 'data beyond the end of the file', 'data within it');
  return { name, method, crc, packed, size, from, to: from + packed };
}

function checkTogether(file: string, entries: readonly Entry[]): void {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.npzTotal)
    throw dataError(file, `${counted(total, 'byte')} when unpacked`, `at most ${grouped(limits.npzTotal)}`);
  const sorted = [...entries].sort((a, b) => a.from - b.from);
  sorted.forEach((entry, i) => {
    const before = sorted[i - 1];
    if (before && entry.from < before.to)
      throw dataError(file, `"${before.name}" and "${entry.name}" overlapping`, 'arrays apart');
  });
}
