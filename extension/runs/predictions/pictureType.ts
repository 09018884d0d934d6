/** More pixels than that are not shown: a small file may unfold to any number. */
const MOST_PIXELS = 40_000_000;

/** The type of a picture that a page can show, by what its file begins with; null for any other, and for one too large. */
export function pictureType(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (text: string, at = 0): boolean => {
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
    return true;
  };
  const fits = (width: number, height: number): boolean => width * height <= MOST_PIXELS;
  if (bytes.length < 30) return null;
  if (begins('\x89PNG\r\n\x1a\n')) return fits(view.getUint32(16), view.getUint32(20)) ? 'image/png' : null;
  if (begins('GIF87a') || begins('GIF89a'))
    return fits(view.getUint16(6, true), view.getUint16(8, true)) ? 'image/gif' : null;
  if (begins('\xff\xd8\xff')) return fits(...jpegSize(view)) ? 'image/jpeg' : null;
  if (!begins('RIFF') || !begins('WEBP', 8)) return null;
  return fits(...webpSize(view, begins('VP8X', 12), begins('VP8L', 12))) ? 'image/webp' : null;
}

/** What the first header of a frame says; nothing where none is found. */
function jpegSize(view: DataView): [width: number, height: number] {
  for (let at = 2; at + 9 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    if (marker === 0xff) at++;
    else at += 2 + view.getUint16(at + 2);
  }
  return [0, 0];
}

/** Of a canvas, of one without losses, or of one with. */
function webpSize(view: DataView, isCanvas: boolean, isLossless: boolean): [width: number, height: number] {
  const at = (from: number): number => view.getUint32(from, true);
  if (isCanvas) return [1 + (at(24) & 0xffffff), 1 + (at(26) >>> 8)];
  if (isLossless) return [1 + (at(21) & 0x3fff), 1 + ((at(21) >>> 14) & 0x3fff)];
  return [at(26) & 0x3fff, (at(26) >>> 16) & 0x3fff];
}
