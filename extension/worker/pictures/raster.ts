import { dataError, limits } from '@surprisal/core';

/** What the header of a picture says. */
export interface PictureHeader {
  width: number;
  height: number;
  /** 1 of grey, 3 of red, green and blue. */
  channels: 1 | 3;
}

/** A picture whose header was read, and what decodes it to `width * height * channels` bytes. */
export interface OpenPicture extends PictureHeader {
  decode(): Uint8Array;
}

/** Refuses a size before anything is allocated for it. */
export function checkSize(file: string, width: number, height: number): void {
  if (width === 0 || height === 0) throw dataError(file, `${width} x ${height} pixels`, 'one pixel or more');
  if (width * height > limits.picturePixels)
    throw dataError(
      file,
      `${width.toLocaleString('en-US')} x ${height.toLocaleString('en-US')} pixels`,
      `at most ${limits.picturePixels.toLocaleString('en-US')} pixels`,
    );
}

/** Refuses a picture that its Exif data says to turn: a viewer shows it turned, and its pixels lie otherwise. */
export function checkTurn(file: string, exif: Uint8Array): void {
  const turn = orientation(exif);
  if (turn !== 1)
    throw dataError(file, `an Exif rotation (orientation ${turn})`, 'pixels that stand upright as they are');
}

/** The orientation that TIFF data of Exif gives; 1 where it gives none. */
function orientation(bytes: Uint8Array): number {
  const little = bytes[0] === 0x49 && bytes[1] === 0x49;
  if (bytes.length < 8 || !(little || (bytes[0] === 0x4d && bytes[1] === 0x4d))) return 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const first = view.getUint32(4, little);
  if (first + 2 > bytes.length) return 1;
  const count = view.getUint16(first, little);
  for (let i = 0; i < count; i++) {
    const at = first + 2 + 12 * i;
    if (at + 12 > bytes.length) return 1;
    if (view.getUint16(at, little) === 0x0112) return view.getUint16(at + 8, little);
  }
  return 1;
}
