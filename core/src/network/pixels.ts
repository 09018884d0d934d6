import { quadAt, quadColumns, sparseEntry, type Kernel, type QuadRows, type SparseRows } from '../kernels/kernel.js';
import { partWidth } from './layers/sparseDense.js';

/** How many bytes are not zero; four that all are zero, as most of an image is, are passed over at once. */
export function countNonzero(bytes: Uint8Array): number {
  const start = Math.min(-bytes.byteOffset & 3, bytes.length);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + start, (bytes.length - start) >> 2);
  let count = 0;
  for (let k = 0; k < start; k++) if (bytes[k] !== 0) count++;
  for (let k = start + words.length * 4; k < bytes.length; k++) if (bytes[k] !== 0) count++;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === 0) continue;
    for (let at = 0; at < 32; at += 8) if ((word >>> at) & 0xff) count++;
  }
  return count;
}

/** Writes the nonzero pixels of a set's images as entries; gives where the next entry goes. */
export function loadEntries(
  { parts, starts, entries }: SparseRows,
  { ints }: Kernel['memory'],
  features: ArrayLike<number>,
  firstImage: number,
  firstEntry: number,
  size: number,
): number {
  let entry = firstEntry;
  let start = starts / 4 + firstImage * parts;
  const width = partWidth(size, parts);
  for (let from = 0; from < features.length; from += size)
    for (let part = 0; part < parts; part++) {
      ints[start++] = entry;
      const end = Math.min((part + 1) * width, size);
      for (let k = part * width; k < end; k++) {
        const value = features[from + k];
        if (value === 0) continue;
        ints[entries / 4 + entry++] = sparseEntry(k, value);
      }
    }
  ints[start] = entry;
  return entry;
}

/** Visits each quad of the images: a nonzero pixel and the three after it, none beyond the end of their block. */
function eachQuad(
  features: ArrayLike<number>,
  size: number,
  visit: (from: number, column: number, end: number) => void,
): void {
  for (let from = 0; from < features.length; from += size)
    for (let k = 0; k < size; k++) {
      if (features[from + k] === 0) continue;
      const end = Math.min(k + 4, size, k - (k % quadColumns) + quadColumns);
      visit(from, k, end);
      k = end - 1;
    }
}

export function countQuads(features: ArrayLike<number>, size: number): number {
  let count = 0;
  eachQuad(features, size, () => count++);
  return count;
}

/** Writes the nonzero pixels of a set's images as quads; gives where the next quad goes. */
export function loadQuads(
  { starts, parts, quads, outputs }: QuadRows,
  { ints, bytes }: Kernel['memory'],
  features: ArrayLike<number>,
  firstImage: number,
  firstQuad: number,
  size: number,
): number {
  let quad = firstQuad;
  /** Parts of images whose beginning is known, those of images before this set too. */
  let known = firstImage * parts;
  const begin = (part: number): void => {
    while (known <= part) ints[starts / 4 + known++] = quad;
  };
  eachQuad(features, size, (from, column, end) => {
    begin((firstImage + from / size) * parts + Math.floor(column / quadColumns));
    const at = quads + quad++ * 8;
    ints[at / 4] = quadAt(column, outputs);
    ints[at / 4 + 1] = 0;
    for (let k = column; k < end; k++) bytes[at + 4 + k - column] = features[from + k]!;
  });
  begin((firstImage + features.length / size) * parts);
  return quad;
}
