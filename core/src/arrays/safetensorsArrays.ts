import { dataError } from '../data/bytes.js';
import { isCounts, safetensorsHeader } from '../data/safetensors.js';
import { counted, grouped, shown } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { type ArrayHeader, type FoundArrays, type RangeFile, readExactly, type RefusedArray } from './arrayHeader.js';
import { dtypes } from './dtypes.js';
import { partOf, sizeFault } from './fittedArray.js';

/** Characters of a note that are kept. */
const NOTE = 4096;
const NOTES = 1000;

/** Whether a file begins as a safetensors file does: the length of a header within it, and an object. */
export function isSafetensors(bytes: Uint8Array, size: number): boolean {
  if (bytes.length < 9 || bytes[8] !== 0x7b) return false;
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true) <= BigInt(size - 8);
}

/**
 * The tensors of a safetensors file by its header alone. Throws `data` where the header is faulty; a tensor that is, that
 * lies beyond the file or on bytes of another, is refused. Bytes that none of them has are told.
 */
export async function safetensorsArrays(file: RangeFile): Promise<Omit<FoundArrays, 'format' | 'gzip' | 'size'>> {
  const { name, size } = file;
  const first = await readExactly(file, 0, 8);
  const length = Number(new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true));
  if (length > Math.min(limits.safetensorsHeader, size - 8))
    throw dataError(name, `a header of ${counted(length, 'byte')}`, `at most ${grouped(limits.safetensorsHeader)}`);
  const entries = Object.entries(safetensorsHeader(await readExactly(file, 8, length), name));
  if (entries.length > limits.arrays)
    throw dataError(name, counted(entries.length, 'tensor'), `at most ${grouped(limits.arrays)}`);
  const arrays: ArrayHeader[] = [];
  const refused: RefusedArray[] = [];
  const notes: [string, string][] = [];
  for (const [key, value] of entries) {
    if (key === '__metadata__') {
      for (const [word, said] of Object.entries(value).slice(0, NOTES)) {
        const text = typeof said === 'string' ? said : JSON.stringify(said);
        notes.push([word, text.length > NOTE ? `${text.slice(0, NOTE)}…` : text]);
      }
      continue;
    }
    const read = tensorAt(key, value, 8 + length, size);
    if ('found' in read) refused.push(read);
    else arrays.push(read);
  }
  const placed = arrays.filter(({ bytes }) => bytes > 0).sort((a, b) => a.start - b.start);
  const others = sharing(placed);
  for (const [{ name: key }, other] of others)
    refused.push({ name: key, found: `bytes that "${shown(other)}" has too`, expected: 'bytes of its own' });
  // Where a tensor is refused, its place may not be known.
  const fault = refused.length === 0 && bytesOfNone(placed, 8 + length, size);
  return {
    arrays: others.size > 0 ? arrays.filter((each) => !others.has(each)) : arrays,
    refused: withOwnParts(refused, arrays),
    ...(fault && { fault }),
    notes,
  };
}

/** Of tensors that reach beyond the file only one can have what lies at its end, and none where a sound one has it. */
function withOwnParts(refused: readonly RefusedArray[], arrays: readonly ArrayHeader[]): RefusedArray[] {
  const parts = refused.flatMap(({ part }) => part ?? []);
  const isFree =
    parts.length === 1 && arrays.every(({ start, bytes }) => bytes === 0 || start + bytes <= parts[0].start);
  return refused.map(({ part, ...rest }) => (part && isFree ? { ...rest, part } : rest));
}

/** The tensors that share bytes with one that begins before them, and its name: the format has each byte belong to one. */
function sharing(placed: readonly ArrayHeader[]): Map<ArrayHeader, string> {
  const found = new Map<ArrayHeader, string>();
  let [end, name] = [0, ''];
  for (const each of placed) {
    if (each.start < end) found.set(each, name);
    else [end, name] = [each.start + each.bytes, each.name];
  }
  return found;
}

/** The first bytes behind the header that no tensor has: those who go by the format read no such file. */
function bytesOfNone(placed: readonly ArrayHeader[], data: number, size: number): FoundArrays['fault'] | null {
  let end = data;
  for (const { start, bytes } of placed) {
    if (start > end) return noTensor(end - data, start - end);
    end = start + bytes;
  }
  return end < size ? noTensor(end - data, size - end) : null;
}

const noTensor = (from: number, count: number): FoundArrays['fault'] => ({
  found: `${counted(count, 'byte')} from ${grouped(from)} on in no tensor`,
  expected: 'every byte in one',
});

function tensorAt(name: string, entry: object, data: number, size: number): ArrayHeader | RefusedArray {
  const { dtype: type, shape, data_offsets: offsets } = entry as Partial<Record<string, unknown>>;
  if (typeof type !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    return { name, found: 'an entry of another form', expected: 'a dtype, a shape and two data offsets' };
  const dtype = dtypes.find(({ safetensors }) => safetensors === type);
  const known = dtypes.flatMap(({ safetensors }) => safetensors ?? []).join(', ');
  if (!dtype) return { name, found: `elements of type "${shown(type)}"`, expected: `one of ${known}` };
  if (shape.length > limits.rank) return { name, found: `rank ${shape.length}`, expected: `at most ${limits.rank}` };
  const [from, to] = offsets as [number, number];
  const fault = sizeFault(shape, dtype, to - from);
  if (fault) return { name, found: `bytes ${from} to ${to}: ${fault[0]}`, expected: fault[1] };
  const byteOrder = dtype.word === 1 ? null : 'little';
  const stated = { name, dtype: dtype.name, shape, order: 'C', byteOrder, start: data + from, packed: null } as const;
  if (data + to <= size) return { ...stated, bytes: to - from };
  const [found, expected] = [`bytes up to ${grouped(data + to)}`, `at most ${grouped(size)}, which the file has`];
  return { name, found, expected, ...partOf(stated, size - data - from, [found, expected]) };
}
