import { dataError } from '../data/bytes.js';
import { crc32 } from '../data/crc32.js';
import { type ArrayHeader, type RangeFile, readExactly } from './arrayHeader.js';

/**
 * A file for one question about an array that has a CRC-32: where the question reads all of its bytes in their order, they
 * are held to it, and the last read throws `data` where they differ. What reads only parts of them is not checked.
 */
export function checkedFile(file: RangeFile, title: string, { check }: ArrayHeader): RangeFile {
  if (!check) return file;
  const { from, start, to, crc } = check;
  let [next, sum, isDone] = [NaN, 0, false];
  return {
    ...file,
    async read(at, length) {
      const bytes = await file.read(at, length);
      if (isDone) return bytes;
      // The array's own header, which is read no more, is a part of what is summed.
      if (at === start) [next, sum] = [start, crc32(await readExactly(file, from, start - from))];
      if (at !== next) return bytes;
      sum = crc32(bytes, sum);
      next += bytes.length;
      isDone = next === to;
      if (isDone && sum !== crc)
        throw dataError(title, 'bytes that differ from those stored', 'the CRC-32 that the archive declares');
      return bytes;
    },
  };
}
