import { append } from './nonzeroList';
import { zero } from './vector';

/** Whether at least half of the numbers are zero. */
export function mostlyZero(a: usize, count: i32): bool {
  let some = 0;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    some += popcnt(i32x4.bitmask(f32x4.ne(v128.load(a), zero())));
    a += 16;
  }
  for (; i < count; i++) {
    some += <i32>(load<f32>(a) != 0);
    a += 4;
  }
  return some * 2 <= count;
}

/**
 * Lists the pixels of an image that are not zero: where each lies among rows of `row` bytes whose pixels are `pixel` bytes
 * apart, and its number. Where the list of each row begins, and after the last the end, is written to `starts`.
 */
export function nonzeroPixels(
  height: i32,
  width: i32,
  a: usize,
  row: u32,
  pixel: u32,
  starts: usize,
  list: usize,
): void {
  for (let y = 0; y < height; y++) {
    store<u32>(starts + (<usize>y << 2), <u32>list);
    let at = <u64>(<u32>y * row);
    for (const end = a + (<usize>width << 2); a < end; a += 4) {
      list = append(list, at, <u64>load<u32>(a) << 32);
      at += pixel;
    }
  }
  store<u32>(starts + (<usize>height << 2), <u32>list);
}
