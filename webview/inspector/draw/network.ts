import { centreDigit, logSoftmax, openReader, type Reader, type RunConfig } from '@surprisal/core';
import type { Weights } from '../../../extension/protocol/inspector/draw.js';
import type { ImagePage } from '../../../extension/protocol/inspector/images.js';
import type { Inspected } from '../../../extension/protocol/inspector/inspector.js';
import { SIDE } from './strokes.js';

/** The side of MNIST's images, and of the image that a drawing becomes, pixels. */
export const IMAGE = 28;

export interface Network {
  epoch: number;
  reader: Reader;
}

/** Opens the network of an epoch in the page, so that it answers at once. */
export const openNetwork = (
  { config, classes }: Pick<Inspected, 'classes'> & { config: RunConfig },
  { epoch, checkpoint }: Weights,
): Network => ({
  epoch,
  reader: openReader(config, checkpoint, { width: IMAGE, height: IMAGE, classes: classes.length }),
});

/** What the network predicts for an image. */
export interface Prediction {
  pixels: Uint8Array;
  logits: Float64Array;
  probabilities: number[];
  /** -ln p of each class, nats. */
  surprises: number[];
  /** The class it is read as. */
  best: number;
}

/** The image of a drawing, which has no ink where the drawing has none. */
export const imageOf = (ink: Uint8Array): Uint8Array => centreDigit(ink, { width: SIDE, height: SIDE });

export function predict({ reader }: Network, pixels: Uint8Array): Prediction {
  const logits = reader.logits(reader.inputs(pixels));
  const logs = logSoftmax([...logits]);
  return {
    pixels,
    logits,
    probabilities: logs.map(Math.exp),
    surprises: logs.map((log) => (log === 0 ? 0 : -log)),
    best: logits.indexOf(Math.max(...logits)),
  };
}

/** The greatest relative difference between logits of training and those of the reader, which sums in another order. */
const NEAR = 0.01;

/** Whether the network was trained on bytes as a drawing has them: then it gives a test image the logits that are known. */
export function readsBytes(network: Network, { items: [item], pixels }: ImagePage): boolean {
  if (!item) return true;
  const { logits } = predict(network, pixels);
  return item.logits.every((logit, c) => Math.abs(logit - (logits[c] ?? 0)) <= NEAR * Math.max(1, Math.abs(logit)));
}
