/** Images, one after the other, and the class of each. */
interface LabelledImages {
  pixels: Uint8Array;
  labels: ArrayLike<number>;
}

/** Such images with a number for each that those alike share. */
interface Numbered extends LabelledImages {
  keys: Uint32Array;
}

/**
 * The images of one class that stand in both lists, as pairs of their places in each: by their pixels, since two runs may
 * part one data set in different ways. Of images that are alike each is paired once, in order. Both lists are sorted for
 * it, so that neither rows that are all alike nor keys that are make it slow.
 */
export function pairImages(first: LabelledImages, second: LabelledImages, size: number): [number, number][] {
  const [a, b] = [first, second].map((list) => ({ ...list, keys: keysOf(list, size) }));
  const compare = (x: Numbered, i: number, y: Numbered, j: number): number =>
    x.keys[i] - y.keys[j] || x.labels[i] - y.labels[j] || comparePixels(x.pixels, i, y.pixels, j, size);
  const sorted = (list: Numbered): Uint32Array =>
    new Uint32Array(list.labels.length).map((_, i) => i).sort((i, j) => compare(list, i, list, j) || i - j);
  const [mine, theirs] = [sorted(a), sorted(b)];
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < mine.length && j < theirs.length;) {
    const order = compare(a, mine[i], b, theirs[j]);
    if (order === 0) pairs.push([mine[i], theirs[j]]);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return pairs.sort(([i], [j]) => i - j);
}

/** FNV-1a over the bytes of each image. */
function keysOf({ pixels, labels }: LabelledImages, size: number): Uint32Array {
  const keys = new Uint32Array(labels.length);
  for (let i = 0; i < keys.length; i++) {
    let hash = 0x811c9dc5;
    for (let k = i * size; k < (i + 1) * size; k++) hash = Math.imul(hash ^ pixels[k], 0x01000193);
    keys[i] = hash;
  }
  return keys;
}

function comparePixels(a: Uint8Array, i: number, b: Uint8Array, j: number, size: number): number {
  for (let k = 0; k < size; k++) if (a[i * size + k] !== b[j * size + k]) return a[i * size + k] - b[j * size + k];
  return 0;
}
