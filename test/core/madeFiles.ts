import { crc32 } from '@surprisal/core';

/** A NumPy array file with a header of our own making. */
export function npy(header: string, body: Uint8Array): Uint8Array {
  const begin = [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8, ...Buffer.from(header)];
  const bytes = new Uint8Array(begin.length + body.length);
  bytes.set(begin);
  bytes.set(body, begin.length);
  return bytes;
}

/** A NumPy array file in C order, with a header as long as NumPy makes it. */
export const npyArray = (descr: string, shape: readonly number[], body: Uint8Array): Uint8Array =>
  npy(
    `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.map((n) => `${n},`).join(' ')}), }`.padEnd(117) +
      '\n',
    body,
  );

/** A safetensors file with a header of our own making, and so many bytes of zeros after it. */
export function safetensors(header: string, body: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + body);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

interface Entry {
  name: string | Uint8Array;
  data: Uint8Array;
  flags?: number;
}

/** A zip archive of stored entries. */
export function zip(entries: readonly Entry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, flags = 0 } of entries) {
    const title = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(title.length, 26);
    const line = Buffer.alloc(46);
    line.writeUInt32LE(0x02014b50, 0);
    line.writeUInt16LE(flags, 8);
    line.writeUInt32LE(crc32(data), 16);
    line.writeUInt32LE(data.length, 20);
    line.writeUInt32LE(data.length, 24);
    line.writeUInt16LE(title.length, 28);
    line.writeUInt32LE(at, 42);
    parts.push(local, title, Buffer.from(data));
    directory.push(line, title);
    at += 30 + title.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}
