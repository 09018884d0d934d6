import { CoreError, dataError, messageOf } from '@surprisal/core';
import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import { Unzlib } from 'fflate';
import { checkSize, checkTurn, type OpenPicture } from './raster.js';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** The chunks that pixels are made of; no other is given to the decoder. */
const PIXELS = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];
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
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE.length)];
  const data: Uint8Array[] = [];
  let ended = false;
  for (let at = SIGNATURE.length; !ended;) {
    const length = at + 12 <= bytes.length ? view.getUint32(at) : Infinity;
    const end = at + 12 + length;
    if (end > bytes.length) throw dataError(file, 'a PNG that ends too soon', 'a whole one');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if ((kept.length === 1) !== (type === 'IHDR'))
      throw dataError(file, `the chunk ${JSON.stringify(type)} here`, 'IHDR once, first');
    if (type === 'IHDR' && length !== 13) throw dataError(file, `a header of ${length} bytes`, '13 bytes');
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'eXIf') checkTurn(file, body);
    if (PIXELS.includes(type)) kept.push(bytes.subarray(at, end));
    if (type === 'IDAT') data.push(body);
    ended = type === 'IEND';
    at = end;
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
      checkUnpacked(file, data, sizeOf(shape));
      let png: DecodedPng;
      try {
        png = decode(joined(kept), { checkCrc: true });
        if (kind === PALETTE) return opaque(file, convertIndexedToRgb(png), png.palette![0].length, 3);
      } catch (error) {
        if (error instanceof CoreError) throw error;
        throw dataError(file, `a damaged PNG (${messageOf(error)})`, 'a whole one');
      }
      const whole = depth < 8 ? unpackBits(png.data as Uint8Array, width, height, depth) : (png.data as Uint8Array);
      if (png.transparency) checkNoColour(file, whole, png.transparency, samples);
      if (depth < 8) return whole.map((value) => (value * 255) / (2 ** depth - 1));
      return opaque(file, whole, samples, channels);
    },
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
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
function checkUnpacked(file: string, data: readonly Uint8Array[], expected: number): void {
  let size = 0;
  const unpacking = new Unzlib((chunk) => (size += chunk.length));
  try {
    for (const body of data)
      for (let at = 0; at < body.length && size <= expected; at += SLICE)
        unpacking.push(body.subarray(at, at + SLICE), false);
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
