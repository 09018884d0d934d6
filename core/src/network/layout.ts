import { activationCodes, quadOutputs, quadParts, type QuadRows, type SparseRows } from '../kernels/kernel.js';
import { inLines, lineBytes, lineReals, Space } from '../kernels/memory.js';
import { CoreError } from '../numeric/error.js';
import type { LayerConfig, RunConfig } from './config.js';
import { convolutionLayer } from './layers/convolution.js';
import { denseLayer } from './layers/dense.js';
import { inputLayer } from './layers/input.js';
import type { Builder, Layer, Parameter, Place, Rows } from './layers/layer.js';
import { maxPoolLayer } from './layers/maxPool.js';
import { narrowDenseLayer } from './layers/narrowDense.js';
import { sparseDenseLayer } from './layers/sparseDense.js';

/** The sizes of a run's data, which with its configuration fix the layout of its memory. */
export interface Dimensions {
  /** Images of all parts together. */
  images: number;
  width: number;
  height: number;
  /** Numbers of one pixel, side by side: 1, or 3 of red, green and blue. */
  channels: number;
  /** Whether features lie there as bytes, read as x / 255, or as reals. */
  bytes: boolean;
  /** Entries or quads of all images, as `pixelForm` says. */
  entries: number;
  classes: number;
  threads: number;
}

/**
 * Parts that an image's pixels are cut into, so that threads can share an update out and its weights stay in the
 * processor's nearest memory; a narrow layer needs fewer.
 */
function partsFor(width: number): number {
  return width > 32 ? 8 : 4;
}

/** Outputs of the first layer, where that is a dense one. */
function firstWidth({ network: { layers } }: RunConfig, classes: number): number {
  const [first] = layers;
  return first?.kind === 'dense' ? first.width : classes;
}

/**
 * How pixels lie in the memory: all of them under a convolution or where they are no bytes; else only what is not zero,
 * as quads under a layer of few outputs, as entries under a wide one, and under every one in replay, whose sums go
 * pixel by pixel.
 */
export function pixelForm(config: RunConfig, bytes: boolean, classes: number): 'all' | 'entries' | 'quads' {
  if (!bytes || config.network.layers.some((layer) => layer.kind !== 'dense')) return 'all';
  return config.mode === 'fast' && firstWidth(config, classes) <= quadOutputs ? 'quads' : 'entries';
}

/** Weights of one input after those of the other, `ld` apart. */
function byRows(rows: number, ld: number): Place {
  return { place: (row, column) => row * ld + column, bias: rows * ld };
}

/** A network laid out in one memory. Made on every thread alike, it is all that threads agree on beside the memory. */
export interface Layout {
  readonly layers: readonly Layer[];
  readonly parameters: readonly Parameter[];
  readonly precision: 'single' | 'double';
  /** Bytes of memory that it takes. */
  readonly size: number;
  /** Most rows of one batch, and rows of the block that one task works through. */
  readonly rowCapacity: number;
  readonly blockRows: number;
  /** Where the data lies: the nonzero pixels as entries or as quads, or all features at `features`. */
  readonly entries: SparseRows | null;
  readonly quads: QuadRows | null;
  readonly features: number;
  /** Whether they lie there as bytes. */
  readonly bytes: boolean;
  /** Features of one image. */
  readonly pixels: number;
  readonly labels: number;
  readonly order: number;
  readonly table: number;
  /** Pointer to the parameters and their number; each of the optimiser's `states` follows, as long as they are. */
  readonly base: number;
  readonly length: number;
  readonly states: number;
  /**
   * What each row of the batch, each update task and each phase gives or takes, as doubles; predicted classes are bytes. Those
   * of a block of rows have lines of their own, and those of a task.
   */
  readonly losses: number;
  readonly predicted: number;
  readonly squares: number;
  readonly terms: number;
  readonly classWeights: number;
  /** Update tasks of each layer, one after the other. */
  readonly updateTasks: number;
  readonly tables: readonly { pointer: number; values: Int32Array }[];
}

