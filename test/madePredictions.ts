import { npy } from './core/madeFiles.js';
import { Seeded } from './reference/seeded.js';

/** How alike two digits look, from 0 to 1; what is not named is not alike. */
const alike: Record<string, number> = {
  '0 6': 0.4,
  '1 7': 0.6,
  '2 3': 0.5,
  '2 7': 0.5,
  '2 8': 0.3,
  '3 5': 0.9,
  '3 8': 0.6,
  '4 9': 1,
  '5 6': 0.3,
  '5 8': 0.6,
  '7 9': 0.8,
  '8 9': 0.5,
};
const between = (a: number, b: number): number => alike[`${Math.min(a, b)} ${Math.max(a, b)}`] ?? 0;

/** What a model might say of two digits side by side: 100 classes, with mistakes among those that look alike. */
export interface MadePredictions {
  labels: Uint8Array;
  /** `count * 100` */
  logits: Float32Array;
}

export function madePredictions(count: number, seed: number): MadePredictions {
  const random = new Seeded(seed);
  const labels = new Uint8Array(count);
  const logits = new Float32Array(count * 100);
  const half = (digit: number): number[] =>
    Array.from({ length: 10 }, (_, other) => {
      const noise = (random.next() + random.next() + random.next() - 1.5) * 3;
      return (other === digit ? 4.6 : between(digit, other) * 2.4) + noise;
    });
  for (let i = 0; i < count; i++) {
    labels[i] = i % 100;
    const [tens, ones] = [half(Math.floor(labels[i] / 10)), half(labels[i] % 10)];
    for (let c = 0; c < 100; c++) logits[i * 100 + c] = tens[Math.floor(c / 10)] + ones[c % 10];
  }
  return { labels, logits };
}

/** An array as an NPY file. */
export function npyOf(shape: readonly number[], data: Uint8Array | Float32Array): Uint8Array {
  const kind = data instanceof Uint8Array ? '|u1' : '<f4';
  const header = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`;
  return npy(header, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
