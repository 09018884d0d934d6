import { dataError, messageOf } from '@surprisal/core';
import { decode } from './jpegDecoder.js';
import { checkSize, checkTurn, type OpenPicture } from './raster.js';

/** Scans of one picture; each goes over all its pixels. */
const MOST_SCANS = 100;
const MOST_MEGABYTES = 512;
const [SOF_FIRST, SOF_LAST, SOF_PROGRESSIVE] = [0xc0, 0xcf, 0xc2];
const [DHT, JPG, DAC] = [0xc4, 0xc8, 0xcc];
const [SOI, EOI, SOS, APP0, APP1, ADOBE] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xee];
const [DQT, DNL, DRI, APP_LAST, COMMENT] = [0xdb, 0xdc, 0xdd, 0xef, 0xfe];
const [RESTART_FIRST, RESTART_LAST] = [0xd0, 0xd7];

interface Frame {
  width: number;
  height: number;
  components: number;
  /** What the components are called. */
  ids: string;
}

interface Seen {
  frame?: Frame;
  scans: number;
  /** How Adobe's segment says that colours are coded; 0 is red, green and blue. */
  adobe?: number;
  jfif: boolean;
}

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;

/**
 * Reads the segments of a JPEG, baseline or progressive. Throws `data` by name: a damaged or truncated one, above the
 * limits, CMYK, other than 8 bits a sample, Exif rotation, too many scans.
 */
export function openJpeg(file: string, bytes: Uint8Array): OpenPicture {
  const seen: Seen = { scans: 0, jfif: false };
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (at + 2 > bytes.length) throw dataError(file, 'a JPEG that ends too soon', 'a whole one');
    if (bytes[at] !== 0xff) throw dataError(file, `no marker at byte ${at.toLocaleString('en-US')}`, 'a whole JPEG');
    if (marker === EOI) break;
    const length = at + 4 <= bytes.length ? bytes[at + 2] * 256 + bytes[at + 3] : Infinity;
    if (at + 2 + length > bytes.length) throw dataError(file, 'a JPEG that ends too soon', 'a whole one');
    if (length < 2) throw dataError(file, `a segment of ${length} bytes`, '2 or more');
    see(file, marker, bytes.subarray(at + 4, at + 2 + length), seen);
    at += 2 + length;
    if (marker === SOS) at = afterScan(bytes, at);
  }
  const { frame, scans, adobe, jfif } = seen;
  if (!frame || scans === 0) throw dataError(file, 'a JPEG without pixels', 'a picture');
  const { width, height, components, ids } = frame;
  const isRgb = adobe === 0 || (adobe === undefined && !jfif && ids === 'RGB');
  return {
    width,
    height,
    channels: components === 1 ? 1 : 3,
    decode: () => {
      let data: Uint8Array;
      try {
        const options = { useTArray: true, formatAsRGBA: false, maxMemoryUsageInMB: MOST_MEGABYTES } as const;
        data = decode(bytes.subarray(0, at + 2), { ...options, ...(isRgb && { colorTransform: false }) }).data;
      } catch (error) {
        throw dataError(file, `a damaged JPEG (${messageOf(error)})`, 'a whole one');
      }
      return components === 1 ? data.filter((_, i) => i % 3 === 0) : data;
    },
  };
}

/** Where the marker after the pixels of a scan stands. */
function afterScan(bytes: Uint8Array, from: number): number {
  let at = from;
  const isEnd = (next: number): boolean => next !== 0 && !(next >= RESTART_FIRST && next <= RESTART_LAST);
  while (at < bytes.length && !(bytes[at] === 0xff && isEnd(bytes[at + 1]))) at++;
  return at;
}

function see(file: string, marker: number, body: Uint8Array, seen: Seen): void {
  const begins = (text: string): boolean => Array.from(text).every((letter, i) => body[i] === letter.charCodeAt(0));
  if (!isKnown(marker, body)) throw dataError(file, `a damaged segment ${marker.toString(16)}`, 'a whole JPEG');
  if (marker === APP0 && begins('JFIF\0')) seen.jfif = true;
  if (marker === APP1 && begins('Exif\0\0')) checkTurn(file, body.subarray(6));
  if (marker === ADOBE && begins('Adobe') && body.length >= 12) seen.adobe = body[11];
  if (marker === SOS) {
    if (!seen.frame) throw dataError(file, 'pixels before their header', 'a whole JPEG');
    if (++seen.scans > MOST_SCANS) throw dataError(file, `more than ${MOST_SCANS} scans`, `at most ${MOST_SCANS}`);
  }
  if (marker >= SOF_FIRST && marker <= SOF_LAST && ![DHT, JPG, DAC].includes(marker)) {
    if (seen.frame) throw dataError(file, 'two headers', 'one');
    if (marker > SOF_PROGRESSIVE)
      throw dataError(file, 'a lossless, hierarchical or arithmetic JPEG', 'a baseline or progressive one');
    seen.frame = frameOf(file, body);
  }
}

/** Whether a segment is one that the decoder passes by its length alone, or fills its length with whole tables. */
function isKnown(marker: number, body: Uint8Array): boolean {
  let at = 0;
  if (marker === DQT) {
    while (at < body.length) at += body[at] >> 4 === 0 ? 65 : 129;
    return at === body.length;
  }
  if (marker === DHT) {
    while (at < body.length) at += 17 + body.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
    return at === body.length;
  }
  if (marker === DRI || marker === DNL) return body.length === 2;
  if (marker === SOS) return body.length === 4 + 2 * body[0];
  const isFrame = marker >= SOF_FIRST && marker <= SOF_LAST && marker !== JPG && marker !== DAC;
  return isFrame || (marker >= APP0 && marker <= APP_LAST) || marker === COMMENT;
}

function frameOf(file: string, body: Uint8Array): Frame {
  const components = body[5];
  if (body.length < 6 || body.length !== 6 + 3 * components) throw dataError(file, 'a damaged header', 'a whole JPEG');
  const [height, width] = [body[1] * 256 + body[2], body[3] * 256 + body[4]];
  if (body[0] !== 8) throw dataError(file, `${body[0]} bits a sample`, '8 bits');
  checkSize(file, width, height);
  if (components === 4) throw dataError(file, 'a JPEG in CMYK', 'grey, or red, green and blue');
  if (components !== 1 && components !== 3) throw dataError(file, `${components} colours`, '1 or 3');
  let ids = '';
  for (let i = 0; i < components; i++) {
    const [id, factors] = body.subarray(6 + 3 * i);
    const [across, down] = [factors >> 4, factors & 15];
    if (across < 1 || across > 4 || down < 1 || down > 4)
      throw dataError(file, `sampling ${across} x ${down}`, '1 to 4 each');
    ids += String.fromCharCode(id);
  }
  return { width, height, components, ids };
}
