import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { wordOf } from '../data/utf8.js';

/**
 * Passes over the fields of a message of Protocol Buffers, between two offsets. After `next` gave true, `field` is the
 * number of the field, and one of the readers gives what it holds, by the type that the message has there.
 * Throws `data` where the message ends within a field, or a field has a type that there is not.
 */
export class ProtoFields {
  field = 0;
  /** 0: a varint, 1: eight bytes, 2: a length and so many bytes, 5: four bytes. */
  wire = 0;
  private start: number;
  private end: number;

  constructor(
    private readonly bytes: Uint8Array,
    from = 0,
    private readonly to = bytes.length,
  ) {
    this.start = this.end = from;
  }

  /** How many bytes the field holds. */
  get length(): number {
    return this.end - this.start;
  }

  next(): boolean {
    if (this.end >= this.to) return false;
    this.start = this.end;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    this.wire = tag % 8;
    this.start = this.end;
    if (this.wire === 0) this.varint();
    else if (this.wire === 1) this.take(8);
    else if (this.wire === 5) this.take(4);
    else if (this.wire === 2) {
      const length = this.varint();
      this.start = this.end;
      this.take(length);
    } else throw this.fault(`a field of type ${this.wire}`);
    return true;
  }

  /** A whole number of 64 bits with its sign, the nearest double; so are the smaller ones. */
  int(): number {
    return this.whole(true);
  }

  uint(): number {
    return this.whole(false);
  }

  /** The whole numbers that a field packs, or its one, with their signs. Throws where there are more than `most`. */
  ints(most: number): number[] {
    if (this.wire === 0) return [this.int()];
    const found: number[] = [];
    while (this.start < this.end) {
      if (found.length === most) throw this.fault(`more than ${counted(most, 'number')} side by side`);
      found.push(this.int());
      while (this.bytes[this.start++] >= 0x80);
    }
    return found;
  }

  float(): number {
    return this.view(5, 4).getFloat32(0, true);
  }

  double(): number {
    return this.view(1, 8).getFloat64(0, true);
  }

  text(): string {
    this.check(2);
    return wordOf(this.bytes, this.start, this.end);
  }

  message(): ProtoFields {
    this.check(2);
    return new ProtoFields(this.bytes, this.start, this.end);
  }

  /** The bytes that the field holds, not copied. */
  content(): Uint8Array {
    this.check(2);
    return this.bytes.subarray(this.start, this.end);
  }

  /** A field that repeats may pack its values; else it has the type that its reader expects. */
  private check(wire: number): void {
    if (this.wire !== wire && this.wire !== 2) throw this.fault(`a field of type ${this.wire} in place of ${wire}`);
  }

  private view(wire: number, size: number): DataView {
    this.check(wire);
    if (this.length < size) throw this.fault(counted(this.length, 'byte'));
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.start, size);
  }

  /** Of a field that packs several numbers, the first. */
  private whole(signed: boolean): number {
    this.check(0);
    let small = 0;
    let scale = 1;
    let at = this.start;
    // Numbers of up to 49 bits need no BigInt.
    for (const far = Math.min(this.end, at + 7); at < far; at++) {
      const byte = this.bytes[at];
      small += (byte & 0x7f) * scale;
      if (byte < 0x80) return small;
      scale *= 128;
    }
    let value = BigInt(small);
    for (let shift = 49n; at < this.end; at++, shift += 7n) {
      value |= BigInt(this.bytes[at] & 0x7f) << shift;
      if (this.bytes[at] < 0x80) return Number(signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value));
    }
    throw this.fault('a number without an end');
  }

  private varint(): number {
    let value = 0;
    let scale = 1;
    for (let place = 0; place < 10; place++) {
      if (this.end >= this.to) throw this.fault('the end of the message');
      const byte = this.bytes[this.end++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw this.fault('a number of more than ten bytes');
  }

  private take(length: number): void {
    if (!(length <= this.to - this.end)) throw this.fault(counted(this.to - this.end, 'byte'));
    this.end += length;
  }

  private fault(found: string): CoreError {
    return new CoreError('data', `${found} in a message`, 'a whole field');
  }
}
