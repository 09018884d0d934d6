/** Images, one after the other, and the class of each. */
interface LabelledImages {
  pixels: Uint8Array;
  labels: ArrayLike<number>;
}

/**
 * The images of one class that stand in both lists, as pairs of their places in each: by their pixels, since two runs may
 * part one data set in different ways. Of images that are alike each is paired once, in order.
 */
export function pairImages(first: LabelledImages, second: LabelledImages, size: number): [number, number][] {
  const places = new Map<number, number[]>();
  for (let j = 0; j < second.labels.length; j++) {
    const key = keyOf(second.pixels, j, size);
    const there = places.get(key);
    if (there) there.push(j);
    else places.set(key, [j]);
  }
  const pairs: [number, number][] = [];
  for (let i = 0; i < first.labels.length; i++) {
    const there = places.get(keyOf(first.pixels, i, size)) ?? [];
    const at = there.findIndex(
      (j) => first.labels[i] === second.labels[j] && same(first.pixels, i, second.pixels, j, size),
    );
    if (at >= 0) pairs.push([i, ...there.splice(at, 1)] as [number, number]);
  }
  return pairs;
}

/** FNV-1a over the bytes of one image. */
function keyOf(pixels: Uint8Array, at: number, size: number): number {
  let hash = 0x811c9dc5;
  for (let k = at * size; k < (at + 1) * size; k++) hash = Math.imul(hash ^ pixels[k], 0x01000193);
  return hash;
}

function same(a: Uint8Array, i: number, b: Uint8Array, j: number, size: number): boolean {
  for (let k = 0; k < size; k++) if (a[i * size + k] !== b[j * size + k]) return false;
  return true;
}
