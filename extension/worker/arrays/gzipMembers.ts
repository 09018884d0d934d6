import { roomFor } from './inflatedSize.js';

/** Places that look like the header of a member and are none: so many are tried. */
const MISSES = 100;
/** A member has a header of at least 10 bytes, and 8 at its end. */
const LEAST = 18;

/**
 * Unpacks a gzip of several members by what unpacks one: a member ends where the next one's header begins, if its check says
 * so, or else at a later one. Null where there are not several, or one is damaged.
 */
export async function unpackMembers(
  bytes: Uint8Array,
  limit: number,
  unpackOne: (bytes: Uint8Array, limit: number) => Promise<Uint8Array>,
): Promise<Uint8Array | null> {
  const out = new Uint8Array(roomFor(bytes, limit));
  let [from, size, misses] = [0, 0, 0];
  let to = headerFrom(bytes, LEAST);
  while (to < bytes.length || from > 0) {
    const declared = new DataView(bytes.buffer, bytes.byteOffset + to - 4, 4).getUint32(0, true);
    const fits = declared <= out.length - size;
    const member = fits ? await unpackOne(bytes.subarray(from, to), declared).catch(() => null) : null;
    if (member) {
      out.set(member, size);
      size += member.length;
      from = to;
    } else misses++;
    if (from === bytes.length) return out.subarray(0, size);
    if (to === bytes.length || misses === MISSES) return null;
    to = headerFrom(bytes, member ? to + LEAST : to + 1);
  }
  return null;
}

/** Where the next member may begin; the end where none does. */
function headerFrom(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x1f, from); at >= 0; at = bytes.indexOf(0x1f, at + 1))
    if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && (bytes[at + 3] & 0xe0) === 0) return at;
  return bytes.length;
}
