import { dataError } from '../data/bytes.js';
import {
  checkApart,
  entryStart,
  tooLarge,
  ZIP64_END,
  zip64End,
  zip64Place,
  ZIP64_PLACE,
  ZIP_LOCAL,
  ZIP_TAIL,
  zipEnd,
  zipEntries,
  type ZipEntry,
} from '../data/zipEntries.js';
import { type NpyHeader, readNpyHeader } from '../data/npyHeader.js';
import { CoreError, messageOf } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { type ArrayHeader, type RangeFile, readExactly, type RefusedArray, type Unpack } from './arrayHeader.js';
import { fittedArray } from './fittedArray.js';
import { npyArray, npyHeaderAt } from './npyArrays.js';

/** Packed bytes of an array that its header is within, and nearly always: each stands for a thousand at most. */
const BEGINNING = 2048;
const LIKELY = 256;

type Found = { arrays: ArrayHeader[]; refused: RefusedArray[] };

/**
 * The arrays of a NumPy archive, by its directory and the header of each: those that are stored can then be read in parts,
 * and are checked once all of them is read; those that are short or deflated are read whole, and checked. Throws `data` where
 * the directory is faulty; an array that is, is refused.
 */
export async function npzArrays(file: RangeFile, unpack: Unpack): Promise<Found> {
  const entries = await directory(file);
  const arrays: ArrayHeader[] = [];
  const refused: RefusedArray[] = [];
  const places: { name: string; from: number; to: number }[] = [];
  const names = entries.map(({ name }) => name.replace(/\.npy$/, ''));
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  for (const [i, entry] of entries.entries()) {
    const name = names[i];
    try {
      const title = `${file.name}:${entry.name}`;
      if (entry.fault) throw dataError(title, ...entry.fault);
      const from = entryStart(
        title,
        await readExactly(file, entry.local, Math.min(ZIP_LOCAL, Math.max(0, file.size - entry.local))),
        entry,
        file.size,
      );
      places.push({ name: entry.name, from, to: from + entry.packed });
      // NumPy would take the last of them, and other readers the first.
      if (times.get(name)! > 1) throw dataError(title, 'another array of this name', 'each name once');
      const read = await arrayIn(file, title, name, entry, from, unpack);
      if ('found' in read) refused.push(read);
      else arrays.push(read);
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      refused.push({ name, found: error.found, expected: error.expected });
    }
  }
  checkApart(file.name, places);
  return { arrays, refused };
}

async function arrayIn(
  file: RangeFile,
  title: string,
  name: string,
  entry: ZipEntry,
  from: number,
  unpack: Unpack,
): Promise<ArrayHeader | RefusedArray> {
  const { isDeflated, packed, size, crc } = entry;
  const to = from + packed;
  if (!isDeflated) {
    const stated = npyArray(title, name, await npyHeaderAt(file, title, from, to));
    const there = size - stated.start;
    const start = from + stated.start;
    if (size > limits.arrayPart) return fittedArray({ ...stated, start, check: { from, start, to, crc } }, there);
    return fittedArray({ ...stated, packed: { format: 'stored', from, to, size, crc } }, there);
  }
  const fault = tooLarge(entry);
  if (fault) throw dataError(title, ...fault);
  const stated = npyArray(title, name, await packedHeader(file, title, from, packed, unpack));
  return fittedArray({ ...stated, packed: { format: 'raw', from, to, size, crc } }, size - stated.start);
}

async function packedHeader(
  file: RangeFile,
  title: string,
  from: number,
  packed: number,
  unpack: Unpack,
): Promise<NpyHeader> {
  const within = async (most: number): Promise<NpyHeader> => {
    const bytes = await readExactly(file, from, Math.min(packed, most));
    const beginning = await unpack.beginning(bytes, 'raw').catch((error: unknown) => {
      throw dataError(title, `damaged data (${messageOf(error)})`, 'deflated data');
    });
    return readNpyHeader({ name: title, bytes: beginning });
  };
  return within(LIKELY).catch(() => within(BEGINNING));
}

async function directory(file: RangeFile): Promise<ZipEntry[]> {
  const { name, size } = file;
  const tailFrom = Math.max(0, size - ZIP_TAIL);
  const tail = await readExactly(file, tailFrom, size - tailFrom);
  const end = zipEnd(name, tail);
  let { count, from } = end;
  let to = tailFrom + end.at;
  const before = Math.max(0, to - ZIP64_PLACE);
  const place = zip64Place(await readExactly(file, before, to - before));
  if (place !== null) {
    if (place + ZIP64_END > before) throw dataError(name, 'no directory where its end says', 'a zip archive');
    ({ count, from } = zip64End(name, await readExactly(file, place, ZIP64_END)));
    to = place;
  }
  if (from > to || to - from > MOST) throw dataError(name, `a directory from byte ${from} to ${to}`, 'one in the file');
  return zipEntries(name, await readExactly(file, from, to - from), count);
}

/** Bytes of a directory of as many entries as there may be, each with the longest name and fields. */
const MOST = 64 * 2 ** 20;
