import { sizeOf, type PlainShape } from './plainLayers.js';

type Reals = Float32Array | Float64Array;

/** Visits the values of `count` pictures in both orders: where one stands with its channels last, and with them first. */
function eachPlace(
  { height, width, channels }: PlainShape,
  count: number,
  visit: (last: number, first: number, picture: number) => void,
): void {
  const size = height * width * channels;
  for (let y = 0, last = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++, last++) {
        const first = (c * height + y) * width + x;
        for (let picture = 0; picture < count; picture++) visit(last, picture * size + first, picture);
      }
}

/**
 * Weights of shape `[height * width * channels, outputs]`, as they are here, as PyTorch has them: one output after the
 * other, `[outputs, channels, height, width]`. In NumPy: `w.reshape(h, w, c, out).transpose(3, 2, 0, 1)`.
 */
export function outputsFirst(weights: Reals, input: PlainShape, outputs: number): Reals {
  const turned = weights.slice();
  eachPlace(input, outputs, (last, first, output) => (turned[first] = weights[last * outputs + output]));
  return turned;
}

/** The way back: weights of shape `[outputs, channels, height, width]` as they are here. */
export function outputsLast(weights: Reals, input: PlainShape, outputs: number): Reals {
  const turned = weights.slice();
  eachPlace(input, outputs, (last, first, output) => (turned[last * outputs + output] = weights[first]));
  return turned;
}

/** The shape of a picture as PyTorch has it, `[channels, height, width]`; of what is a row, `[n]`. */
export const shapeFirst = (shape: PlainShape, isPicture: boolean): number[] =>
  isPicture ? [shape.channels, shape.height, shape.width] : [sizeOf(shape)];

/** The values of one item by height, width and channels in the order of PyTorch, `[channels, height, width]`. */
export const channelsFirst = (values: Reals, item: PlainShape): Reals => outputsFirst(values, item, 1);

/** The way back. */
export const channelsLast = (values: Reals, item: PlainShape): Reals => outputsLast(values, item, 1);
