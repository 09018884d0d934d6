import type { Activation } from './config.js';
import type { LayerWeights } from './load.js';
import { NonzeroRows } from './nonzeroRows.js';

/** What flows between plain layers: row by row, the channels of a pixel next to one another. */
export interface PlainShape {
  height: number;
  width: number;
  channels: number;
}

/** One layer in double precision. */
export interface PlainLayer {
  readonly shape: PlainShape;
  /** Weights and bias as the checkpoint has them; null in a pool. */
  readonly weights: LayerWeights | null;
  /** The outputs of one image, or of several one after the other. */
  forward(input: Float64Array): Float64Array;
  /** The same in two steps: sums of what comes in, and what is made of each, in place. */
  sum(input: Float64Array): Float64Array;
  activate(sums: Float64Array): void;
  /** Derivative by its input of one image, from what went through it and the derivative by its output. */
  backward(input: Float64Array, output: Float64Array, delta: Float64Array): Float64Array;
}

export function sizeOf({ height, width, channels }: PlainShape): number {
  return height * width * channels;
}

const functions: Record<Exclude<Activation, 'relu'>, (z: number) => number> = {
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
};

/** Slopes by the value that the function gave, as training takes them: 0 where relu gave 0. */
const slopes: Record<Activation, (f: number) => number> = {
  relu: (f) => (f === 0 ? 0 : 1),
  tanh: (f) => 1 - f * f,
  sigmoid: (f) => f * (1 - f),
};

/**
 * Each output sees one window of the input: a convolution without padding, stride 1. A window as large as the input
 * makes it a dense layer. Without an activation its output is the sum alone.
 */
export function plainWindows(
  input: PlainShape,
  size: Pick<PlainShape, 'height' | 'width'>,
  weights: LayerWeights,
  activation: Activation | null,
): PlainLayer {
  const channels = weights.bias.length;
  const shape = { height: input.height - size.height + 1, width: input.width - size.width + 1, channels };
  const [w, bias] = [Float64Array.from(weights.weights), Float64Array.from(weights.bias)];
  /** A window is `size.height` runs of so many elements, a row of the input apart. */
  const run = size.width * input.channels;
  const step = input.width * input.channels;
  const [taken, given] = [sizeOf(input), sizeOf(shape)];
  const visit = (each: (from: number, out: number) => void): void => {
    for (let y = 0, out = 0; y < shape.height; y++)
      for (let x = 0; x < shape.width; x++, out += channels) each(y * step + x * input.channels, out);
  };
  const all = new NonzeroRows(size.height * run);
  /** The weights of each output one after the other, made when a derivative is first asked for. */
  let turned: Float64Array | undefined;
  const activate = (sums: Float64Array): void => {
    if (!activation) return;
    // Half of z + |z| is exact, and takes no guess of the sign of each, which a processor is slow at.
    if (activation === 'relu') for (let i = 0; i < sums.length; i++) sums[i] = 0.5 * (sums[i] + Math.abs(sums[i]));
    else sums.forEach((z, i) => (sums[i] = functions[activation](z)));
  };
  const sum = (values: Float64Array): Float64Array => {
    const images = values.length / taken;
    const output = new Float64Array(images * given);
    for (let at = 0; at < output.length; at += channels) for (let j = 0; j < channels; j++) output[at + j] = bias[j];
    for (let i = 0; i < images; i++)
      visit((from, out) => {
        all.clear();
        for (let dy = 0; dy < size.height; dy++)
          all.take(values, i * taken + from + dy * step, run, dy * run * channels, channels);
        all.addTo(output, i * given + out, w, channels);
      });
    return output;
  };
  return {
    shape,
    weights,
    sum,
    activate,
    forward(values) {
      const output = sum(values);
      activate(output);
      return output;
    },
    backward(values, output, delta) {
      const inner = activation ? delta.map((d, i) => d * slopes[activation](output[i])) : delta;
      const window = size.height * run;
      turned ??= w.map((_, i) => w[(i % window) * channels + Math.floor(i / window)]);
      const back = new Float64Array(values.length);
      const sums = new Float64Array(window);
      const outputs = new NonzeroRows(channels);
      visit((from, out) => {
        outputs.clear();
        outputs.take(inner, out, channels, 0, window);
        if (outputs.count === 0) return;
        sums.fill(0);
        outputs.addTo(sums, 0, turned!, window);
        for (let dy = 0, k = 0; dy < size.height; dy++)
          for (let at = from + dy * step; k < (dy + 1) * run; k++, at++) back[at] += sums[k];
      });
      return back;
    },
  };
}

/** Greatest of each window of `size` by `size`; what does not fill a window is left out, the first of several greatest moves. */
export function plainPool(input: PlainShape, size: number): PlainLayer {
  const { channels } = input;
  const shape = { height: Math.floor(input.height / size), width: Math.floor(input.width / size), channels };
  /** Where the greatest of a window stands. */
  const greatest = (values: Float64Array, out: number): number => {
    const channel = out % channels;
    const pixel = (out - channel) / channels;
    const x = pixel % shape.width;
    const line = (pixel - x) / shape.width;
    const y = line % shape.height;
    const image = (line - y) / shape.height;
    const first = image * sizeOf(input) + (y * input.width + x) * size * channels + channel;
    let best = first;
    for (let dy = 0; dy < size; dy++)
      for (let dx = 0; dx < size; dx++) {
        const at = first + (dy * input.width + dx) * channels;
        if (values[at] > values[best]) best = at;
      }
    return best;
  };
  const forward = (values: Float64Array): Float64Array => {
    const output = new Float64Array((values.length / sizeOf(input)) * sizeOf(shape));
    for (let out = 0; out < output.length; out++) output[out] = values[greatest(values, out)];
    return output;
  };
  return {
    shape,
    weights: null,
    forward,
    sum: forward,
    activate() {},
    backward(values, _output, delta) {
      const back = new Float64Array(values.length);
      for (let out = 0; out < delta.length; out++) back[greatest(values, out)] = delta[out];
      return back;
    },
  };
}
