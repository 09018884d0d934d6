import { adamConstants, quadRow, quadSize, type Kernel } from './kernel.js';
import type { Memory } from './memory.js';

/**
 * The kernel in TypeScript alone: in single precision the fallback where WebAssembly is missing, in double precision
 * the replay of scikit-learn.
 */
export function typescriptKernel(memory: Memory): Kernel {
  const { real, bytes, ints } = memory;
  const shift = memory.realBytes === 8 ? 3 : 2;

  const kernel: Kernel = {
    name: shift === 3 ? 'typescript-double' : 'typescript',
    memory,

    sparse(count, order, rows, table, b, ldb, bias, c, ldc, n) {
      const sums = new Float64Array(n);
      const [entries, values, origin] = [rows.entries >> 2, table >> shift, b >> shift];
      const valueAt = (e: number): number => real[values + ((ints[entries + e] >> 2) & 255)];
      const rowAt = (e: number): number => origin + (ints[entries + e] >>> 10) * ldb;
      for (let i = 0; i < count; i++) {
        const start = (rows.starts >> 2) + ints[(order >> 2) + i] * rows.parts;
        const end = ints[start + rows.parts];
        sums.fill(0);
        let e = ints[start];
        // Four at a time, added in their order.
        for (; e + 4 <= end; e += 4) {
          const [v0, v1, v2, v3] = [valueAt(e), valueAt(e + 1), valueAt(e + 2), valueAt(e + 3)];
          const [a0, a1, a2, a3] = [rowAt(e), rowAt(e + 1), rowAt(e + 2), rowAt(e + 3)];
          for (let j = 0; j < n; j++)
            sums[j] = sums[j] + v0 * real[a0 + j] + v1 * real[a1 + j] + v2 * real[a2 + j] + v3 * real[a3 + j];
        }
        for (; e < end; e++) {
          const [value, at] = [valueAt(e), rowAt(e)];
          for (let j = 0; j < n; j++) sums[j] += value * real[at + j];
        }
        const to = (c >> shift) + i * ldc;
        for (let j = 0; j < n; j++) real[to + j] = bias ? sums[j] + real[(bias >> shift) + j] : sums[j];
      }
    },

    sparseTransposed(count, order, rows, table, part, first, height, d, ldd, c, ldc, n) {
      for (let r = 0; r < height; r++) real.fill(0, (c >> shift) + r * ldc, (c >> shift) + r * ldc + n);
      for (let i = 0; i < count; i++) {
        const start = (rows.starts >> 2) + ints[(order >> 2) + i] * rows.parts + part;
        const end = ints[start + 1];
        const from = (d >> shift) + i * ldd;
        for (let e = ints[start]; e < end; e++) {
          const entry = ints[(rows.entries >> 2) + e];
          const value = real[(table >> shift) + ((entry >> 2) & 255)];
          const at = (c >> shift) + ((entry >>> 10) - first) * ldc;
          for (let j = 0; j < n; j++) real[at + j] += value * real[from + j];
        }
      }
    },

    quads(count, order, rows, b, bias, c, ldc, n) {
      const sums = new Float64Array(n);
      for (let i = 0; i < count; i++) {
        const start = (rows.starts >> 2) + ints[(order >> 2) + i] * rows.parts;
        sums.fill(0);
        for (let q = rows.quads + 8 * ints[start]; q < rows.quads + 8 * ints[start + rows.parts]; q += 8) {
          let at = (b >> shift) + ints[q >> 2];
          for (let j = 0; j < n; j++, at += quadRow)
            for (let k = 0; k < 4; k++) sums[j] += bytes[q + 4 + k] * real[at + k];
        }
        const to = (c >> shift) + i * ldc;
        for (let j = 0; j < n; j++) real[to + j] = sums[j] / 255 + (bias ? real[(bias >> shift) + j] : 0);
      }
    },

    quadsTransposed(count, order, rows, first, last, d, ldd, c, n) {
      const block = quadSize(1, n);
      real.fill(0, (c >> shift) + first * block, (c >> shift) + last * block);
      for (let i = 0; i < count; i++) {
        const start = (rows.starts >> 2) + ints[(order >> 2) + i] * rows.parts;
        for (let q = rows.quads + 8 * ints[start + first]; q < rows.quads + 8 * ints[start + last]; q += 8) {
          let at = (c >> shift) + ints[q >> 2];
          for (let j = 0; j < n; j++, at += quadRow) {
            const delta = real[(d >> shift) + i * ldd + j] / 255;
            if (delta !== 0) for (let k = 0; k < 4; k++) real[at + k] += bytes[q + 4 + k] * delta;
          }
        }
      }
    },

    gather(count, order, source, size, table, c, ldc) {
      for (let i = 0; i < count; i++) {
        const from = source + ints[(order >> 2) + i] * size;
        const to = (c >> shift) + i * ldc;
        for (let k = 0; k < size; k++) real[to + k] = real[(table >> shift) + bytes[from + k]]!;
      }
    },

    multiply(m, n, outer, inner, a, aRows, aStep, b, ldb, bias, c, cRows, add) {
      const sums = new Float64Array(n);
      for (let i = 0; i < m; i++) {
        sums.fill(0);
        for (let o = 0; o < outer; o++) {
          const from = (a >> shift) + ints[(aRows >> 2) + i] + o * aStep;
          for (let k = 0; k < inner; k++) {
            const value = real[from + k];
            const at = (b >> shift) + (o * inner + k) * ldb;
            for (let j = 0; j < n; j++) sums[j] += value * real[at + j];
          }
        }
        const to = (c >> shift) + ints[(cRows >> 2) + i];
        for (let j = 0; j < n; j++) {
          const sum = bias ? sums[j] + real[(bias >> shift) + j] : sums[j];
          real[to + j] = add ? real[to + j] + sum : sum;
        }
      }
    },

    multiplyTransposed(m, n, outer, inner, a, aRows, aStep, d, ldd, c, ldc, add) {
      const sums = new Float64Array(n);
      for (let o = 0; o < outer; o++)
        for (let k = 0; k < inner; k++) {
          sums.fill(0);
          for (let i = 0; i < m; i++) {
            const value = real[(a >> shift) + ints[(aRows >> 2) + i] + o * aStep + k];
            const at = (d >> shift) + i * ldd;
            for (let j = 0; j < n; j++) sums[j] += value * real[at + j];
          }
          const to = (c >> shift) + (o * inner + k) * ldc;
          for (let j = 0; j < n; j++) real[to + j] = add ? real[to + j] + sums[j] : sums[j];
        }
    },

    // What is gained by leaving zeros out is lost again without vectors.
    multiplySparse(m, n, outer, inner, a, aRows, b, ldb, c, cRows, cStep) {
      for (let o = 0; o < outer; o++) {
        const [from, to] = [b + ((o * n) << shift), c + ((o * cStep) << shift)];
        kernel.multiply(m, n, 1, inner, a, aRows, 0, from, ldb, 0, to, cRows, true);
      }
    },
    multiplyTransposedSparse(m, n, outer, inner, a, aRows, aStep, d, ldd, c, ldc, add) {
      kernel.multiplyTransposed(m, n, outer, inner, a, aRows, aStep, d, ldd, c, ldc, add);
    },
    convolveSparse: () => false,
    convolveSparseTransposed: () => false,

    columnSums(m, n, d, ldd, c, add) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let i = 0; i < m; i++) sum += real[(d >> shift) + i * ldd + j];
        const at = (c >> shift) + j;
        real[at] = add ? real[at] + sum : sum;
      }
    },

    transpose(rows, columns, a, lda, b, ldb) {
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) real[(b >> shift) + j * ldb + i] = real[(a >> shift) + i * lda + j]!;
    },

    activate(code, a, count) {
      const from = a >> shift;
      for (let i = from; i < from + count; i++) {
        const z = real[i];
        real[i] = code === 0 ? (z < 0 ? 0 : z) : code === 1 ? Math.tanh(z) : 1 / (1 + Math.exp(-z));
      }
    },

    activateBackward(code, a, delta, count) {
      for (let i = 0; i < count; i++) {
        const f = real[(a >> shift) + i];
        const at = (delta >> shift) + i;
        real[at] = code === 0 ? (f === 0 ? 0 : real[at]) : real[at] * (code === 1 ? 1 - f * f : f * (1 - f));
      }
    },

    softmax(m, n, a, lda, c) {
      for (let i = 0; i < m; i++) {
        const from = (a >> shift) + i * lda;
        const to = (c >> shift) + i * lda;
        let greatest = -Infinity;
        for (let j = 0; j < n; j++) greatest = Math.max(greatest, real[from + j]);
        let sum = 0;
        for (let j = 0; j < n; j++) sum += real[to + j] = Math.exp(real[from + j] - greatest);
        for (let j = 0; j < n; j++) real[to + j] /= sum;
        real.fill(0, to + n, to + lda);
      }
    },

    classify(m, n, a, lda, c) {
      for (let i = 0; i < m; i++) {
        const from = (a >> shift) + i * lda;
        let best = 0;
        for (let j = 1; j < n; j++) if (real[from + j] > real[from + best]) best = j;
        bytes[c + i] = best;
      }
    },

    maxPool(a, height, width, channels, size, c) {
      let to = c >> shift;
      for (let y = 0; y + size <= height; y += size)
        for (let x = 0; x + size <= width; x += size)
          for (let k = 0; k < channels; k++) {
            let greatest = -Infinity;
            for (let dy = 0; dy < size; dy++)
              for (let dx = 0; dx < size; dx++)
                greatest = Math.max(greatest, real[(a >> shift) + ((y + dy) * width + x + dx) * channels + k]);
            real[to++] = greatest;
          }
    },

    maxPoolBackward(a, height, width, channels, size, c, delta, aDelta) {
      real.fill(0, aDelta >> shift, (aDelta >> shift) + height * width * channels);
      let at = 0;
      for (let y = 0; y + size <= height; y += size)
        for (let x = 0; x + size <= width; x += size)
          for (let k = 0; k < channels; k++, at++) {
            const greatest = real[(c >> shift) + at];
            let found = false;
            for (let dy = 0; dy < size && !found; dy++)
              for (let dx = 0; dx < size && !found; dx++) {
                const from = ((y + dy) * width + x + dx) * channels + k;
                found = real[(a >> shift) + from] === greatest;
                if (found) real[(aDelta >> shift) + from] = real[(delta >> shift) + at]!;
              }
          }
    },

    sgd(w, g, velocity, count, { rate, divisor, l2 }, momentum, nesterov) {
      let squares = 0;
      for (let i = 0; i < count; i++) {
        const weight = real[(w >> shift) + i];
        squares += weight * weight;
        const gradient = (real[(g >> shift) + i] + l2 * weight) / divisor;
        const v = momentum * real[(velocity >> shift) + i] - rate * gradient;
        real[(velocity >> shift) + i] = v;
        real[(w >> shift) + i] = weight + (nesterov ? momentum * v - rate * gradient : v);
      }
      return squares;
    },

    adam(w, g, first, second, count, { rate, divisor, l2 }) {
      const { beta1, beta2, epsilon } = adamConstants;
      let squares = 0;
      for (let i = 0; i < count; i++) {
        const weight = real[(w >> shift) + i];
        squares += weight * weight;
        const gradient = (real[(g >> shift) + i] + l2 * weight) / divisor;
        const m = beta1 * real[(first >> shift) + i] + (1 - beta1) * gradient;
        const v = beta2 * real[(second >> shift) + i] + (1 - beta2) * gradient ** 2;
        real[(first >> shift) + i] = m;
        real[(second >> shift) + i] = v;
        real[(w >> shift) + i] = weight + (-rate * m) / (Math.sqrt(v) + epsilon);
      }
      return squares;
    },
  };
  return kernel;
}
