import { CoreError, crc32, dataError, messageOf } from '@surprisal/core';
import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import { Unzlib } from 'fflate';
import { checkSize, checkTurn, type OpenPicture } from './raster.js';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** The chunks that pixels are made of, each once but for the data; no other is given to the decoder. */
const PIXELS = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];
/** Bytes of a chunk beside its body: its length, its type and its check sum. */
const AROUND = 12;
/** Bytes that are unpacked at a time; each gives at most about a thousand. */
const SLICE = 4096;
const [GREY, COLOUR, PALETTE, GREY_ALPHA, COLOUR_ALPHA] = [0, 2, 3, 4, 6];
const SAMPLES: Readonly<Record<number, number>> = {
  [GREY]: 1,
  [COLOUR]: 3,
  [PALETTE]: 1,
  [GREY_ALPHA]: 2,
  [COLOUR_ALPHA]: 4,
};

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, i) => bytes[i] === byte);

/**
 * Reads the chunks of a PNG. Throws `data` by name: a damaged or truncated one, above the limits, 16 bits a sample, Exif
 * rotation; and when it is decoded, what unpacks to another size than its header says, and transparency.
 */
export function openPng(file: string, bytes: Uint8Array): OpenPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const seen = new Set<string>();
  // A chunk may be as small as nothing, and a file full of them: none is held on to.
  let [dataSize, last] = [0, ''];
  for (let at = SIGNATURE.length; last !== 'IEND';) {
    const length = at + AROUND <= bytes.length ? view.getUint32(at) : Infinity;
    if (at + AROUND + length > bytes.length) throw dataError(file, 'a PNG that ends too soon', 'a whole one');
    const type = typeAt(bytes, at);
    if ((at === SIGNATURE.length) !== (type === 'IHDR'))
      throw dataError(file, `the chunk ${JSON.stringify(type)} here`, 'IHDR once, first');
    if (type === 'IHDR' && length !== 13) throw dataError(file, `a header of ${length} bytes`, '13 bytes');
    if (type === 'eXIf') checkTurn(file, bytes.subarray(at + 8, at + 8 + length));
    if (PIXELS.includes(type)) {
      if (seen.has(type) && (type !== 'IDAT' || last !== 'IDAT'))
        throw dataError(file, `the chunk ${JSON.stringify(type)} again`, 'each once, and the data in one run');
      seen.add(type);
    }
    if (type === 'IDAT') dataSize += length;
    last = type;
    at += AROUND + length;
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, kind, , , interlace] = bytes.subarray(24, 29);
  const samples = SAMPLES[kind];
  checkSize(file, width, height);
  if (depth === 16) throw dataError(file, '16 bits a sample', '8 bits or fewer');
  if (samples === undefined || ![1, 2, 4, 8].includes(depth) || (depth < 8 && samples > 1))
    throw dataError(file, `a PNG of colour type ${kind} and ${depth} bits`, 'one that the standard knows');
  if (interlace > 1) throw dataError(file, `interlace method ${interlace}`, '0 or 1');
  if (interlace === 1 && depth < 8)
    throw dataError(file, `an interlaced PNG of ${depth} bits a sample`, '8 bits, or one without interlace');
  const channels = kind === GREY || kind === GREY_ALPHA ? 1 : 3;
  const shape = { width, height, samples, depth, interlace };
  return {
    width,
    height,
    channels,
    decode: () => {
      const [whole, data] = inOneChunk(file, bytes, dataSize);
      checkUnpacked(file, data, sizeOf(shape));
      let png: DecodedPng;
      try {
        png = decode(whole, { checkCrc: true });
        if (kind === PALETTE) return opaque(file, convertIndexedToRgb(png), png.palette![0].length, 3);
      } catch (error) {
        if (error instanceof CoreError) throw error;
        throw dataError(file, `a damaged PNG (${messageOf(error)})`, 'a whole one');
      }
      const pixels = depth < 8 ? unpackBits(png.data as Uint8Array, width, height, depth) : (png.data as Uint8Array);
      if (png.transparency) checkNoColour(file, pixels, png.transparency, samples);
      if (depth < 8) return pixels.map((value) => (value * 255) / (2 ** depth - 1));
      return opaque(file, pixels, samples, channels);
    },
  };
}

const typeAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at + 4, at + 8));

