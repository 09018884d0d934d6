const VARINT = 0;
const LENGTH = 2;
const MORE = 0x80;

/** Writes a message of Protocol Buffers, field by field. */
export class ProtoWriter {
  private readonly parts: Uint8Array[] = [];

  /** A whole number from 0 on, below 2^53. */
  int(field: number, value: number): this {
    return this.tag(field, VARINT).varint(value);
  }

  bytes(field: number, value: Uint8Array): this {
    this.tag(field, LENGTH).varint(value.length).parts.push(value);
    return this;
  }

  /** A text of ASCII. */
  text(field: number, value: string): this {
    return this.bytes(
      field,
      new Uint8Array(value.length).map((_, i) => value.charCodeAt(i)),
    );
  }

  message(field: number, value: ProtoWriter): this {
    return this.bytes(field, value.finish());
  }

  /** The same field for each of several messages. */
  messages(field: number, values: readonly ProtoWriter[]): this {
    for (const value of values) this.message(field, value);
    return this;
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.parts.reduce((sum, part) => sum + part.length, 0));
    this.parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return all;
  }

  private tag(field: number, wire: number): this {
    return this.varint(field * 8 + wire);
  }

  private varint(value: number): this {
    const bytes: number[] = [];
    let left = value;
    for (; left >= MORE; left = Math.floor(left / MORE)) bytes.push((left % MORE) + MORE);
    this.parts.push(Uint8Array.from([...bytes, left]));
    return this;
  }
}
