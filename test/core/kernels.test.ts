import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import {
  chooseKernel,
  convolveRoom,
  countQuads,
  loadQuads,
  openKernel,
  padded,
  quadAt,
  quadColumns,
  quadOutputs,
  quadParts,
  quadRow,
  quadSize,
  Space,
  sparseEntry,
  transposedRoom,
  type Kernel,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { kernelBytes, none } from './training.js';

// Node 20 knows relaxed SIMD only by this flag; later versions ignore it.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const SIZE = 4 << 20;
const builds: [string, Kernel][] = [
  ['typescript', openKernel(chooseKernel(none, SIZE, 'single'))],
  ['typescript-double', openKernel(chooseKernel(kernelBytes, SIZE, 'double'))],
  ['wasm-simd', openKernel(chooseKernel({ ...kernelBytes, relaxed: none.relaxed }, SIZE, 'single'))],
  ['wasm-relaxed', openKernel(chooseKernel(kernelBytes, SIZE, 'single'))],
];
const lengths = [...Array.from({ length: 34 }, (_, i) => i), 63, 97, 131];

/** Memory of one kernel, written and read as numbers. */
class Desk {
  readonly space = new Space();
  readonly random = new Seeded(11);
  constructor(readonly kernel: Kernel) {}

  put(values: ArrayLike<number>): number {
    const { real, realBytes } = this.kernel.memory;
    const pointer = this.space.take(Math.max(values.length, 1) * realBytes);
    real.set(values, pointer / realBytes);
    return pointer;
  }

  ints(values: number[]): number {
    const pointer = this.space.take(Math.max(values.length, 1) * 4);
    this.kernel.memory.ints.set(values, pointer / 4);
    return pointer;
  }

  /** Rows of `n` random numbers that lie `ld` apart, zeros between them. */
  rows(m: number, n: number, ld: number): { pointer: number; at: (i: number, j: number) => number } {
    const values = new Float64Array(m * ld);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) values[i * ld + j] = Math.fround(this.random.between(-1, 1));
    return { pointer: this.put(values), at: (i, j) => values[i * ld + j] };
  }

  get(pointer: number, count: number): number[] {
    const { real, realBytes } = this.kernel.memory;
    return [...real.subarray(pointer / realBytes, pointer / realBytes + count)];
  }
}

const near = (found: number, expected: number, scale: number, what: string): void => {
  const allowed = 3e-6 * Math.max(scale, Math.abs(expected), 1e-3);
  const same = Object.is(found, expected) || Math.abs(found - expected) <= allowed;
  assert.ok(same, `${what}: ${found}, expected ${expected}`);
};
const sum = (count: number, term: (i: number) => number): number => {
  let total = 0;
  for (let i = 0; i < count; i++) total += term(i);
  return total;
};

