import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError } from './bytes.js';
import { textBytes, wordOf } from './utf8.js';

/** The upper half of code page 437, in which a zip archive has its names unless it says that they are UTF-8. */
const UPPER =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
const UTF8 = 0x800;

/**
 * The name of an entry whose place in a zip archive's directory begins at `at`: UTF-8 where its flags say so, else code page
 * 437. Throws `data` where it is longer than a name may be, or not in that code.
 */
export function entryName(file: string, bytes: Uint8Array, at: number, length: number): string {
  if (length > limits.word)
    throw dataError(file, `a name of ${counted(length, 'byte')}`, `at most ${grouped(limits.word)}`);
  const name = bytes.subarray(at + 46, at + 46 + length);
  if ((bytes[at + 8] | (bytes[at + 9] << 8)) & UTF8) {
    const text = textBytes({ name: `${file}, a name in it`, bytes: name });
    return wordOf(text, 0, text.length);
  }
  let text = '';
  for (const byte of name) text += byte < 0x80 ? String.fromCharCode(byte) : UPPER[byte - 0x80];
  return text;
}
