import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { limits } from '../numeric/limits.js';
import { type NamedBytes } from './bytes.js';
import { decimalNumber } from './decimalNumber.js';
import { type JsonPlaces, OPEN_LIST, OPEN_OBJECT, QUOTE, scanJson } from './jsonScan.js';
import { lineOf, placeIn, textBytes, wordOf } from './utf8.js';

/** With what a file begins that is JSON; null for any other, and for a table by its name: its first cell may begin so. */
export function jsonBeginning({ name, bytes }: NamedBytes): '[' | '{' | null {
  if (/\.[ct]sv(\.gz)?$/i.test(name)) return null;
  const first = bytes.find((byte) => byte > 0x20 && byte < 0x80);
  return first === OPEN_LIST ? '[' : first === OPEN_OBJECT ? '{' : null;
}

/** Whether a text that begins as JSON is a value on each line, by its name, or because the first line is whole and not all. */
export function isJsonLines({ name, bytes }: NamedBytes): boolean {
  if (/\.(jsonl|ndjson)(\.gz)?$/i.test(name)) return true;
  const isBlank = (code: number): boolean => code <= 32;
  const from = bytes.findIndex((code) => !isBlank(code) && code < 0x80);
  const end = from < 0 ? -1 : bytes.indexOf(10, from);
  if (end < 0 || bytes.subarray(end).every(isBlank)) return false;
  try {
    return scanJson(name, bytes.subarray(from, end)).count > 1;
  } catch {
    return false;
  }
}

/**
 * A JSON text and where its values stand, by their numbers in the order of the text; nothing is made of a value before
 * it is asked for, so a text of any form costs eight bytes a value. The whole is value 0; of a text of lines it is their list.
 * Throws `data` with the file's name where it is no JSON, and with the place.
 */
export class Json {
  readonly name: string;
  readonly bytes: Uint8Array;
  private readonly starts: Uint32Array;
  private readonly nexts: Uint32Array;

  constructor(
    file: NamedBytes,
    /** Each line is a value. */
    readonly lines = false,
  ) {
    this.name = file.name;
    this.bytes = textBytes(file);
    const places: JsonPlaces = scanJson(file.name, this.bytes, lines);
    this.starts = places.starts!;
    this.nexts = places.nexts!;
  }

  /** How many values there are, keys among them. */
  get count(): number {
    return this.starts.length;
  }

  startOf(value: number): number {
    return this.starts[value];
  }

  isList(value: number): boolean {
    return (this.lines && value === 0) || this.first(value) === OPEN_LIST;
  }

  isObject(value: number): boolean {
    return !(this.lines && value === 0) && this.first(value) === OPEN_OBJECT;
  }

  isText(value: number): boolean {
    return this.first(value) === QUOTE;
  }

  /** The line of the file that a value begins on, from 1. */
  lineOf(value: number): number {
    return lineOf(this.bytes, this.starts[value]) + 1;
  }

  /** The number of the value that stands after this one and all that is in it. */
  after(value: number): number {
    return this.nexts[value];
  }

  /** The numbers of the items of a list, or of the keys and values of an object in turn. */
  items(value: number): Uint32Array {
    const { nexts } = this;
    const end = nexts[value];
    let count = 0;
    for (let item = value + 1; item < end; item = nexts[item]) count++;
    const items = new Uint32Array(count);
    for (let item = value + 1, i = 0; item < end; item = nexts[item]) items[i++] = item;
    return items;
  }

  /** The values of an object by their keys; throws where there are too many, or a key stands twice. */
  members(value: number): Map<string, number> {
    const items = this.items(value);
    if (items.length > 2 * limits.keys)
      throw this.error(value, counted(items.length / 2, 'key'), `at most ${grouped(limits.keys)}`);
    const members = new Map<string, number>();
    for (let i = 0; i < items.length; i += 2) {
      const key = this.text(items[i]);
      if (members.has(key)) throw this.error(items[i], `the key ${JSON.stringify(key)} twice`, 'each key once');
      members.set(key, items[i + 1]);
    }
    return members;
  }

  /** Text as it stands: what a string says, or what a number, `true` or `null` is written as. */
  text(value: number): string {
    const { bytes, starts } = this;
    const from = starts[value];
    const end = this.endOf(value);
    if (end - from > limits.word + 2)
      throw this.error(value, counted(end - from, 'byte'), `a text of at most ${grouped(limits.word)}`);
    const text = wordOf(bytes, from, end, limits.word + 2);
    return bytes[from] === QUOTE ? (JSON.parse(text) as string) : text;
  }

  /** Text as `text` gives it, of at most so many bytes, and what is longer with an ellipsis. */
  clipped(value: number, most: number): string {
    const { bytes, starts } = this;
    const end = this.endOf(value);
    const quote = bytes[starts[value]] === QUOTE ? 1 : 0;
    const from = starts[value] + quote;
    let to = from;
    while (to < end - quote && to - from < most) {
      if (bytes[to] === 0x5c) to += bytes[to + 1] === 0x75 ? 6 : 2;
      else for (to++; (bytes[to] & 0xc0) === 0x80;) to++;
    }
    const text = wordOf(bytes, from, to, to - from);
    return (quote ? (JSON.parse(`"${text}"`) as string) : text) + (to < end - quote ? '…' : '');
  }

  /** Whether two values without others in them are written alike. */
  isSame(value: number, other: number): boolean {
    const { bytes, starts } = this;
    const [from, from2] = [starts[value], starts[other]];
    const length = this.endOf(value) - from;
    if (this.endOf(other) - from2 !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[from2 + i]) return false;
    return true;
  }

  /** The beginning of what is written, as a message shows it. */
  raw(value: number): string {
    const from = this.starts[value];
    return wordOf(this.bytes, from, Math.min(this.endOf(value), from + 40));
  }

  /** NaN where it is no number, whether in quotes or not. */
  number(value: number): number {
    const { bytes, starts } = this;
    const quote = bytes[starts[value]] === QUOTE ? 1 : 0;
    return decimalNumber(bytes, starts[value] + quote, this.endOf(value) - quote);
  }

  /** Where a list ends that is a value of the object that the text is. */
  listEnd(value: number): number {
    const next = this.nexts[value];
    let end = next < this.starts.length ? this.starts[next] : this.bytes.length;
    while (this.bytes[end - 1] !== 0x5d) end--;
    return end;
  }

  /** Where a text, a number or a word ends. */
  private endOf(value: number): number {
    const { bytes } = this;
    let at = this.starts[value];
    if (bytes[at] === QUOTE) {
      for (at++; bytes[at] !== QUOTE; at++) if (bytes[at] === 0x5c) at++;
      return at + 1;
    }
    while (at < bytes.length && !isEnd(bytes[at])) at++;
    return at;
  }

  error(value: number, found: string, expected: string): CoreError {
    return new CoreError('data', found, expected, placeIn(this.name, this.bytes, this.starts[value]));
  }

  private first(value: number): number {
    return this.bytes[this.starts[value]];
  }
}

/** What ends a number or a word: a blank, a comma, a closing bracket. */
const isEnd = (code: number): boolean => code <= 32 || code === 0x2c || code === 0x5d || code === 0x7d;
