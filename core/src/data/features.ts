import type { NumericArray, Tensor } from '../tensor/tensor.js';

/** What a file tells of its features beside their numbers. */
export interface FeatureOrigin {
  /** Rows of a table; an array of rank 3 or more holds images. */
  readonly table: boolean;
  /** What is done to them where no scale is asked for: images of bytes are divided by 255. */
  readonly usual: 'byte' | 'none';
  /** What version 0.1.0 did to them, which knew no scale. */
  readonly before: 'byte' | 'none';
}

/** Features as they stand in a file; whole numbers from 0 to 255 lie in bytes, whatever they mean. */
export interface Features extends Tensor {
  readonly origin: FeatureOrigin;
  /** The names of the columns, where a table has them. */
  readonly columns?: readonly string[];
}

/** The features of an array: by its type and rank, never by its numbers, they are images of bytes or not. */
export function arrayFeatures({ shape, data, type }: Tensor & { readonly type?: string }): Features {
  const table = shape.length < 3;
  const bytes = data instanceof Uint8Array;
  const usual = bytes && type !== 'b1' && !table ? 'byte' : 'none';
  return { shape, data: packed(data), origin: { table, usual, before: bytes ? 'byte' : 'none' } };
}

/** The features of a text, whose numbers have no type. */
export function textFeatures({ shape, data }: Tensor): Features {
  const bytes = packed(data);
  const before = bytes instanceof Uint8Array && bytes.some((x) => x > 127) ? 'byte' : 'none';
  return { shape, data: bytes, origin: { table: shape.length < 3, usual: 'none', before } };
}

function packed(data: NumericArray): NumericArray {
  if (data instanceof Uint8Array) return data;
  for (const x of data) if (!Number.isInteger(x) || x < 0 || x > 255) return data;
  return new Uint8Array(data);
}
