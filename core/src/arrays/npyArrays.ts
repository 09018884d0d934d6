import { dataError } from '../data/bytes.js';
import type { NpyHeader } from '../data/npyHeader.js';
import { readNpyHeader } from '../data/npyHeader.js';
import { grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { type RangeFile, readExactly } from './arrayHeader.js';
import { type Dtype, dtypes } from './dtypes.js';
import type { StatedArray } from './fittedArray.js';

/** Bytes in which the header of an array file is, where it is within its limit. */
const HEADER = 12 + limits.npyHeader;

const NUMBERS = 'booleans, whole numbers, floats of at most 64 bits or complex numbers of at most 128';

/** What NumPy calls the types that are refused, by the letter of their kind. */
const refused: Record<string, string> = {
  O: 'objects, which only a pickle holds and which are never unpickled',
  U: 'texts',
  S: 'texts of bytes',
  a: 'texts of bytes',
  M: 'dates',
  m: 'spans of time',
  V: 'records or raw bytes',
};

/** The header of an array file, which begins at `from`. */
export async function npyHeaderAt(file: RangeFile, title: string, from = 0, end = file.size): Promise<NpyHeader> {
  const bytes = await readExactly(file, from, Math.min(HEADER, end - from));
  return readNpyHeader({ name: title, bytes });
}

/**
 * What an array file says of its array; `start` is counted from the beginning of the array file. Throws `data` for what is
 * no array of numbers: a type is refused by its name.
 */
export function npyArray(title: string, name: string, { descr, fortran, shape, start }: NpyHeader): StatedArray {
  const dtype = npyDtype(title, descr);
  if (shape.length > limits.rank) throw dataError(title, `rank ${shape.length}`, `at most ${grouped(limits.rank)}`);
  return {
    name,
    dtype: dtype.name,
    shape,
    order: fortran && shape.length > 1 ? 'F' : 'C',
    byteOrder: dtype.word === 1 ? null : descr[0] === '>' ? 'big' : 'little',
    start,
    packed: null,
  };
}

function npyDtype(title: string, descr: string): Dtype {
  const dtype = '<>|'.includes(descr[0]) ? dtypes.find(({ npy }) => npy === descr.slice(1)) : undefined;
  if (dtype) return dtype;
  const records = /^[[(]/.test(descr) ? 'records' : undefined;
  const long = /^[<>|=]?(?:f(?:12|16)|g)$|^float(?:96|128)$/.test(descr) ? 'long doubles' : undefined;
  const wide = /^[<>|=]?(?:c(?:24|32)|G)$|^complex(?:192|256)$/.test(descr) ? 'complex long doubles' : undefined;
  const kind = /^[<>|=]?(.)/.exec(descr)?.[1] ?? '';
  const known = records ?? long ?? wide ?? (Object.hasOwn(refused, kind) ? refused[kind] : undefined);
  throw dataError(title, known ? `${known} ('${descr}')` : `elements of type '${descr}'`, NUMBERS);
}
