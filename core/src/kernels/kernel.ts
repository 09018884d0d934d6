import { padded, type Memory } from './memory.js';

/** Code of an activation, as kernels take it. */
export const activationCodes = { relu: 0, tanh: 1, sigmoid: 2 } as const;

/**
 * The nonzero values of rows, by column. A row is cut into `parts` of equal width: `starts[i * parts + p]` is where
 * part p of row i begins in `entries`, and the next start is where it ends. An entry is 32 bits, `column << 10 |
 * value << 2`, its value a byte; what that stands for is looked up in a table of 256 reals.
 */
export interface SparseRows {
  parts: number;
  /** 32-bit, one more than there are rows times parts. */
  starts: number;
  entries: number;
}

/** An entry of sparse rows. */
export function sparseEntry(column: number, value: number): number {
  return (column << 10) | (value << 2);
}

/** Reals from the weights of one output to those of the next where rows are held as quads. */
export const quadRow = 400;
/** Columns in a block of such weights: a quad that begins at the last of them reaches three further. */
export const quadColumns = quadRow - 3;
/** Most outputs of a product on quads. */
export const quadOutputs = 12;

/**
 * The nonzero values of rows, four neighbours at a time, for products with few outputs. A quad is eight bytes: where
 * its first column lies, then the bytes of four columns, of which the first is not zero; each stands for a 255th of
 * itself. Weights lie in blocks of `quadColumns` columns, in each an output after the other, `quadRow` apart, their
 * number made even; column k of output 0 lies at `quadAt(k, n)`.
 */
export interface QuadRows {
  /** Blocks of columns, each a part of every row. */
  parts: number;
  /** 32-bit, one more than there are rows times parts: where part p of row i begins in `quads`, at `i * parts + p`. */
  starts: number;
  quads: number;
  /** Outputs of the products that they are for. */
  outputs: number;
}

/** Reals that the weights of so many columns and outputs take, in whole blocks. */
export function quadSize(columns: number, n: number): number {
  return quadParts(columns) * (n + (n & 1)) * quadRow;
}
/** Blocks of so many columns. */
export const quadParts = (columns: number): number => Math.ceil(columns / quadColumns);
/** Where the weights of a column lie, those of output 0. */
export function quadAt(column: number, n: number): number {
  return quadSize(column - (column % quadColumns), n) + (column % quadColumns);
}

/** Reals of `work` that `multiplyTransposedSparse` needs. */
export function transposedRoom(m: number, outer: number, inner: number): number {
  return 4 + 8 * m + 4 * outer * padded(inner);
}

/** Reals of `work` that `convolveSparse` needs, forward and transposed. */
export function convolveRoom(height: number, width: number, size: number, ldw: number): number {
  return ((height - size + 1) * (width + size - 1) + size) * ldw + height + 1 + 2 * height * width;
}

/** The steps of an optimiser: what all weights share in one batch. */
export interface Step {
  rate: number;
  /** The gradient is `(sum + l2 * w) / divisor`. */
  divisor: number;
  l2: number;
}

/**
 * The arithmetic under a network: one operation a method, on pointers into one memory. Real rows have a leading
 * dimension (`lda`, in elements) that is a multiple of four, with zeros beyond the row's end; row tables (`aRows`,
 * `cRows`) are 32-bit offsets in elements, so that windows of an image are rows too. Every element of a result is
 * summed in one order that depends on nothing but the shape.
 */
export interface Kernel {
  /** Such as `wasm-relaxed-fused`: runs are repeatable to the bit on kernels of one name. */
  readonly name: string;
  readonly memory: Memory;

  /** c[i] = sum of table[value] * b[column] over the entries of row `order[i]`, + bias. */
  sparse(
    count: number,
    order: number,
    rows: SparseRows,
    table: number,
    b: number,
    ldb: number,
    bias: number,
    c: number,
    ldc: number,
    n: number,
  ): void;
  /**
   * c[column - first] = sum of table[value] * d[i] over the entries of part `part` of the rows `order[i]`, i < count;
   * that part has the `height` columns from `first` on. `work` has room for `height` rows of 32.
   */
  sparseTransposed(
    count: number,
    order: number,
    rows: SparseRows,
    table: number,
    part: number,
    first: number,
    height: number,
    d: number,
    ldd: number,
    c: number,
    ldc: number,
    n: number,
    work: number,
  ): void;
  /** c[i] = sum of value * b[column] over the quads of row `order[i]`, + bias; n is at most `quadOutputs`. */
  quads(count: number, order: number, rows: QuadRows, b: number, bias: number, c: number, ldc: number, n: number): void;
  /**
   * c[column] = sum of value * d[i] over the quads of the rows `order[i]`, i < count, of the parts from `first` to before
   * `last`; c lies as the weights do, all parts of them, and the others are left alone. `work` has room for 24 words.
   */
  quadsTransposed(
    count: number,
    order: number,
    rows: QuadRows,
    first: number,
    last: number,
    d: number,
    ldd: number,
    c: number,
    n: number,
    work: number,
  ): void;
  /** c[i] = table[byte] of the bytes of row `order[i]`, each row of `size`. */
  gather(count: number, order: number, source: number, size: number, table: number, c: number, ldc: number): void;

