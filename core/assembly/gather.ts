/** Bytes of the listed rows, each looked up in a table; see `Kernel.gather`. */
export function gather(
  count: i32,
  order: usize,
  source: usize,
  size: i32,
  table: usize,
  c: usize,
  ldc: i32,
): void {
  if (count && size) touch(count, order, source, size, c);
  for (let i = 0; i < count; i++) {
    let p = source + <usize>load<i32>(order + (<usize>i << 2)) * size;
    const end = p + size;
    let to = c + (<usize>(i * ldc) << 2);
    for (; p + 4 <= end; p += 4) {
      const bytes = load<u32>(p);
      store<f32>(to, load<f32>(table + <usize>((bytes & 0xff) << 2)));
      store<f32>(to, load<f32>(table + <usize>((bytes >> 6) & 0x3fc)), 4);
      store<f32>(to, load<f32>(table + <usize>((bytes >> 14) & 0x3fc)), 8);
      store<f32>(to, load<f32>(table + <usize>((bytes >> 22) & 0x3fc)), 12);
      to += 16;
    }
    for (; p < end; p++) {
      store<f32>(to, load<f32>(table + (<usize>load<u8>(p) << 2)));
      to += 4;
    }
  }
}

/**
 * Reads a word of every line of the rows, all at once, so that rows which lie far apart are on their way before they are
 * looked up. What it read is written to `c`, to be written over.
 */
function touch(count: i32, order: usize, source: usize, size: i32, c: usize): void {
  let read = 0;
  for (let i = 0; i < count; i++) {
    let p = source + <usize>load<i32>(order + (<usize>i << 2)) * size;
    for (const end = p + size; p < end; p += 64) read |= load<u8>(p);
  }
  store<i32>(c, read);
}
