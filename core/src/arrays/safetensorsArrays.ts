import { dataError } from '../data/bytes.js';
import { isCounts, safetensorsHeader } from '../data/safetensors.js';
import { counted, grouped, shown } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { type ArrayHeader, type FoundArrays, type RangeFile, readExactly, type RefusedArray } from './arrayHeader.js';
import { dtypes } from './dtypes.js';
import { sizeFault } from './npyArrays.js';

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
 * lies beyond the file or on bytes of another, is refused.
 */
export async function safetensorsArrays(file: RangeFile): Promise<Pick<FoundArrays, 'arrays' | 'refused' | 'notes'>> {
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
    const read = tensorAt(value, 8 + length, size);
    if ('found' in read) refused.push({ name: key, ...read });
    else arrays.push({ ...read, name: key });
  }
  const others = sharing(arrays);
  for (const [{ name: key }, other] of others)
    refused.push({ name: key, found: `bytes that "${shown(other)}" has too`, expected: 'bytes of its own' });
  return { arrays: others.size > 0 ? arrays.filter((each) => !others.has(each)) : arrays, refused, notes };
}

/** The tensors that share bytes with one that begins before them, and its name: the format has each byte belong to one. */
function sharing(arrays: readonly ArrayHeader[]): Map<ArrayHeader, string> {
  const found = new Map<ArrayHeader, string>();
  let [end, name] = [0, ''];
  for (const each of arrays.filter(({ bytes }) => bytes > 0).sort((a, b) => a.start - b.start)) {
    if (each.start < end) found.set(each, name);
    else [end, name] = [each.start + each.bytes, each.name];
  }
  return found;
}

function tensorAt(
  entry: object,
  data: number,
  size: number,
): Omit<ArrayHeader, 'name'> | Pick<RefusedArray, 'found' | 'expected'> {
  const { dtype: type, shape, data_offsets: offsets } = entry as Partial<Record<string, unknown>>;
  if (typeof type !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    return { found: 'an entry of another form', expected: 'a dtype, a shape and two data offsets' };
  const dtype = dtypes.find(({ safetensors }) => safetensors === type);
  const known = dtypes.flatMap(({ safetensors }) => safetensors ?? []).join(', ');
  if (!dtype) return { found: `elements of type ${JSON.stringify(type)}`, expected: `one of ${known}` };
  if (shape.length > limits.rank) return { found: `rank ${shape.length}`, expected: `at most ${limits.rank}` };
  const [from, to] = offsets as [number, number];
  const fault = sizeFault(shape, dtype, to - from);
  if (fault) return { found: `bytes ${from} to ${to}: ${fault[0]}`, expected: fault[1] };
  if (data + to > size)
    return { found: `bytes up to ${grouped(data + to)}`, expected: `at most ${grouped(size)}, which the file has` };
  return {
    dtype: dtype.name,
    shape,
    order: 'C',
    byteOrder: dtype.word === 1 ? null : 'little',
    start: data + from,
    bytes: to - from,
    packed: null,
  };
}
