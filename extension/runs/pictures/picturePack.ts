import { dataError, type NamedBytes } from '@surprisal/core';

/** A picture as its file has it, and the class that its folder is. */
export interface Picture {
  /** The name of its folder. */
  className: string;
  /** Path from the folder of the classes. */
  path: string;
  bytes: Uint8Array;
}

/** A pack begins with this; no kind of file that is read does. */
const MAGIC = new TextEncoder().encode('\x93Surprisal pictures 1\n');
const HEAD = 6;

/** The files of a folder of classes as one run of bytes, which is what is hashed, and what the thread takes. */
export function packPictures(name: string, pictures: readonly Pick<Picture, 'path' | 'bytes'>[]): NamedBytes {
  const encoder = new TextEncoder();
  const named = pictures.map(({ path, bytes }) => ({ path: encoder.encode(path), bytes }));
  const size = named.reduce((sum, { path, bytes }) => sum + HEAD + path.length + bytes.length, MAGIC.length);
  const packed = new Uint8Array(size);
  const view = new DataView(packed.buffer);
  packed.set(MAGIC);
  let at = MAGIC.length;
  for (const { path, bytes } of named) {
    view.setUint16(at, path.length);
    view.setUint32(at + 2, bytes.length);
    packed.set(path, at + HEAD);
    packed.set(bytes, at + HEAD + path.length);
    at += HEAD + path.length + bytes.length;
  }
  return { name, bytes: packed };
}

export const isPicturePack = ({ bytes }: NamedBytes): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** The pictures of a pack, each sharing its memory. Throws `data` where it ends within one. */
export function unpackPictures({ name, bytes }: NamedBytes): Picture[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const decoder = new TextDecoder();
  const pictures: Picture[] = [];
  let at = MAGIC.length;
  while (at < bytes.length) {
    const from = at + HEAD + (at + HEAD <= bytes.length ? view.getUint16(at) : 0);
    const end = from + (from <= bytes.length ? view.getUint32(at + 2) : 0);
    if (end > bytes.length || from === at + HEAD) throw dataError(name, 'pictures that end too soon', 'whole ones');
    const path = decoder.decode(bytes.subarray(at + HEAD, from));
    pictures.push({ className: path.slice(0, path.indexOf('/')), path, bytes: bytes.subarray(from, end) });
    at = end;
  }
  return pictures;
}
