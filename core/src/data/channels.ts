import { tuple } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import type { NumericArray } from '../tensor/tensor.js';
import { dataError } from './bytes.js';

/** How the three axes of an image lie in an array. */
export interface ImageAxes {
  height: number;
  width: number;
  channels: number;
  /** Channels stand before height and width. */
  first: boolean;
}

const isChannels = (length: number | undefined): boolean => length === 1 || length === 3;

/**
 * Height, width and channels of an array of images, `[count, height, width, channels]` or `[count, channels, height,
 * width]`, with 1 or 3 channels; null for sides that are no such images. One axis alone can be the channels, or `said`
 * tells which. Throws `data` where both could be and nothing is said, and where what is said cannot be.
 */
export function imageAxes(
  file: string,
  sides: readonly number[],
  said: 'first' | 'last' | undefined,
): ImageAxes | null {
  const can = { first: isChannels(sides[0]), last: isChannels(sides[2]) };
  if (sides.length !== 3 || !(can.first || can.last || said)) {
    if (said)
      throw dataError(
        file,
        `items of shape ${tuple(sides)}`,
        'images of 1 or 3 channels, since data.channels is given',
      );
    return null;
  }
  if (said && !can[said])
    throw dataError(file, `items of shape ${tuple(sides)}`, `1 or 3 channels ${said}, since data.channels says so`);
  if (!said && can.first && can.last)
    throw new CoreError(
      'data',
      `items of shape ${tuple(sides)}, whose channels may stand first or last`,
      'data.channels to say which',
      { file, argument: 'data.channels' },
    );
  const first = said ? said === 'first' : can.first;
  const [height, width, channels] = first ? [sides[1], sides[2], sides[0]] : [sides[0], sides[1], sides[2]];
  return { height, width, channels, first };
}

/** The same images with the channels of a pixel side by side. */
export function channelsLast(data: NumericArray, { height, width, channels, first }: ImageAxes): NumericArray {
  if (!first || channels === 1) return data;
  const plane = height * width;
  const turned = new (data.constructor as new (n: number) => NumericArray)(data.length);
  for (let from = 0; from < data.length; from += plane * channels)
    for (let c = 0; c < channels; c++)
      for (let pixel = 0; pixel < plane; pixel++) turned[from + pixel * channels + c] = data[from + c * plane + pixel];
  return turned;
}
