const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0x82f63b78 ^ (c >>> 1) : c >>> 1;
  return c;
});

/**
 * The CRC-32C (Castagnoli) of the bytes between two offsets, as the event files of TensorBoard hold it.
 * @example crc32c(Uint8Array.of(49, 50, 51, 52, 53, 54, 55, 56, 57)) // 3808858755
 */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffffffff;
  for (let at = from; at < to; at++) crc = table[(crc ^ bytes[at]) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
