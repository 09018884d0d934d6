import type { Activation } from './config.js';
import type { LayerWeights } from './load.js';

/** What flows between plain layers: row by row, the channels of a pixel next to one another. */
export interface PlainShape {
  height: number;
  width: number;
  channels: number;
}

/** One layer in double precision, for one image at a time. */
export interface PlainLayer {
  readonly shape: PlainShape;
  /** Weights and bias as the checkpoint has them; null in a pool. */
  readonly weights: LayerWeights | null;
  forward(input: Float64Array): Float64Array;
  /** Derivative by its input, from what went through it and the derivative by its output. */
  backward(input: Float64Array, output: Float64Array, delta: Float64Array): Float64Array;
}

export function sizeOf({ height, width, channels }: PlainShape): number {
  return height * width * channels;
}

const functions: Record<Activation, (z: number) => number> = {
  relu: (z) => (z < 0 ? 0 : z),
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
  const w = weights.weights;
  /** A window is `size.height` runs of so many elements, a row of the input apart. */
  const run = size.width * input.channels;
  const step = input.width * input.channels;
  const visit = (each: (from: number, row: number, out: number) => void): void => {
    for (let y = 0, out = 0; y < shape.height; y++)
      for (let x = 0; x < shape.width; x++, out += channels)
        for (let dy = 0; dy < size.height; dy++) each((y + dy) * step + x * input.channels, dy * run * channels, out);
  };
  return {
    shape,
    weights,
    forward(values) {
      const output = new Float64Array(sizeOf(shape));
      for (let at = 0; at < output.length; at += channels) output.set(weights.bias, at);
      visit((from, row, out) => {
        for (let k = 0; k < run; k++) {
          const value = values[from + k];
          if (value !== 0) for (let j = 0; j < channels; j++) output[out + j] += value * w[row + k * channels + j];
        }
      });
      return activation ? output.map(functions[activation]) : output;
    },
    backward(values, output, delta) {
      const inner = activation ? delta.map((d, i) => d * slopes[activation](output[i])) : delta;
      const back = new Float64Array(values.length);
      visit((from, row, out) => {
        for (let k = 0; k < run; k++) {
          let sum = 0;
          for (let j = 0; j < channels; j++) sum += w[row + k * channels + j] * inner[out + j];
          back[from + k] += sum;
        }
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
    const y = (pixel - x) / shape.width;
    const first = (y * input.width + x) * size * channels + channel;
    let best = first;
    for (let dy = 0; dy < size; dy++)
      for (let dx = 0; dx < size; dx++) {
        const at = first + (dy * input.width + dx) * channels;
        if (values[at] > values[best]) best = at;
      }
    return best;
  };
  return {
    shape,
    weights: null,
    forward: (values) => Float64Array.from({ length: sizeOf(shape) }, (_, out) => values[greatest(values, out)]),
    backward(values, _output, delta) {
      const back = new Float64Array(values.length);
      delta.forEach((d, out) => (back[greatest(values, out)] = d));
      return back;
    },
  };
}
