import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError, type NamedBytes } from './bytes.js';
import { readNpyHeader } from './npyHeader.js';

const TEXT = /^([<>|=])([US])(\d{1,6})$/;

/** Whether a NumPy array file holds texts, of a fixed width each, instead of numbers. */
export const holdsTexts = (file: NamedBytes): boolean => TEXT.test(readNpyHeader(file).descr);

/** One axis of texts, each made when it is asked for. */
export interface NpyTexts {
  count: number;
  text(item: number): string;
}

/**
 * Reads a NumPy array file of one axis of texts, UTF-32 (`<U4`) or bytes (`|S4`); the zeros that fill an element up are
 * left out. The header is checked against the bytes present first. Throws `data` with the file's name.
 */
export function readNpyTexts(file: NamedBytes): NpyTexts {
  const { name, bytes } = file;
  const { descr, shape, start } = readNpyHeader(file);
  const [, order, kind, digits] = TEXT.exec(descr) ?? [];
  if (shape.length !== 1) throw dataError(name, `texts of shape (${shape.join(', ')})`, 'one axis of texts');
  const wide = kind === 'U' ? 4 : 1;
  const size = wide * Number(digits);
  if (size === 0)
    throw dataError(name, `${counted(shape[0], 'text')} of type '${descr}'`, 'texts of one character or more');
  if (BigInt(shape[0]) * BigInt(size) !== BigInt(bytes.length - start))
    throw dataError(name, `${counted(bytes.length - start, 'byte')} for ${counted(shape[0], 'text')}`, `${size} each`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const codeAt = (at: number): number => (wide === 4 ? view.getUint32(at, order !== '>') : bytes[at]);
  return {
    count: shape[0],
    text(item) {
      const from = start + item * size;
      let end = from + size;
      while (end > from && codeAt(end - wide) === 0) end -= wide;
      if ((end - from) / wide > limits.word)
        throw dataError(
          name,
          `text ${grouped(item)} of ${counted((end - from) / wide, 'character')}`,
          `at most ${grouped(limits.word)}`,
        );
      let text = '';
      for (let at = from; at < end; at += wide) {
        const code = codeAt(at);
        if (code > 0x10ffff) throw dataError(name, `code ${code} in text ${grouped(item)}`, 'characters of Unicode');
        text += String.fromCodePoint(code);
      }
      return text;
    },
  };
}
