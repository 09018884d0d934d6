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
  if (begins('\xff\xd8\xff')) return 'image/jpeg';
  return begins('RIFF') && begins('WEBP', 8) ? 'image/webp' : null;
}
