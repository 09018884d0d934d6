import { sumList } from './nonzeroList';
import { mostlyZero, nonzeroPixels } from './nonzeroPixels';
import { zero } from './vector';

/** An image of one channel that is mostly zero times d; see `Kernel.convolveSparseTransposed`. */
export function convolveSparseTransposed(
  height: i32,
  width: i32,
  size: i32,
  a: usize,
  d: usize,
  ldd: i32,
  c: usize,
  add: bool,
  work: usize,
): bool {
  if (!mostlyZero(a, height * width)) return false;
  const pixel = <usize>ldd << 2;
  const line = <usize>size * pixel;
  const edge = line - pixel;
  const rows = height - size + 1;
  /** Rows of d with zeros at both ends, so that no pixel reaches over an edge. */
  const row = <usize>(width + size - 1) * pixel;
  const starts = work + <usize>rows * row;
  const list = starts + (<usize>(height + 1) << 2);
  nonzeroPixels(height, width, a, <u32>row, <u32>pixel, starts, list);
  let to = work;
  for (let y = 0; y < rows; y++) {
    for (const end = to + edge; to < end; to += 16) v128.store(to, zero());
    for (const end = to + row - 2 * edge; to < end; to += 16) {
      v128.store(to, v128.load(d));
      d += 16;
    }
    for (const end = to + edge; to < end; to += 16) v128.store(to, zero());
  }
  /** The sums of a line of the window, from its last pixel to its first. */
  const turned = list + (<usize>(height * width) << 3);
  for (let y = 0; y < size; y++) {
    const from = <usize>load<u32>(starts + (<usize>y << 2));
    const to = <usize>load<u32>(starts + (<usize>(y + rows) << 2));
    const first = work - <usize>y * row;
    sumList(from, to, first, turned, line);
    for (let x = size - 1; x >= 0; x--)
      for (let k: usize = 0; k < pixel; k += 16) {
        const sum = v128.load(turned + <usize>x * pixel + k);
        v128.store(c, add ? f32x4.add(v128.load(c), sum) : sum);
        c += 16;
      }
  }
  return true;
}