describe('kernels', () => {
  it('F19 names each build, and falls back where one is missing', () => {
    const names = builds.map(([, kernel]) => kernel.name);
    assert.deepEqual(names.slice(0, 3), ['typescript', 'typescript-double', 'wasm-simd']);
    assert.match(names[3], /^wasm-relaxed-(un)?fused$/);
    assert.equal(
      openKernel(chooseKernel({ simd: none.simd, relaxed: Uint8Array.of(0, 97) }, 1, 'single')).name,
      'typescript',
    );
  });

  it('F2 says that memory is short instead of crashing', () => {
    assert.throws(() => chooseKernel(kernelBytes, 2 ** 33, 'single'), /fits the memory/);
  });

  for (const [name, kernel] of builds)
    describe(name, () => {
      it('multiplies rows at every length, with strides, bias and adding', () => {
        for (const n of lengths)
          for (const [m, inner, outer] of [
            [n % 9, 7, 1],
            [13, n % 10, 2],
            [4, 3, n % 4],
          ] as const) {
            const desk = new Desk(kernel);
            const [lda, ldb] = [outer * inner + 5, padded(n) + 4];
            const a = desk.rows(m, outer * inner, lda);
            const b = desk.rows(outer * inner, n, ldb);
            const bias = desk.rows(1, n, ldb);
            const c = desk.rows(m, n, ldb);
            const aRows = desk.ints(Array.from({ length: m }, (_, i) => i * lda));
            const cRows = desk.ints(Array.from({ length: m }, (_, i) => i * ldb));
            const old = desk.get(c.pointer, m * ldb);
            for (const add of [false, true]) {
              kernel.multiply(
                m,
                n,
                outer,
                inner,
                a.pointer,
                aRows,
                inner,
                b.pointer,
                ldb,
                add ? 0 : bias.pointer,
                c.pointer,
                cRows,
                add,
              );
              const found = desk.get(c.pointer, m * ldb);
              for (let i = 0; i < m; i++)
                for (let j = 0; j < n; j++) {
                  const product = sum(outer * inner, (k) => a.at(i, k) * b.at(k, j));
                  const before = add ? old[i * ldb + j] : bias.at(0, j);
                  near(found[i * ldb + j], before + product, outer * inner, `${m}x${n}x${outer}x${inner} [${i}, ${j}]`);
                  old[i * ldb + j] = found[i * ldb + j]!;
                }
            }
          }
      });

      it('R9 multiplies windows whose rows overlap, of grey, colour and more channels, forward and back', () => {
        const widths = Array.from({ length: 33 }, (_, i) => i + 1);
        const cases = [
          ...[1, 3, 4, 8].flatMap((channels) => [1, 2, 5].map((size) => ({ channels, size, width: 7, outputs: 6 }))),
          ...widths.flatMap((width) =>
            [1, 2].map((size) => ({
              channels: 3,
              size: Math.min(size, width),
              width,
              outputs: ((width * 7) % 33) + 1,
            })),
          ),
        ];
        for (const { channels, size, width, outputs } of cases) {
          const desk = new Desk(kernel);
          const height = 7;
          const [left, down] = [width - size + 1, height - size + 1];
          const [run, step, ld] = [size * channels, width * channels, padded(outputs)];
          const image = desk.rows(1, height * step, height * step);
          const w = desk.rows(size * run, outputs, ld);
          const starts = Array.from(
            { length: left * down },
            (_, p) => (Math.floor(p / left) * width + (p % left)) * channels,
          );
          const windows = desk.ints(starts);
          const out = desk.ints(starts.map((_, p) => p * ld));
          const c = desk.rows(left * down, outputs, ld);
          const inputAt = (p: number, k: number): number => starts[p] + Math.floor(k / run) * step + (k % run);
          kernel.multiply(
            starts.length,
            outputs,
            size,
            run,
            image.pointer,
            windows,
            step,
            w.pointer,
            ld,
            0,
            c.pointer,
            out,
            false,
          );
          const found = desk.get(c.pointer, starts.length * ld);
          starts.forEach((_, p) => {
            for (let j = 0; j < outputs; j++) {
              const expected = sum(size * run, (k) => image.at(0, inputAt(p, k)) * w.at(k, j));
              near(found[p * ld + j], expected, 10, `${width} wide, output ${p}, ${j}`);
            }
          });
          const d = desk.rows(starts.length, outputs, ld);
          const g = desk.rows(size * run, outputs, ld);
          kernel.multiplyTransposed(
            starts.length,
            outputs,
            size,
            run,
            image.pointer,
            windows,
            step,
            d.pointer,
            ld,
            g.pointer,
            ld,
            false,
          );
          const gradient = desk.get(g.pointer, size * run * ld);
          for (let k = 0; k < size * run; k++)
            for (let j = 0; j < outputs; j++) {
              const expected = sum(starts.length, (p) => image.at(0, inputAt(p, k)) * d.at(p, j));
              near(gradient[k * ld + j], expected, 10, `${width} wide, gradient ${k}, ${j}`);
            }
          if (channels < 4) continue;
          const turned = desk.rows(outputs, size * run, size * run);
          const back = desk.put(new Float64Array(height * step));
          for (let y = 0; y < size; y++)
            kernel.multiply(
              starts.length,
              run,
              1,
              outputs,
              d.pointer,
              out,
              0,
              turned.pointer + y * run * kernel.memory.realBytes,
              size * run,
              0,
              back + y * step * kernel.memory.realBytes,
              windows,
              true,
            );
          const expected = new Float64Array(height * step);
          starts.forEach((_, p) => {
            for (let k = 0; k < size * run; k++)
              expected[inputAt(p, k)] += sum(outputs, (j) => d.at(p, j) * turned.at(j, k));
          });
          desk.get(back, height * step).forEach((x, i) => near(x, expected[i], 20, `${width} wide, back ${i}`));
        }
      });

      it('R9 leaves zeros of images and of derivatives out of convolutions, to the same bits as with them', () => {
        const cases = [
          ...[1, 2, 3, 5, 7].flatMap((size) => [1, 4, 6, 8, 20].map((outputs) => ({ channels: 1, size, outputs }))),
          ...[3, 4, 8, 16, 24].flatMap((channels) => [1, 2, 5].map((size) => ({ channels, size, outputs: 6 }))),
          { channels: 8, size: 3, outputs: 64 },
        ];
        let read = 0;
        for (const { channels, size, outputs } of cases)
          for (const share of [0, 0.2, 1]) {
            const desk = new Desk(kernel);
            const { realBytes } = kernel.memory;
            const [height, width, ld] = [9, 7 + size, padded(outputs)];
            const [down, across] = [height - size + 1, width - size + 1];
            const [m, run, step] = [down * across, size * channels, width * channels];
            /** Rows of which so many numbers are not zero. */
            const thinned = (rows: number, n: number, stride: number): number =>
              desk.put(
                desk
                  .get(desk.rows(rows, n, stride).pointer, rows * stride)
                  .map((x) => (desk.random.between(0, 1) < share ? x : 0)),
              );
            const image = thinned(1, height * step, height * step);
            const w = desk.rows(size * run, outputs, ld).pointer;
            const bias = desk.rows(1, outputs, ld).pointer;
            const d = thinned(m, outputs, ld);
            const starts = Array.from(
              { length: m },
              (_, p) => (Math.floor(p / across) * width + (p % across)) * channels,
            );
            const windows = desk.ints(starts);
            const out = desk.ints(starts.map((_, p) => p * ld));
            const room = desk.put(
              new Float64Array(Math.max(convolveRoom(height, width, size, ld), transposedRoom(m, size, run))),
            );
            const [g, h] = [0, 1].map(() => desk.put(new Float64Array(size * run * ld)));
            const same = (found: number, expected: number, count: number, what: string): void =>
              assert.deepEqual(
                desk.get(found, count),
                desk.get(expected, count),
                `${what}, ${channels} ${size} ${outputs}`,
              );
            for (const add of [false, true]) {
              kernel.multiplyTransposed(m, outputs, size, run, image, windows, step, d, ld, g, ld, add);
              if (channels > 1)
                kernel.multiplyTransposedSparse(m, outputs, size, run, image, windows, step, d, ld, h, ld, add, room);
              else if (!kernel.convolveSparseTransposed(height, width, size, image, d, ld, h, add, room)) continue;
              same(h, g, size * run * ld, 'gradient');
            }
            if (channels === 1) {
              const [c, e] = [0, 1].map(() => desk.put(new Float64Array(m * ld)));
              if (!kernel.convolveSparse(height, width, size, image, w, ld, bias, c, room)) continue;
              kernel.multiply(m, outputs, size, run, image, windows, step, w, ld, bias, e, out, false);
              same(c, e, m * ld, 'sums');
              read++;
            } else if (channels % 8 === 0) {
              const turned = desk.rows(outputs, size * run, size * run).pointer;
              const [c, e] = [0, 1].map(() => desk.put(new Float64Array(height * step)));
              kernel.multiplySparse(m, run, size, outputs, d, out, turned, size * run, c, windows, step);
              for (let y = 0; y < size; y++) {
                const [from, to] = [turned + y * run * realBytes, e + y * step * realBytes];
                kernel.multiply(m, run, 1, outputs, d, out, 0, from, size * run, 0, to, windows, true);
              }
              same(c, e, height * step, 'back');
            }
          }
        // Images of no and of few pixels are read so, full ones are not.
        assert.equal(read, name.startsWith('wasm') ? 50 : 0);
      });

      it('multiplies transposed, sums columns and transposes at every length', () => {
        for (const n of lengths)
          for (const [m, inner] of [
            [5, n % 12],
            [n % 7, 8],
          ] as const) {
            const desk = new Desk(kernel);
            const [lda, ld] = [inner + 3, padded(n) + 4];
            const a = desk.rows(m, inner, lda);
            const d = desk.rows(m, n, ld);
            const c = desk.rows(inner, n, ld);
            const old = desk.get(c.pointer, inner * ld);
            const rows = desk.ints(Array.from({ length: m }, (_, i) => i * lda));
            kernel.multiplyTransposed(m, n, 1, inner, a.pointer, rows, 0, d.pointer, ld, c.pointer, ld, true);
            const found = desk.get(c.pointer, inner * ld);
            for (let k = 0; k < inner; k++)
              for (let j = 0; j < n; j++)
                near(found[k * ld + j], old[k * ld + j] + sum(m, (i) => a.at(i, k) * d.at(i, j)), m, `[${k}, ${j}]`);
            const sums = desk.put(new Float64Array(ld));
            for (const add of [false, true]) kernel.columnSums(m, n, d.pointer, ld, sums, add);
            desk.get(sums, n).forEach((x, j) => near(x, 2 * sum(m, (i) => d.at(i, j)), m, `sum ${j}`));
            const ldt = padded(m) + 4;
            const turned = desk.put(new Float64Array(n * ldt).fill(7));
            kernel.transpose(m, n, d.pointer, ld, turned, ldt);
            desk.get(turned, n * ldt).forEach((x, at) => {
              const [j, i] = [Math.floor(at / ldt), at % ldt];
              assert.equal(x, i < m ? d.at(i, j) : 7, `transposed [${j}, ${i}] of ${m}x${n}`);
            });
          }
      });

      it('multiplies sparse rows forward and back as the full ones', () => {
        for (const n of lengths) {
          const desk = new Desk(kernel);
          const [images, features, parts, ld] = [9, 50, 4, padded(n) + 4];
          const width = Math.ceil(features / parts);
          const pixels = Array.from({ length: images * features }, () =>
            desk.random.next() < 0.3 ? desk.random.below(256) : 0,
          );
          const entries: number[] = [];
          const starts: number[] = [];
          for (let i = 0; i < images; i++)
            for (let p = 0; p < parts; p++) {
              starts.push(entries.length);
              for (let k = p * width; k < Math.min(features, (p + 1) * width); k++)
                if (pixels[i * features + k]) entries.push(sparseEntry(k, pixels[i * features + k]));
            }
          const rows = { parts, starts: desk.ints([...starts, entries.length]), entries: desk.ints(entries) };
          const table = desk.put(Float64Array.from({ length: 256 }, (_, b) => Math.fround(b / 255)));
          const chosen = [4, 0, 8, 3, 4];
          const order = desk.ints(chosen);
          const x = (i: number, k: number): number => Math.fround(pixels[chosen[i] * features + k] / 255);
          const b = desk.rows(features, n, ld);
          const bias = desk.rows(1, n, ld);
          const c = desk.rows(chosen.length, n, ld);
          kernel.sparse(chosen.length, order, rows, table, b.pointer, ld, bias.pointer, c.pointer, ld, n);
          const found = desk.get(c.pointer, chosen.length * ld);
          chosen.forEach((_, i) => {
            for (let j = 0; j < n; j++)
              near(found[i * ld + j], bias.at(0, j) + sum(features, (k) => x(i, k) * b.at(k, j)), 15, `[${i}, ${j}]`);
          });
          const d = desk.rows(chosen.length, n, ld);
          const g = desk.rows(width, n, ld);
          const work = desk.put(new Float64Array(width * 32));
          for (let p = 0; p < parts; p++) {
            const first = p * width;
            const height = Math.min(width, features - first);
            kernel.sparseTransposed(
              chosen.length,
              order,
              rows,
              table,
              p,
              first,
              height,
              d.pointer,
              ld,
              g.pointer,
              ld,
              n,
              work,
            );
            const gradient = desk.get(g.pointer, width * ld);
            for (let k = 0; k < height; k++)
              for (let j = 0; j < n; j++)
                near(
                  gradient[k * ld + j],
                  sum(chosen.length, (i) => x(i, first + k) * d.at(i, j)),
                  5,
                  `g [${k}, ${j}]`,
                );
          }
        }
      });

      it('multiplies quads forward and back as the full rows', () => {
        for (let n = 0; n <= quadOutputs; n++)
          for (const features of [1, 3, 50, quadColumns, quadColumns + 1, 2 * quadColumns + 7]) {
            const desk = new Desk(kernel);
            const [images, ld] = [6, padded(n) + 4];
            const pixels = Uint8Array.from({ length: images * features }, () =>
              desk.random.next() < 0.3 ? desk.random.below(256) : 0,
            );
            const count = countQuads(pixels, features);
            const rows = {
              starts: desk.ints(Array(images * quadParts(features) + 1).fill(0)),
              parts: quadParts(features),
              quads: desk.space.take(8 * count),
              outputs: n,
            };
            assert.equal(loadQuads(rows, kernel.memory, pixels, 0, 0, features), count);
            const chosen = [4, 0, 5, 3, 4];
            const order = desk.ints(chosen);
            const x = (i: number, k: number): number => pixels[chosen[i] * features + k] / 255;
            const size = quadSize(features, n);
            const b = desk.rows(1, size, size);
            const w = (k: number, j: number): number => b.at(0, quadAt(k, n) + j * quadRow);
            const bias = desk.rows(1, n, ld);
            const c = desk.rows(chosen.length, n, ld);
            // A row of bias and of results goes on with zeros to a whole vector.
            kernel.quads(chosen.length, order, rows, b.pointer, bias.pointer, c.pointer, ld, n);
            const found = desk.get(c.pointer, chosen.length * ld);
            chosen.forEach((_, i) => {
              for (let j = 0; j < n; j++) {
                const expected = bias.at(0, j) + sum(features, (k) => x(i, k) * w(k, j));
                near(found[i * ld + j], expected, 0.3 * features, `${features} to ${n} [${i}, ${j}]`);
              }
            });
            const d = desk.rows(chosen.length, n, ld);
            for (let at = 0; at < chosen.length * ld; at += 3)
              kernel.memory.real[d.pointer / kernel.memory.realBytes + at] = 0;
            const delta = (i: number, j: number): number => ((i * ld + j) % 3 === 0 ? 0 : d.at(i, j));
            const g = desk.put(new Float64Array(size).fill(7));
            const work = desk.ints(Array(24).fill(0));
            const back = (first: number, last: number): void =>
              kernel.quadsTransposed(chosen.length, order, rows, first, last, d.pointer, ld, g, n, work);
            // All parts at once, and each by itself over what the others left.
            back(0, rows.parts);
            const whole = desk.get(g, size);
            for (let part = rows.parts - 1; part >= 0; part--) back(part, part + 1);
            assert.deepEqual(desk.get(g, size), whole);
            const gradient = desk.get(g, size);
            for (let k = 0; k < features; k++)
              for (let j = 0; j < n; j++) {
                const at = quadAt(k, n) + j * quadRow;
                near(
                  gradient[at],
                  sum(chosen.length, (i) => x(i, k) * delta(i, j)),
                  5,
                  `g [${k}, ${j}] of ${features} to ${n}`,
                );
                gradient[at] = 0;
              }
            assert.ok(
              gradient.every((value) => value === 0),
              `what pads ${features} to ${n}`,
            );
          }
      });

      it('passes NaN and infinities of weights and deltas on through quads', () => {
        const desk = new Desk(kernel);
        const rows = { starts: desk.ints([0, 0]), parts: 1, quads: desk.space.take(16), outputs: 3 };
        loadQuads(rows, kernel.memory, Uint8Array.of(0, 51, 0, 0, 0, 0, 255), 0, 0, 7);
        const b = new Float64Array(quadSize(7, 3)).fill(1);
        [b[1], b[quadRow + 6]] = [Infinity, NaN];
        const c = desk.put(new Float64Array(4));
        const order = desk.ints([0]);
        kernel.quads(1, order, rows, desk.put(b), 0, c, 4, 3);
        assert.deepEqual(desk.get(c, 2), [Infinity, NaN]);
        near(desk.get(c, 3)[2], 1.2, 1, 'finite');
        const g = desk.put(b);
        const d = desk.put([NaN, -Infinity, 0, 0]);
        kernel.quadsTransposed(1, order, rows, 0, 1, d, 4, g, 3, desk.ints(Array(24).fill(0)));
        const found = desk.get(g, b.length);
        assert.deepEqual([found[1], found[quadRow + 6], found[2 * quadRow + 6]], [NaN, -Infinity, 0]);
      });

      it('gathers the bytes of the listed rows at every length', () => {
        for (const size of lengths) {
          const desk = new Desk(kernel);
          const bytes = Uint8Array.from({ length: 5 * size }, (_, i) => (i * 37) % 256);
          const source = desk.space.take(5 * size);
          kernel.memory.bytes.set(bytes, source);
          const table = desk.put(Float64Array.from({ length: 256 }, (_, b) => b / 256));
          const ld = padded(size + 1);
          const c = desk.put(new Float64Array(2 * ld));
          kernel.gather(2, desk.ints([4, 1]), source, size, table, c, ld);
          const row = (i: number): number[] =>
            Array.from({ length: ld }, (_, k) => (k < size ? bytes[i * size + k] / 256 : 0));
          assert.deepEqual(desk.get(c, 2 * ld), [...row(4), ...row(1)], `rows of ${size}`);
        }
      });

      const functions: [number, string, (z: number) => number, (f: number) => number][] = [
        [0, 'relu', (z) => Math.max(z, 0), (f) => (f === 0 ? 0 : 1)],
        [1, 'tanh', Math.tanh, (f) => 1 - f * f],
        [2, 'sigmoid', (z) => 1 / (1 + Math.exp(-z)), (f) => f * (1 - f)],
      ];
      for (const [code, title, f, slope] of functions)
        it(`activates by ${title} at every length, infinities and NaN too`, () => {
          for (const n of lengths) {
            const desk = new Desk(kernel);
            const values = Array.from({ length: n }, () =>
              Math.fround(desk.random.between(-1, 1) * 10 ** desk.random.between(-6, 2)),
            );
            const corners = [Infinity, -Infinity, NaN, 0, 1e-30, -1e-30];
            corners.slice(0, n).forEach((x, i) => (values[i] = x));
            const a = desk.put([...values, 5]);
            kernel.activate(code, a, n);
            const found = desk.get(a, n + 1);
            values.forEach((z, i) => {
              const expected = f(z);
              const close =
                Object.is(found[i], expected) || Math.abs(found[i] - expected) <= 4e-7 * Math.abs(expected) + 1e-37;
              assert.ok(close || (Number.isNaN(expected) && Number.isNaN(found[i])), `${title}(${z}): ${found[i]}`);
            });
            assert.equal(found[n], 5, 'nothing beyond the end is touched');
            const d = desk.put([...values.map((_, i) => i + 1), 5]);
            kernel.activateBackward(code, a, d, n);
            desk.get(d, n).forEach((x, i) => {
              if (!Number.isNaN(values[i])) near(x, slope(found[i]) * (i + 1), i + 1, `slope at ${values[i]}`);
            });
          }
        });

      it('takes softmax at every length, and keeps what pads a row at zero', () => {
        for (const n of lengths.filter((n) => n > 0)) {
          const desk = new Desk(kernel);
          const ld = padded(n) + 4;
          const a = desk.rows(3, n, ld);
          const { real, realBytes } = kernel.memory;
          for (let j = 0; j < n; j++) real[a.pointer / realBytes + ld + j] = -1000 - j;
          const c = desk.put(new Float64Array(3 * ld).fill(9));
          kernel.softmax(3, n, a.pointer, ld, c);
          const logits = desk.get(a.pointer, 3 * ld);
          const found = desk.get(c, 3 * ld);
          for (let i = 0; i < 3; i++) {
            const row = logits.slice(i * ld, i * ld + n);
            const top = Math.max(...row);
            const total = sum(n, (j) => Math.exp(row[j] - top));
            for (let j = 0; j < ld; j++) {
              const expected = j < n ? Math.exp(row[j] - top) / total : 0;
              near(found[i * ld + j], expected, 0.1, `${n} [${i}, ${j}]`);
            }
          }
        }
      });

      it('finds the first greatest of rows of every length', () => {
        for (const n of lengths.filter((n) => n > 0)) {
          const desk = new Desk(kernel);
          const [m, ld] = [23, padded(n) + 4];
          // Few different values, so that the greatest stands in a row more than once; what pads a row is greater.
          const values = Array.from({ length: m * ld }, (_, at) => (at % ld < n ? -1 - desk.random.below(4) : 0));
          if (n > 2) values.splice(ld, n, ...Array<number>(n).fill(-Infinity));
          if (n > 2) values[2 * ld + 2] = Infinity;
          const c = desk.space.take(m + 1);
          kernel.memory.bytes[c + m] = 77;
          kernel.classify(m, n, desk.put(values), ld, c);
          for (let i = 0; i < m; i++) {
            const row = values.slice(i * ld, i * ld + n);
            assert.equal(kernel.memory.bytes[c + i], row.indexOf(Math.max(...row)), `row ${i} of ${n}`);
          }
          assert.equal(kernel.memory.bytes[c + m], 77);
        }
      });

      it('lets NaN and infinite logits show in the softmax', () => {
        const desk = new Desk(kernel);
        const a = desk.put([0, NaN, 1, 0, 0, -Infinity, 0, 0, 0, Infinity, 0, 0]);
        const c = desk.put(new Float64Array(12));
        kernel.softmax(3, 3, a, 4, c);
        const found = desk.get(c, 12);
        assert.ok(found.slice(0, 3).every(Number.isNaN));
        assert.deepEqual(found.slice(4, 8), [0.5, 0, 0.5, 0]);
        assert.ok(Number.isNaN(found[9]));
      });

      it('pools windows of every size and channel count, and sends delta back to the first greatest', () => {
        for (const channels of [1, 3, 4, 8, 11])
          for (const size of [2, 3]) {
            const desk = new Desk(kernel);
            const [height, width] = [7, 6];
            const [h, w] = [Math.floor(height / size), Math.floor(width / size)];
            // Few different values, so that a window's greatest stands in it more than once.
            const values = Array.from({ length: height * width * channels }, () => desk.random.below(3) - 1);
            const a = desk.put(values);
            const c = desk.put(new Float64Array(h * w * channels));
            kernel.maxPool(a, height, width, channels, size, c);
            const delta = Array.from({ length: h * w * channels }, (_, i) => i + 1);
            const back = desk.put(new Float64Array(values.length).fill(9));
            kernel.maxPoolBackward(a, height, width, channels, size, c, desk.put(delta), back);
            const pooled: number[] = [];
            const expected = values.map(() => 0);
            for (let y = 0; y < h; y++)
              for (let x = 0; x < w; x++)
                for (let k = 0; k < channels; k++) {
                  const window = Array.from({ length: size * size }, (_, i) => {
                    const [dy, dx] = [Math.floor(i / size), i % size];
                    return ((y * size + dy) * width + x * size + dx) * channels + k;
                  });
                  const greatest = Math.max(...window.map((i) => values[i]));
                  expected[window.find((i) => values[i] === greatest)!] = delta[pooled.length]!;
                  pooled.push(greatest);
                }
            assert.deepEqual(desk.get(c, pooled.length), pooled);
            assert.deepEqual(desk.get(back, values.length), expected);
          }
      });

      it('steps SGD and Adam at every length, and gives the squares of the weights before', () => {
        for (const n of lengths) {
          const desk = new Desk(kernel);
          const step = { rate: 0.125, divisor: 4, l2: 0.5 };
          const make = (): ReturnType<Desk['rows']> => desk.rows(1, n, n + 1);
          for (const nesterov of [false, true]) {
            const [w, g, v] = [make(), make(), make()];
            const squares = kernel.sgd(w.pointer, g.pointer, v.pointer, n, step, 0.75, nesterov);
            near(
              squares,
              sum(n, (i) => w.at(0, i) ** 2),
              n,
              'squares',
            );
            const found = desk.get(w.pointer, n + 1);
            for (let i = 0; i < n; i++) {
              const gradient = (g.at(0, i) + 0.5 * w.at(0, i)) / 4;
              const velocity = 0.75 * v.at(0, i) - 0.125 * gradient;
              near(desk.get(v.pointer, n)[i], velocity, 1, 'velocity');
              near(found[i], w.at(0, i) + (nesterov ? 0.75 * velocity - 0.125 * gradient : velocity), 1, 'weight');
            }
            assert.equal(found[n], 0, 'nothing beyond the end is touched');
          }
          const [w, g, first] = [make(), make(), make()];
          const second = desk.put(Array.from({ length: n + 1 }, (_, i) => i / 8));
          const squares = kernel.adam(w.pointer, g.pointer, first.pointer, second, n, step);
          near(
            squares,
            sum(n, (i) => w.at(0, i) ** 2),
            n,
            'squares',
          );
          const found = desk.get(w.pointer, n);
          for (let i = 1; i < n; i++) {
            const gradient = (g.at(0, i) + 0.5 * w.at(0, i)) / 4;
            const m = 0.9 * first.at(0, i) + 0.1 * gradient;
            const v = 0.999 * (i / 8) + 0.001 * gradient ** 2;
            near(found[i], w.at(0, i) - (0.125 * m) / (Math.sqrt(v) + 1e-8), 1, `weight ${i}`);
          }
        }
      });
    });
});
