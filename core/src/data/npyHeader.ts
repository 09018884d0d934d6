import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { dataError, type NamedBytes } from './bytes.js';
import { npyType } from './npyType.js';

export interface NpyHeader {
  /** Byte order, kind and size, such as `<f8`, however they are written; of what is no number the text as it stands. */
  descr: string;
  /** Whether the first axis runs fastest. */
  fortran: boolean;
  shape: number[];
  /** Where the elements begin. */
  start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Whether bytes begin as a NumPy array file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * Reads the header of a NumPy array file: a Python dictionary of `descr`, `fortran_order` and `shape`, in any order, as
 * NumPy reads it: of Python 2 too, whose whole numbers may end with `L`, where the version is older than 3.
 * Throws `data` with the file's name; a `descr` that is neither a text nor a list of fields is refused.
 */
export function readNpyHeader({ name, bytes }: NamedBytes): NpyHeader {
  if (!isNpy(bytes) || bytes.length < 10) throw dataError(name, 'another beginning', 'a NumPy array file');
  const [major, minor] = bytes.subarray(6, 8);
  if (major < 1 || major > 3 || minor > 0)
    throw dataError(name, `format version ${major}.${minor}`, 'version 1.0, 2.0 or 3.0');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const first = major === 1 ? 10 : 12;
  if (bytes.length < first) throw dataError(name, counted(bytes.length, 'byte'), `${first} or more`);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > limits.npyHeader)
    throw dataError(name, `a header of ${counted(length, 'byte')}`, `at most ${grouped(limits.npyHeader)}`);
  const start = first + length;
  if (start > bytes.length)
    throw dataError(name, `a header of ${counted(length, 'byte')}`, 'one that ends within the file');
  let text = '';
  for (const byte of bytes.subarray(first, start)) text += String.fromCharCode(byte);
  return { ...new HeaderParser(text, name, major < 3).parse(), start };
}

/** The grammar of the header, read from left to right, each character once. */
class HeaderParser {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly file: string,
    /** Whether whole numbers may be written as Python 2 writes them. */
    private readonly mayBeLong: boolean,
  ) {}

  parse(): Omit<NpyHeader, 'start'> {
    const found: Partial<Omit<NpyHeader, 'start'>> = {};
    this.expect('{');
    while (!this.take('}')) {
      const key = this.string();
      this.expect(':');
      if (key === 'descr') found.descr = this.type();
      else if (key === 'fortran_order') found.fortran = this.boolean();
      else if (key === 'shape') found.shape = this.counts();
      else this.fail(`key '${key}'`, 'descr, fortran_order or shape');
      if (!this.take(',')) {
        this.expect('}');
        break;
      }
    }
    const { descr, fortran, shape } = found;
    this.skip();
    if (this.at < this.text.length) this.fail('more after the dictionary', 'its end');
    if (descr === undefined || fortran === undefined || shape === undefined)
      return this.fail('a key missing', 'descr, fortran_order and shape');
    return { descr, fortran, shape };
  }

  /** A text, or the list of fields of records as it stands. */
  private type(): string {
    this.skip();
    const { at, text } = this;
    if (text[at] !== '[' && text[at] !== '(') return npyType(this.string());
    let open = 0;
    do {
      const character = text[this.at];
      if (character === "'" || character === '"') this.string();
      else this.at++;
      if (character === '[' || character === '(') open++;
      if (character === ']' || character === ')') open--;
    } while (open > 0 && this.at < text.length);
    return text.slice(at, this.at);
  }

  private string(): string {
    this.skip();
    if (/^[uU]['"]/.test(this.text.slice(this.at, this.at + 2))) this.at++;
    const quote = this.text[this.at];
    if (quote !== "'" && quote !== '"') return this.fail('something else', "a text in quotes, such as '<f8'");
    const end = this.text.indexOf(quote, this.at + 1);
    if (end < 0) return this.fail('a text without end', 'a closing quote');
    const value = this.text.slice(this.at + 1, end);
    if (value.includes('\\')) return this.fail('a backslash', 'a text as it stands');
    this.at = end + 1;
    return value;
  }

  private boolean(): boolean {
    this.skip();
    for (const [word, value] of [
      ['True', true],
      ['False', false],
    ] as const)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    return this.fail('something else', 'True or False');
  }

  private counts(): number[] {
    const counts: number[] = [];
    this.expect('(');
    while (!this.take(')')) {
      this.skip();
      const from = this.at;
      while (this.text[this.at] >= '0' && this.text[this.at] <= '9') this.at++;
      const value = Number(this.text.slice(from, this.at));
      // In Python 2 a leading zero made a number octal.
      const isOctal = value > 0 && this.text[from] === '0';
      if (from === this.at || isOctal || !Number.isSafeInteger(value))
        return this.fail(`"${this.text.slice(from, from + 20)}"`, 'a count of 0 or more, below 2^53');
      if (this.mayBeLong) this.take('L');
      counts.push(value);
      if (!this.take(',')) {
        this.expect(')');
        if (counts.length === 1) this.fail(`(${value})`, `a tuple, which is (${value},)`);
        break;
      }
    }
    return counts;
  }

  private skip(): void {
    while (' \t\n\r\f'.includes(this.text[this.at] ?? '-')) this.at++;
  }

  private take(character: string): boolean {
    this.skip();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (!this.take(character)) this.fail(`"${this.text.slice(this.at, this.at + 20)}"`, `"${character}"`);
  }

  private fail(found: string, expected: string): never {
    throw dataError(this.file, `header, character ${this.at}: ${found}`, expected);
  }
}
