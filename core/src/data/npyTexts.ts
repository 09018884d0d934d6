import { dataError, grouped, type NamedBytes } from './bytes.js';
import { readNpyHeader } from './npyHeader.js';

const TEXT = /^([<>|=])([US])(\d{1,6})$/;

/** Whether a NumPy array file holds texts, of a fixed width each, instead of numbers. */
export const holdsTexts = (file: NamedBytes): boolean => TEXT.test(readNpyHeader(file).descr);

/**
 * Reads a NumPy array file of one axis of texts, UTF-32 (`<U4`) or bytes (`|S4`); the zeros that fill an element up are
 * left out. The header is checked against the bytes present first. Throws `data` with the file's name.
 */
export function readNpyTexts(file: NamedBytes): string[] {
  const { name, bytes } = file;
  const { descr, shape, start } = readNpyHeader(file);
  const [, order, kind, digits] = TEXT.exec(descr) ?? [];
  if (shape.length !== 1) throw dataError(name, `texts of shape (${shape.join(', ')})`, 'one axis of texts');
  const wide = kind === 'U' ? 4 : 1;
  const size = wide * Number(digits);
  if (BigInt(shape[0]) * BigInt(size) !== BigInt(bytes.length - start))
    throw dataError(name, `${grouped(bytes.length - start)} bytes for ${shape[0]} texts`, `${size} each`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: shape[0] }, (_, i) => {
    let text = '';
    for (let at = start + i * size; at < start + (i + 1) * size; at += wide) {
      const code = wide === 4 ? view.getUint32(at, order !== '>') : bytes[at];
      if (code > 0x10ffff) throw dataError(name, `code ${code} in text ${grouped(i)}`, 'characters of Unicode');
      if (code !== 0) text += String.fromCodePoint(code);
    }
    return text;
  });
}
