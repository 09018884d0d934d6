import { crc32 } from '@surprisal/core';

/**
 * Encodes a PNG without compression. A pixel is one byte, grey or an index in `palette` (three bytes a colour), or three
 * bytes, red, green and blue.
 */
export function encodePng(pixels: Uint8Array, width: number, height: number, palette?: Uint8Array): Uint8Array {
  const bytes = pixels.length / height;
  const raw = new Uint8Array((bytes + 1) * height);
  for (let y = 0; y < height; y++) raw.set(pixels.subarray(y * bytes, (y + 1) * bytes), y * (bytes + 1) + 1);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  header[9] = palette ? 3 : bytes > width ? 2 : 0;
  return join([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', store(raw)),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** Encodes bytes as base64, in Node and in a web worker. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

const STORED_BLOCK = 65535;

/** A zlib stream of stored blocks. */
function store(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let at = 0; at < data.length; at += STORED_BLOCK) {
    const block = data.subarray(at, at + STORED_BLOCK);
    const n = block.length;
    parts.push(Uint8Array.of(at + n >= data.length ? 1 : 0, n & 255, n >> 8, ~n & 255, (~n >> 8) & 255), block);
  }
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  parts.push(Uint8Array.of(b >> 8, b & 255, a >> 8, a & 255));
  return join(parts);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 12);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = name.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(data.length + 8, crc32(out.subarray(4, data.length + 8)));
  return out;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
