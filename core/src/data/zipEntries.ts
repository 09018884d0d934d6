import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError } from './bytes.js';
import { entryName } from './zipName.js';

/** A file in a zip archive, as the archive's directory has it. */
export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly crc: number;
  /** Bytes in the archive, and when they are unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where its own header begins. */
  readonly local: number;
  /** Why it cannot be read; null where it can. */
  readonly fault: readonly [found: string, expected: string] | null;
}

/** Bytes at the end of an archive among which the end of its directory is: a comment of 65,535 may follow it. */
export const ZIP_TAIL = 65_557;
/** Bytes of an entry's own header without its name. */
export const ZIP_LOCAL = 30;
/** Bytes of the end of a directory for sizes of 64 bits, and of what says where that is. */
export const ZIP64_END = 56;
export const ZIP64_PLACE = 20;

const END = 0x06054b50;
const END64 = 0x06064b50;
const PLACE64 = 0x07064b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const ALL_ONES = 0xffffffff;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
/** A number of 64 bits; what is beyond 2^53 is beyond every file, and stays so. */
const long = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

interface ZipEnd {
  /** Where it is, in the bytes that were given. */
  at: number;
  count: number;
  from: number;
}

/** Where the directory of an archive is, by the last bytes of it. Throws `data` where they hold no end of one. */
export function zipEnd(file: string, tail: Uint8Array): ZipEnd {
  const view = viewOf(tail);
  let at = tail.length - 22;
  while (at >= Math.max(0, tail.length - ZIP_TAIL) && view.getUint32(at, true) !== END) at--;
  if (at < 0 || view.getUint32(at, true) !== END) throw dataError(file, 'no directory at its end', 'a zip archive');
  return { at, count: view.getUint16(at + 10, true), from: view.getUint32(at + 16, true) };
}

/** Where the end of the directory for sizes of 64 bits is; null where these bytes before the end do not say. */
export function zip64Place(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  return bytes.length === ZIP64_PLACE && view.getUint32(0, true) === PLACE64 ? long(view, 8) : null;
}

/** What the end of a directory for sizes of 64 bits says. */
export function zip64End(file: string, bytes: Uint8Array): Pick<ZipEnd, 'count' | 'from'> {
  const view = viewOf(bytes);
  if (bytes.length !== ZIP64_END || view.getUint32(0, true) !== END64)
    throw dataError(file, 'no directory where its end says', 'a zip archive');
  return { count: long(view, 32), from: long(view, 48) };
}

/** The entries of a directory, which has to hold so many. */
export function zipEntries(file: string, bytes: Uint8Array, count: number): ZipEntry[] {
  if (count > limits.npzEntries)
    throw dataError(file, counted(count, 'array'), `at most ${grouped(limits.npzEntries)}`);
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const isWhole = at + 46 <= bytes.length && view.getUint32(at, true) === DIRECTORY;
    const nameLength = isWhole ? view.getUint16(at + 28, true) : 0;
    const extra = at + 46 + nameLength;
    const next = isWhole ? extra + view.getUint16(at + 30, true) + view.getUint16(at + 32, true) : Infinity;
    if (next > bytes.length)
      throw dataError(file, `a directory that breaks off at entry ${i}`, counted(count, 'entry', 'entries'));
    const name = entryName(file, bytes, at, nameLength);
    entries.push(entryAt(view, at, name, extra, extra + view.getUint16(at + 30, true)));
    at = next;
  }
  if (at + 4 <= bytes.length && view.getUint32(at, true) === DIRECTORY)
    throw dataError(file, `a directory of more than ${counted(count, 'entry', 'entries')}`, 'as many as its end says');
  return entries;
}

function entryAt(view: DataView, at: number, name: string, extra: number, end: number): ZipEntry {
  const method = view.getUint16(at + 10, true);
  let [packed, size, local] = [20, 24, 42].map((offset) => view.getUint32(at + offset, true)) as [
    number,
    number,
    number,
  ];
  for (let field = extra; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    let next = field + 4;
    const stop = Math.min(end, next + view.getUint16(field + 2, true));
    const wide = (value: number): number =>
      value !== ALL_ONES || next + 8 > stop ? value : long(view, (next += 8) - 8);
    size = wide(size);
    packed = wide(packed);
    local = wide(local);
    break;
  }
  const isDeflated = method === DEFLATED;
  const fault =
    view.getUint16(at + 8, true) & 1
      ? (['an encrypted array', 'a plain one'] as const)
      : method !== STORED && !isDeflated
        ? ([`packing method ${method}`, 'stored or deflated'] as const)
        : method === STORED && size !== packed
          ? (['two sizes of a stored array', 'one'] as const)
          : null;
  return { name, isDeflated, crc: view.getUint32(at + 16, true), packed, size, local, fault };
}

/** What is too much of an entry that has to be unpacked; null where it can be. */
export function tooLarge({ packed, size }: Pick<ZipEntry, 'packed' | 'size'>): readonly [string, string] | null {
  if (Math.max(size, packed) > limits.npzEntry)
    return [`${counted(size, 'byte')} when unpacked`, `at most ${grouped(limits.npzEntry)}`];
  if (size > packed * limits.npzRatio + 64)
    return [`${counted(size, 'byte')} from ${grouped(packed)}`, `at most ${grouped(limits.npzRatio)} to 1`];
  return null;
}

/** Where the bytes of an entry begin, by its own header. Throws `data` where they or the header lie beyond the file. */
export function entryStart(title: string, header: Uint8Array, { local, packed }: ZipEntry, fileSize: number): number {
  const view = viewOf(header);
  if (header.length < ZIP_LOCAL || view.getUint32(0, true) !== LOCAL)
    throw dataError(title, 'no header where the directory says', 'a local header');
  const from = local + ZIP_LOCAL + view.getUint16(26, true) + view.getUint16(28, true);
  if (from + packed > fileSize) throw dataError(title, 'data beyond the end of the file', 'data within it');
  return from;
}

/** Throws `data` where two entries share bytes. */
export function checkApart(file: string, entries: readonly { name: string; from: number; to: number }[]): void {
  const sorted = [...entries].sort((a, b) => a.from - b.from);
  sorted.forEach((entry, i) => {
    const before = sorted[i - 1];
    if (before && entry.from < before.to)
      throw dataError(file, `"${before.name}" and "${entry.name}" overlapping`, 'arrays apart');
  });
}
