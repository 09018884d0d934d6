/**
 * Reads a word of every line of the rows' entries, all at once, so that rows which lie far apart are on their way before
 * the sums need them; an entry has `bytes`. What it read is written to `c`, to be written over.
 */
export function touch(
  count: i32,
  order: usize,
  starts: usize,
  parts: i32,
  entries: usize,
  bytes: i32,
  c: usize,
): void {
  if (count == 0) return;
  let read = 0;
  for (let i = 0; i < count; i++) {
    const start = starts + (<usize>(load<i32>(order + (<usize>i << 2)) * parts) << 2);
    const to = entries + <usize>(load<i32>(start + (<usize>parts << 2)) * bytes);
    for (let at = entries + <usize>(load<i32>(start) * bytes); at < to; at += 64) read |= load<i32>(at);
  }
  store<i32>(c, read);
}
