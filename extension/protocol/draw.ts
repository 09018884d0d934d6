import type { NamedBytes } from '@surprisal/core';

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

export interface DrawApi {
  /** Of an epoch, or of the latest; null for predictions from files. */
  weights(params: number | null): Weights | null;
  /** Opens a drawn image as a JSON document. */
  openDrawn(params: Drawn): void;
}
