/** Greatest of each window; see `Kernel.maxPool`. */
export function maxPool(a: usize, height: i32, width: i32, channels: i32, size: i32, c: usize): void {
  const pixel = <usize>channels << 2;
  const row = <usize>width * pixel;
  const vectors = <usize>(channels & ~3) << 2;
  let to = c;
  for (let y = 0; y + size <= height; y += size)
    for (let x = 0; x + size <= width; x += size) {
      const first = a + <usize>y * row + <usize>x * pixel;
      let k: usize = 0;
      for (; k < vectors; k += 16) v128.store(to + k, size == 2 ? four(first + k, row, pixel) : all(first + k, row, pixel, size));
      for (; k < pixel; k += 4) {
        let greatest = load<f32>(first + k);
        for (let dy = 0; dy < size; dy++)
          for (let dx = 0; dx < size; dx++)
            greatest = max(greatest, load<f32>(first + <usize>dy * row + <usize>dx * pixel + k));
        store<f32>(to + k, greatest);
      }
      to += pixel;
    }
}

/** The greater of each lane where both are numbers; a NaN is seen to by the caller. */
// @ts-ignore: decorator
@inline
function greater(x: v128, y: v128): v128 {
  return f32x4.pmax(x, y);
}

// @ts-ignore: decorator
@inline
function orNan(greatest: v128, numbers: v128): v128 {
  return v128.bitselect(greatest, f32x4.splat(f32.NaN), numbers);
}

// @ts-ignore: decorator
@inline
function four(p: usize, row: usize, pixel: usize): v128 {
  const x0 = v128.load(p);
  const x1 = v128.load(p + pixel);
  const x2 = v128.load(p + row);
  const x3 = v128.load(p + row + pixel);
  const numbers = v128.and(
    v128.and(f32x4.eq(x0, x0), f32x4.eq(x1, x1)),
    v128.and(f32x4.eq(x2, x2), f32x4.eq(x3, x3)),
  );
  return orNan(greater(greater(x0, x1), greater(x2, x3)), numbers);
}

function all(p: usize, row: usize, pixel: usize, size: i32): v128 {
  let greatest = v128.load(p);
  let numbers = i32x4.splat(-1);
  for (let dy = 0; dy < size; dy++)
    for (let dx = 0; dx < size; dx++) {
      const x = v128.load(p + <usize>dy * row + <usize>dx * pixel);
      numbers = v128.and(numbers, f32x4.eq(x, x));
      greatest = greater(greatest, x);
    }
  return orNan(greatest, numbers);
}
