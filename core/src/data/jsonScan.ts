import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { placeIn, wordOf } from './utf8.js';

export const OPEN_LIST = 0x5b;
export const OPEN_OBJECT = 0x7b;
export const QUOTE = 0x22;

/** Where the values of a JSON text stand. A key is a value before the one that it names. */
export interface JsonPlaces {
  count: number;
  /** The byte that each value begins at, in the order of the text; null where they are only counted. */
  starts: Uint32Array | null;
  /** The number of the value after it and all that is in it. */
  nexts: Uint32Array | null;
}

/** What may stand next. */
const VALUE = 0;
const VALUE_OR_END = 1;
const KEY = 2;
const KEY_OR_END = 3;
const AFTER = 4;

/**
 * Reads a JSON text by the strict grammar, without recursion, and notes where each value stands: twice, first to count
 * them, so that no list grows with the text. With `lines` each line is a value of its own, and value 0 is the list of
 * them. Throws `data` with file, line and column; NaN and infinities, which other languages write, are named, and so is
 * a line that ends before its value does.
 */
export function scanJson(file: string, bytes: Uint8Array, lines = false): JsonPlaces {
  const { count } = new JsonScan(file, bytes, { count: 0, starts: null, nexts: null }, lines).read();
  return new JsonScan(
    file,
    bytes,
    { count: 0, starts: new Uint32Array(count), nexts: new Uint32Array(count) },
    lines,
  ).read();
}

class JsonScan {
  private at = 0;
  private depth = 0;
  /** Of each open level: the number of its value, and what closes it. */
  private readonly open = new Uint32Array(limits.nesting + 1);
  private readonly closers = new Uint8Array(limits.nesting + 1);

  constructor(
    private readonly file: string,
    private readonly bytes: Uint8Array,
    private readonly places: JsonPlaces,
    private readonly lines: boolean,
  ) {}

  read(): JsonPlaces {
    const { bytes, closers, lines } = this;
    let state = VALUE;
    if (lines) {
      this.open[++this.depth] = 0;
      this.add(0);
    }
    for (;;) {
      const from = this.at;
      const code = this.skipBlank();
      if (lines && this.depth === 1) {
        if (code === -1) {
          this.close();
          return this.places;
        }
        if (state === AFTER && !this.hasLineEnd(from)) this.fail(undefined, 'a line for each value');
        state = this.value(code);
      } else if (state === AFTER) {
        if (this.depth === 0) {
          if (this.at < bytes.length) this.fail();
          return this.places;
        }
        if (code === 0x2c) {
          this.at++;
          state = closers[this.depth] === 0x7d ? KEY : VALUE;
        } else if (code === closers[this.depth]) this.close();
        else this.fail();
      } else if ((state === VALUE_OR_END || state === KEY_OR_END) && code === closers[this.depth]) {
        this.close();
        state = AFTER;
      } else if (state === KEY || state === KEY_OR_END) {
        if (code !== QUOTE) this.fail();
        this.add(this.at);
        this.string();
        if (this.skipBlank() !== 0x3a) this.fail();
        this.at++;
        state = VALUE;
      } else state = this.value(code);
    }
  }

  private value(code: number): number {
    const { at } = this;
    if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (this.depth === limits.nesting) this.fail(`more than ${limits.nesting} open brackets`, 'fewer');
      this.open[++this.depth] = this.places.count;
      this.closers[this.depth] = code + 2;
      this.add(at);
      this.at++;
      return code === OPEN_LIST ? VALUE_OR_END : KEY_OR_END;
    }
    this.add(at);
    if (code === QUOTE) this.string();
    else if (!(this.word('true') || this.word('false') || this.word('null') || this.number())) this.noValue();
    return AFTER;
  }

  private close(): void {
    const { nexts, count } = this.places;
    if (nexts) nexts[this.open[this.depth]] = count;
    this.depth--;
    this.at++;
  }

  private add(start: number): void {
    const { starts, nexts } = this.places;
    const number = this.places.count++;
    if (!starts || !nexts) return;
    starts[number] = start;
    nexts[number] = number + 1;
  }

  private skipBlank(): number {
    const { bytes } = this;
    for (; this.at < bytes.length; this.at++) {
      const code = bytes[this.at];
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return code;
      if (this.lines && this.depth > 1 && isLineEnd(code)) return code;
    }
    return -1;
  }

  private hasLineEnd(from: number): boolean {
    for (let at = from; at < this.at; at++) if (isLineEnd(this.bytes[at])) return true;
    return false;
  }

  private string(): void {
    const { bytes } = this;
    for (this.at++; this.at < bytes.length; this.at++) {
      const code = bytes[this.at];
      if (code === QUOTE) {
        this.at++;
        return;
      }
      if (code < 32) this.fail('a control character in a text', 'an escape such as \\n');
      if (code !== 0x5c) continue;
      const escape = bytes[++this.at];
      if (escape === 0x75)
        for (let k = 0; k < 4; k++) if (!isHex(bytes[++this.at])) this.fail(undefined, 'four hexadecimal digits');
      if (escape !== 0x75 && !isEscape(escape)) this.fail(undefined, 'an escape of JSON');
    }
    this.fail();
  }

  private word(word: string): boolean {
    for (let i = 0; i < word.length; i++) if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false;
    this.at += word.length;
    return true;
  }

  /** Passes over a number, `-0.5e3`; false, and nowhere else, where none stands. */
  private number(): boolean {
    const { bytes, at: start } = this;
    if (bytes[this.at] === 0x2d) this.at++;
    if (bytes[this.at] === 0x30) this.at++;
    else if (this.digits() === 0) {
      this.at = start;
      return false;
    }
    if (bytes[this.at] === 0x2e) {
      this.at++;
      if (this.digits() === 0) this.fail(undefined, 'a digit');
    }
    if ((bytes[this.at] | 32) === 0x65) {
      this.at++;
      if (bytes[this.at] === 0x2b || bytes[this.at] === 0x2d) this.at++;
      if (this.digits() === 0) this.fail(undefined, 'a digit');
    }
    return true;
  }

  private digits(): number {
    const start = this.at;
    while (this.bytes[this.at] >= 48 && this.bytes[this.at] <= 57) this.at++;
    return this.at - start;
  }

  private noValue(): never {
    const word = /^-?(?:NaN|Infinity)\b/.exec(this.near())?.[0];
    return word === undefined ? this.fail() : this.fail(word, 'a finite number');
  }

  private near(): string {
    return wordOf(this.bytes, this.at, Math.min(this.bytes.length, this.at + 20));
  }

  private fail(found?: string, expected = 'JSON'): never {
    const { file, bytes } = this;
    const at = Math.min(this.at, bytes.length);
    if (this.lines && (at === bytes.length || isLineEnd(bytes[at])))
      throw new CoreError(
        'data',
        'a line that ends within a value',
        'a whole one on each line',
        placeIn(file, bytes, at),
      );
    const what = found ?? (at === bytes.length ? 'an end too early' : JSON.stringify(this.near()));
    throw new CoreError('data', what, expected, placeIn(file, bytes, at));
  }
}

const isLineEnd = (code: number): boolean => code === 10 || code === 13;
const isHex = (code: number): boolean => (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102);
const isEscape = (code: number): boolean => code < 128 && '"\\/bfnrt'.includes(String.fromCharCode(code));