  /**
   * c[cRows[i]][j] (+)= sum over o < outer, k < inner of a[aRows[i] + o * aStep + k] * b[o * inner + k][j], + bias[j].
   * Rows of c are written one after the other, so with `add` they may overlap.
   */
  multiply(
    m: number,
    n: number,
    outer: number,
    inner: number,
    a: number,
    aRows: number,
    aStep: number,
    b: number,
    ldb: number,
    bias: number,
    c: number,
    cRows: number,
    add: boolean,
  ): void;
  /** c[o * inner + k][j] (+)= sum over i < m of a[aRows[i] + o * aStep + k] * d[i * ldd + j]. */
  multiplyTransposed(
    m: number,
    n: number,
    outer: number,
    inner: number,
    a: number,
    aRows: number,
    aStep: number,
    d: number,
    ldd: number,
    c: number,
    ldc: number,
    add: boolean,
  ): void;
  /**
   * c[cRows[i] + o * cStep][j] += sum over k < inner of a[aRows[i] + k] * b[k][o * n + j], for rows of a that are mostly
   * zero, whose zeros it leaves out. To the same bits as a `multiply` for each o, where rows of c overlap by whole eights or not
   * at all; n is a multiple of four, `inner` at most 64.
   */
  multiplySparse(
    m: number,
    n: number,
    outer: number,
    inner: number,
    a: number,
    aRows: number,
    b: number,
    ldb: number,
    c: number,
    cRows: number,
    cStep: number,
  ): void;
  /**
   * The sums of `multiplyTransposed`, to the same bits, for a d that is mostly zero, whose zeros it leaves out. `work` has
   * room for `transposedRoom` reals.
   */
  multiplyTransposedSparse(
    m: number,
    n: number,
    outer: number,
    inner: number,
    a: number,
    aRows: number,
    aStep: number,
    d: number,
    ldd: number,
    c: number,
    ldc: number,
    add: boolean,
    work: number,
  ): void;
  /**
   * c[y * (width - size + 1) + x] = sum over the window of `size` by `size` at (y, x) of an image of one channel, times w,
   * + bias: the sums of `multiply`, to the same bits. It leaves zeros out; where fewer than half of the pixels are zero it
   * does nothing and gives false. Rows of w and c have `ldw` reals; `work` has room for `convolveRoom` reals.
   */
  convolveSparse(
    height: number,
    width: number,
    size: number,
    a: number,
    w: number,
    ldw: number,
    bias: number,
    c: number,
    work: number,
  ): boolean;
  /**
   * c[y * size + x][j] (+)= sum over the windows of such an image of the pixel at (y, x) of each times d[window][j]: the sums
   * of `multiplyTransposed`, to the same bits. Where fewer than half of the pixels are zero it does nothing and gives false.
   */
  convolveSparseTransposed(
    height: number,
    width: number,
    size: number,
    a: number,
    d: number,
    ldd: number,
    c: number,
    add: boolean,
    work: number,
  ): boolean;
  /** c[j] (+)= sum over i < m of d[i][j]. */
  columnSums(m: number, n: number, d: number, ldd: number, c: number, add: boolean): void;
  /** b[j][i] = a[i][j]. */
  transpose(rows: number, columns: number, a: number, lda: number, b: number, ldb: number): void;

  /** a = f(a), by its code. */
  activate(code: number, a: number, count: number): void;
  /** delta *= f'(z), told from a = f(z). */
  activateBackward(code: number, a: number, delta: number, count: number): void;
  /** c[i] = softmax of a[i], both with rows of `lda`; what lies beyond a row's end becomes zero. */
  softmax(m: number, n: number, a: number, lda: number, c: number): void;
  /** c[i], a byte, = place of the first greatest of a[i]; 0 where NaN is greatest. */
  classify(m: number, n: number, a: number, lda: number, c: number): void;
  /** Greatest of each window of `size` by `size` pixels, for every channel; pixels that fill no window are left out. */
  maxPool(a: number, height: number, width: number, channels: number, size: number, c: number): void;
  /** aDelta gets delta where a pixel was its window's first greatest, else 0. */
  maxPoolBackward(
    a: number,
    height: number,
    width: number,
    channels: number,
    size: number,
    c: number,
    delta: number,
    aDelta: number,
  ): void;

  /** One step of momentum; gives the sum of w^2 before it. */
  sgd(w: number, g: number, velocity: number, count: number, step: Step, momentum: number, nesterov: boolean): number;
  /** One step of Adam; `step.rate` has its bias correction in it. Gives the sum of w^2 before it. */
  adam(w: number, g: number, first: number, second: number, count: number, step: Step): number;
}

/** Adam's decay rates and its least denominator. */
export const adamConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
