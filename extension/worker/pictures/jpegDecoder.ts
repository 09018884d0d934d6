import type { decode as Decode } from 'jpeg-js';
// @ts-expect-error The decoder alone has no types of its own; with the encoder beside it, it would weigh twice as much.
import decoder from 'jpeg-js/lib/decoder.js';

export const decode = decoder as typeof Decode;
