import { CoreError } from '../numeric/error.js';
import { adamConstants, quadSize, type Kernel } from './kernel.js';
import { viewMemory } from './memory.js';
import { typescriptKernel } from './typescript.js';

/** What is used of the WebAssembly of the host, which has no types in a library without the DOM. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { env: { memory: WasmMemory } }) => { exports: Operations };
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
};
interface WasmMemory {
  buffer: SharedArrayBuffer;
}
/** True goes in as 1, false as 0. */
type Operation = (...values: (number | boolean)[]) => number;

const PAGE = 65536;

/** The compiled kernels, as `scripts/kernels.mjs` makes them; either may be empty, to do without. */
export interface KernelBytes {
  simd: Uint8Array;
  relaxed: Uint8Array;
}

/** A kernel's code and a memory for it, which any thread can make the kernel of: it goes through `postMessage`. */
export interface KernelSeed {
  precision: 'single' | 'double';
  /** The module, or null for the TypeScript kernel. */
  code: Uint8Array | null;
  /** A `WebAssembly.Memory`, or a plain shared buffer. */
  memory: object;
}

/**
 * The best kernel that this host can run, with `size` bytes of memory: relaxed SIMD, else SIMD, else TypeScript;
 * always TypeScript in double precision, for the replay.
 * Throws `data` where so much memory is not to be had.
 */
export function chooseKernel({ simd, relaxed }: KernelBytes, size: number, precision: 'single' | 'double'): KernelSeed {
  const runs = (bytes: Uint8Array): boolean =>
    bytes.length > 0 && typeof WebAssembly === 'object' && WebAssembly.validate(bytes);
  const code = precision === 'double' ? null : runs(relaxed) ? relaxed : runs(simd) ? simd : null;
  const pages = Math.ceil(size / PAGE);
  try {
    const memory = code
      ? new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
      : // A browser may have none to share; one thread trains there.
        new (typeof SharedArrayBuffer === 'function' ? SharedArrayBuffer : ArrayBuffer)(pages * PAGE);
    return { precision, code, memory };
  } catch {
    throw new CoreError('data', `a run of ${Math.ceil(size / 1e6)} MB`, 'one that fits the memory that is left');
  }
}

/** Makes the kernel of a seed for the thread that calls. */
export function openKernel({ precision, code, memory }: KernelSeed): Kernel {
  if (!code) return typescriptKernel(viewMemory(memory as SharedArrayBuffer, precision));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory: memory as WasmMemory } });
  return wasmKernel(exports, viewMemory((memory as WasmMemory).buffer, precision));
}

function wasmKernel(run: Operations, memory: Kernel['memory']): Kernel {
  const {
    sparse,
    sparseTransposed,
    quads,
    quadsTransposed,
    convolveSparse,
    convolveSparseTransposed,
    sgd,
    adam,
    fused,
    relaxed,
  } = run;
  const name = !relaxed() ? 'wasm-simd' : fused(1 + 2 ** -12) ? 'wasm-relaxed-fused' : 'wasm-relaxed-unfused';
  const { beta1, beta2, epsilon } = adamConstants;
  return {
    // The other operations are taken as they stand.
    ...run,
    name,
    memory,
    sparse: (count, order, { starts, parts, entries }, table, b, ldb, bias, c, ldc, n) =>
      sparse(count, order, starts, parts, entries, table, b, ldb, bias, c, ldc, n),
    sparseTransposed: (count, order, rows, table, part, first, height, d, ldd, c, ldc, n, work) => {
      const { starts, parts, entries } = rows;
      sparseTransposed(count, order, starts, parts, entries, table, part, first, height, d, ldd, c, ldc, n, work);
    },
    quads: (count, order, rows, b, bias, c, ldc, n) =>
      quads(count, order, rows.starts, rows.parts, rows.quads, b, bias, c, ldc, n),
    quadsTransposed: (count, order, rows, first, last, d, ldd, c, n, work) => {
      const { starts, parts, quads } = rows;
      const block = quadSize(1, n);
      const [to, size] = [c + 4 * first * block, (last - first) * block];
      quadsTransposed(count, order, starts, parts, quads, first, last, d, ldd, c, to, size, n, work);
    },
    convolveSparse: (...values) => convolveSparse(...values) !== 0,
    convolveSparseTransposed: (...values) => convolveSparseTransposed(...values) !== 0,
    sgd: (w, g, velocity, count, { rate, divisor, l2 }, momentum, nesterov) =>
      sgd(w, g, velocity, count, rate, divisor, l2, momentum, nesterov),
    adam: (w, g, first, second, count, { rate, divisor, l2 }) =>
      adam(w, g, first, second, count, rate, divisor, l2, beta1, beta2, epsilon),
  };
}

type Operations = Record<Exclude<keyof Kernel, 'name' | 'memory'> | 'fused' | 'relaxed', Operation>;