/**
 * The chunks of pixels with all data, so many bytes, in one chunk, since decoding costs by their number; and these data.
 * Throws `data` where a check sum does not fit.
 */
function inOneChunk(file: string, bytes: Uint8Array, dataSize: number): [whole: Uint8Array, data: Uint8Array] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.slice();
  const out = new DataView(whole.buffer);
  // Where the next chunk goes, where the data begin, and how many of them are there.
  let [to, begin, count] = [SIGNATURE.length, 0, 0];
  for (let at = SIGNATURE.length, type = ''; type !== 'IEND';) {
    const next = at + AROUND + view.getUint32(at);
    type = typeAt(bytes, at);
    if (PIXELS.includes(type)) {
      if (crc32(bytes.subarray(at + 4, next - 4)) !== view.getUint32(next - 4))
        throw dataError(file, `a damaged PNG (the check sum of ${type} does not fit)`, 'a whole one');
      if (type !== 'IDAT' || begin === 0) {
        whole.copyWithin(to, at, next);
        begin = type === 'IDAT' ? to + 8 : begin;
        to += type === 'IDAT' ? AROUND + dataSize : next - at;
      }
      if (type === 'IDAT') {
        whole.set(bytes.subarray(at + 8, next - 4), begin + count);
        count += next - at - AROUND;
      }
    }
    at = next;
  }
  const data = whole.subarray(begin, begin + dataSize);
  if (begin > 0) {
    out.setUint32(begin - 8, dataSize);
    out.setUint32(begin + dataSize, crc32(whole.subarray(begin - 4, begin + dataSize)));
  }
  return [whole.subarray(0, to), data];
}

interface Shape {
  width: number;
  height: number;
  samples: number;
  depth: number;
  interlace: number;
}

/** Bytes of all lines, each with that of its filter. */
function sizeOf({ width, height, samples, depth, interlace }: Shape): number {
  const lines = (w: number, h: number): number => (w > 0 && h > 0 ? h * (1 + Math.ceil((w * samples * depth) / 8)) : 0);
  if (interlace === 0) return lines(width, height);
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ];
  return passes.reduce(
    (sum, [x, y, right, down]) => sum + lines(Math.ceil((width - x) / right), Math.ceil((height - y) / down)),
    0,
  );
}

/** Refuses data that unpack to more or less than the header says, without keeping what comes out. */
function checkUnpacked(file: string, data: Uint8Array, expected: number): void {
  let size = 0;
  const unpacking = new Unzlib((chunk) => (size += chunk.length));
  try {
    for (let at = 0; at < data.length && size <= expected; at += SLICE)
      unpacking.push(data.subarray(at, at + SLICE), false);
    if (size <= expected) unpacking.push(new Uint8Array(0), true);
  } catch (error) {
    throw dataError(file, `damaged data (${messageOf(error)})`, 'a whole PNG');
  }
  if (size !== expected)
    throw dataError(
      file,
      size > expected ? 'more pixels than its header says' : 'fewer pixels than its header says',
      `${expected.toLocaleString('en-US')} bytes unpacked`,
    );
}

/** The samples of lines that hold several in a byte. */
function unpackBits(data: Uint8Array, width: number, height: number, depth: number): Uint8Array {
  const line = Math.ceil((width * depth) / 8);
  const samples = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      samples[y * width + x] = (data[y * line + (bit >> 3)] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  return samples;
}

/** The samples without their last, which is how opaque a pixel is: it has to be wholly so. */
function opaque(file: string, data: Uint8Array, samples: number, channels: number): Uint8Array {
  if (samples === channels) return data;
  const count = data.length / samples;
  const plain = new Uint8Array(count * channels);
  for (let i = 0; i < count; i++) {
    if (data[i * samples + channels] !== 255) throw dataError(file, 'transparency', 'opaque pixels');
    for (let c = 0; c < channels; c++) plain[i * channels + c] = data[i * samples + c];
  }
  return plain;
}

/** Refuses pixels of the colour that the file calls transparent. */
function checkNoColour(file: string, data: Uint8Array, colour: ArrayLike<number>, samples: number): void {
  for (let at = 0; at < data.length; at += samples) {
    let same = true;
    for (let c = 0; c < samples; c++) same &&= data[at + c] === colour[c];
    if (same) throw dataError(file, 'transparency', 'opaque pixels');
  }
}
