import { limits } from '../numeric/limits.js';

const FEED = 10;
const RETURN = 13;

/** Takes a line without its end, and its number from 1; the bytes are not to be kept. */
type LineSink = (line: Uint8Array, number: number) => void;

/**
 * Parts bytes that come in pieces of any size into lines; a line that has no end yet is waited for. A line beyond the
 * limit is passed over, and `tooLong` is told its number.
 */
export class ByteLines {
  private rest: Uint8Array = new Uint8Array(0);
  private passing = false;
  private count = 0;

  constructor(
    private readonly sink: LineSink,
    private readonly tooLong: (number: number) => void,
  ) {}

  /** Bytes of a last line that has no end yet. */
  get waiting(): number {
    return this.rest.length;
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    for (let end = bytes.indexOf(FEED); end >= 0; end = bytes.indexOf(FEED, from)) {
      const part = bytes.subarray(from, end);
      from = end + 1;
      if (this.passing) this.passing = false;
      else this.line(this.rest.length > 0 ? joined(this.rest, part) : part);
      this.rest = new Uint8Array(0);
    }
    if (this.passing || from === bytes.length) return;
    this.rest = joined(this.rest, bytes.subarray(from));
    if (this.rest.length <= limits.curveLine) return;
    this.tooLong(++this.count);
    this.passing = true;
    this.rest = new Uint8Array(0);
  }

  private line(line: Uint8Array): void {
    const number = ++this.count;
    if (line.length > limits.curveLine) return this.tooLong(number);
    this.sink(line.at(-1) === RETURN ? line.subarray(0, -1) : line, number);
  }
}

/** One piece after the other, in bytes of its own. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
