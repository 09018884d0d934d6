import type { NamedBytes } from '@surprisal/core';
import * as v from 'valibot';
import { index } from '../checks.js';
import type { Checks } from '../rpc.js';

/** The weights of an epoch, as its checkpoint has them. */
export interface Weights {
  epoch: number;
  checkpoint: NamedBytes;
}

/** An image that a person drew, and what the network of an epoch says of it. */
export interface Drawn {
  epoch: number;
  /** As the network has seen it, one byte a pixel. */
  pixels: Uint8Array;
  /** Which class it is meant to be; null where the person did not say. */
  actual: number | null;
  logits: Float64Array;
}

/** What the network of a run says of what a person draws. */
export interface DrawApi {
  /** Of an epoch, or of the latest; null before the first, and where they were not kept. */
  weights(params: number | null): Weights | null;
  /** Opens a drawn image as a JSON document. */
  openDrawn(params: Drawn): void;
}

export const drawChecks: Checks<DrawApi> = {
  weights: v.parser(v.nullable(index)),
  openDrawn: v.parser(
    v.object({
      epoch: index,
      pixels: v.pipe(v.instance(Uint8Array), v.length(784)),
      actual: v.nullable(index),
      logits: v.pipe(v.instance(Float64Array), v.minLength(1), v.maxLength(256)),
    }),
  ),
};