/** Lays out the memory of a run. Throws `option` where a window does not fit, or follows a dense layer. */
export function layOut(config: RunConfig, dimensions: Dimensions): Layout {
  const { images, width, height, channels, entries, classes, threads, bytes } = dimensions;
  const features = width * height * channels;
  const wanted = config.network.layers;
  const convolves = wanted.some((layer) => layer.kind !== 'dense');
  const form = pixelForm(config, bytes, classes);
  const realBytes = config.mode === 'replay' ? 8 : 4;
  const blockRows = convolves ? 12 : 16;
  const rowCapacity = Math.ceil(Math.max(config.batch, 240) / blockRows) * blockRows;
  const states = config.optimiser.id === 'adam' ? 2 : 1;
  const space = new Space();

  const outputs = firstWidth(config, classes);
  const parts = partsFor(outputs);
  const rows: SparseRows | null =
    form === 'entries'
      ? { parts, starts: space.take((images * parts + 1) * 4), entries: space.take(entries * 4) }
      : null;
  const quads: QuadRows | null =
    form === 'quads'
      ? {
          outputs,
          parts: quadParts(features),
          starts: space.take((images * quadParts(features) + 1) * 4),
          quads: space.take(entries * 8),
        }
      : null;
  const pointer = form === 'all' ? space.take(images * features * (bytes ? 1 : realBytes)) : 0;
  const labels = space.take(images);
  const order = space.take(rowCapacity * 4);
  const table = space.take(256 * realBytes);

  const base = { pointer: 0 };
  const parameters: Parameter[] = [];
  const tables: Layout['tables'][number][] = [];
  let length = 0;
  const perThread = (stride: number, size: number): Rows => {
    const each = Math.ceil(size / 64) * 64;
    return { pointer: space.take(each * threads), stride, perThread: each };
  };
  const builder: Builder = {
    space,
    realBytes,
    rowCapacity,
    blockRows,
    hasPenalty: config.optimiser.l2 > 0,
    base,
    parameter: (rows, columns, ld, exists, fanIn, fanOut, place = byRows(rows, ld)) => {
      const parameter = { at: length, offset: length * realBytes, rows, columns, ld, exists, fanIn, fanOut, ...place };
      length += inLines(place.bias + ld);
      parameters.push(parameter);
      return parameter;
    },
    table: (count, at) => {
      const values = Int32Array.from({ length: count }, (_, i) => at(i));
      const made = { pointer: space.take(count * 4), values };
      tables.push(made);
      return made.pointer;
    },
    batchRows: (stride) => ({ pointer: space.take(rowCapacity * stride * realBytes), stride, perThread: 0 }),
    threadRows: (stride) => perThread(stride, blockRows * stride * realBytes),
    scratch: (count) => perThread(count, count * realBytes),
  };

  const layers: Layer[] = [];
  if (form === 'all') {
    const shape = { height, width, channels, stride: channels };
    layers.push(inputLayer(builder, { bytes, pointer, table, order }, shape, isWindow(wanted[0])));
  }
  const dense = (outputs: number, code: number | null): Layer =>
    layers.length > 0
      ? denseLayer(builder, layers.at(-1)!, outputs, code)
      : quads
        ? narrowDenseLayer(builder, { images: quads, order }, features, outputs, code, threads > 1)
        : sparseDenseLayer(builder, { images: rows!, table, order }, features, outputs, code);
  wanted.forEach((layer, i) => {
    if (layer.kind === 'dense') {
      layers.push(dense(layer.width, activationCodes[layer.activation]));
      return;
    }
    const before = layers.at(-1)!;
    checkWindow(layer.size, before.shape, i, i > 0 && !isWindow(wanted[i - 1]));
    layers.push(
      layer.kind === 'convolution'
        ? convolutionLayer(
            builder,
            before,
            layer.size,
            layer.channels,
            activationCodes[layer.activation],
            isWindow(wanted[i + 1]),
            wanted[i + 1]?.kind === 'maxPool',
          )
        : maxPoolLayer(builder, before, layer.size, isWindow(wanted[i + 1]), activationOf(wanted[i - 1])),
    );
  });
  layers.push(dense(classes, null));
  const updateTasks = layers.reduce((sum, layer) => sum + layer.tasks, 0);
  const results = {
    losses: space.take((rowCapacity / blockRows) * lineReals * 8),
    predicted: space.take((rowCapacity / blockRows) * lineBytes),
    squares: space.take(updateTasks * lineBytes),
    terms: space.take(8 * 8),
    classWeights: space.take(classes * 8),
  };
  base.pointer = space.take(length * (1 + states) * realBytes);
  return {
    layers,
    parameters,
    precision: realBytes === 8 ? 'double' : 'single',
    size: space.size,
    rowCapacity,
    blockRows,
    entries: rows,
    quads,
    features: pointer,
    bytes,
    pixels: features,
    labels,
    order,
    table,
    base: base.pointer,
    length,
    states,
    ...results,
    updateTasks,
    tables,
  };
}

function activationOf(layer: LayerConfig | undefined): number | null {
  return layer?.kind === 'convolution' ? activationCodes[layer.activation] : null;
}

function isWindow(layer: LayerConfig | undefined): boolean {
  return layer !== undefined && layer.kind !== 'dense';
}

function checkWindow(size: number, { height, width }: Layer['shape'], i: number, afterDense: boolean): void {
  const place = { argument: `network.layers[${i}]` };
  if (afterDense)
    throw new CoreError('option', 'windows after a dense layer', 'convolution and maxPool before it', place);
  if (size > Math.min(height, width))
    throw new CoreError('option', `size ${size} on ${height} by ${width}`, `at most ${Math.min(height, width)}`, place);
}
