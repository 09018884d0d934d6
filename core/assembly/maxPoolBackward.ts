/** Delta to the first greatest of each window; see `Kernel.maxPoolBackward`. */
export function maxPoolBackward(
  a: usize,
  height: i32,
  width: i32,
  channels: i32,
  size: i32,
  c: usize,
  delta: usize,
  aDelta: usize,
): void {
  const pixel = <usize>channels << 2;
  const row = <usize>width * pixel;
  const vectors = <usize>(channels & ~3) << 2;
  if (height % size || width % size) memory.fill(aDelta, 0, <usize>height * row);
  let at: usize = 0;
  for (let y = 0; y + size <= height; y += size)
    for (let x = 0; x + size <= width; x += size) {
      const first = <usize>y * row + <usize>x * pixel;
      let k: usize = 0;
      for (; k < vectors; k += 16) {
        const greatest = v128.load(c + at + k);
        const d = v128.load(delta + at + k);
        const p = first + k;
        let open = i32x4.splat(-1);
        if (size == 2) {
          open = claim(a, aDelta, p, greatest, d, open);
          open = claim(a, aDelta, p + pixel, greatest, d, open);
          open = claim(a, aDelta, p + row, greatest, d, open);
          claim(a, aDelta, p + row + pixel, greatest, d, open);
        } else {
          for (let dy = 0; dy < size; dy++)
            for (let dx = 0; dx < size; dx++)
              open = claim(a, aDelta, p + <usize>dy * row + <usize>dx * pixel, greatest, d, open);
        }
      }
      for (; k < pixel; k += 4) {
        const greatest = load<f32>(c + at + k);
        let open = true;
        for (let dy = 0; dy < size; dy++)
          for (let dx = 0; dx < size; dx++) {
            const p = first + <usize>dy * row + <usize>dx * pixel + k;
            const hit = open && load<f32>(a + p) == greatest;
            store<f32>(aDelta + p, hit ? load<f32>(delta + at + k) : 0);
            if (hit) open = false;
          }
      }
      at += pixel;
    }
}

/** Gives delta to the lanes at `p` that hold the greatest and are still open; those that stay open come back. */
// @ts-ignore: decorator
@inline
function claim(a: usize, aDelta: usize, p: usize, greatest: v128, d: v128, open: v128): v128 {
  const hit = v128.and(f32x4.eq(v128.load(a + p), greatest), open);
  v128.store(aDelta + p, v128.and(d, hit));
  return v128.andnot(open, hit);
}
