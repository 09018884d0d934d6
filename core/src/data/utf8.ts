import { counted, grouped } from '../numeric/describe.js';
import { CoreError, type ErrorPlace } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { dataError, type NamedBytes } from './bytes.js';

/** The least code that two, three and four bytes may stand for. */
const LEAST = [0, 0x80, 0x800, 0x10000];

/**
 * The bytes of a text file, without the mark of the byte order at their beginning.
 * Throws `data` with the file's name where there are more than `limits.text`, and with line and column where they are not
 * UTF-8.
 */
export function textBytes({ name, bytes }: NamedBytes): Uint8Array {
  if (bytes.length > limits.text)
    throw dataError(name, counted(bytes.length, 'byte'), `a text of at most ${grouped(limits.text)}`);
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw dataError(name, 'text in UTF-16', 'UTF-8');
  const text = first === 0xef && second === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const fault = faultIn(text);
  if (fault >= 0) throw new CoreError('data', 'bytes that are not UTF-8', 'a text file', placeIn(name, text, fault));
  return text;
}

/** Where the first byte stands that is not UTF-8, or -1. */
function faultIn(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) {
    const first = bytes[at];
    if (first < 0x80) continue;
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4 || at + more >= bytes.length) return at;
    let code = first & (0x3f >> more);
    for (let k = 1; k <= more; k++) {
      if ((bytes[at + k] & 0xc0) !== 0x80) return at;
      code = (code << 6) | (bytes[at + k] & 0x3f);
    }
    if (code < LEAST[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return at;
    at += more;
  }
  return -1;
}

/** The text of bytes that are UTF-8, the first `most` of them; what is beyond Unicode is U+FFFD. */
export function wordOf(bytes: Uint8Array, from: number, to: number, most: number = limits.word): string {
  const end = Math.min(to, from + most);
  let text = '';
  for (let at = from; at < end; at++) {
    const first = bytes[at];
    const more = first < 0xc0 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let k = 1; k <= more; k++) code = (code << 6) | (bytes[at + k] & 0x3f);
    text += String.fromCodePoint(code > 0x10ffff ? 0xfffd : code);
    at += more;
  }
  return text;
}

/** File, line and column of a byte of a text, the column in units of UTF-16. LF, CRLF and a lone CR each end a line. */
export function placeIn(
  file: string,
  bytes: Uint8Array,
  at: number,
): Required<Pick<ErrorPlace, 'line' | 'column'>> & ErrorPlace {
  let column = 0;
  const line = lineOf(bytes, at, (start) => {
    for (let i = start; i < at; i++) if ((bytes[i] & 0xc0) !== 0x80) column += bytes[i] >= 0xf0 ? 2 : 1;
  });
  return { file, line, column };
}

/** How many lines end before a byte of a text; tells where its own line begins. */
export function lineOf(bytes: Uint8Array, at: number, begins?: (start: number) => void): number {
  let line = 0;
  let start = 0;
  for (let i = 0; i < at; i++)
    if (bytes[i] === 10 || (bytes[i] === 13 && bytes[i + 1] !== 10)) {
      line++;
      start = i + 1;
    }
  begins?.(start);
  return line;
}
