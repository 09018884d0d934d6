import * as v from 'valibot';
import { classFilter, epoch, index, span } from '../checks.js';
import type { Checks } from '../rpc.js';

/** Images of one cell, one class, or all (`null` does not filter). */
export interface ImageQuery {
  actual: number | null;
  predicted: number | null;
  order: 'mostSurprising' | 'leastSurprising' | 'index';
  offset: number;
  count: number;
  /** Of a run: as this epoch reads them; the latest where it is left out or null. */
  epoch?: number | null;
}

export interface ImageItem {
  /** Index in the test part. */
  index: number;
  actual: number;
  predicted: number;
  /** Probability of the actual class, and -ln of it in nats. */
  p: number;
  surprise: number;
  logits: Float32Array;
  probabilities: Float32Array;
}

export interface ImagePage {
  total: number;
  items: ImageItem[];
  /** `items.length * width * height`. */
  pixels: Uint8Array;
}

/** The mean of some images: how many, and its pixels. */
export interface MeanImage {
  count: number;
  pixels: Uint8Array;
}

/** What tells the images of one cell off the diagonal from those of its two classes that are read right. */
export interface CellContrast {
  /** Of the actual class, read right. */
  right: MeanImage;
  /** Of the cell itself. */
  wrong: MeanImage;
  /** Of the predicted class, read right. */
  other: MeanImage;
  /** ln p(actual) - ln p(predicted) of every image of the actual class, nats. */
  margins: Float32Array;
}

/** The images of a run's test part. */
export interface ImagesApi {
  /** Images as an epoch reads them. */
  images(params: ImageQuery): ImagePage;
  /** Images by their index, as an epoch reads them. */
  imagesAt(params: { indices: number[]; epoch?: number | null }): ImagePage;
  /** What sets the images of a cell apart; null where nothing is known of it. */
  contrast(params: { actual: number; predicted: number; epoch?: number | null }): CellContrast | null;
}

export const imageQuery = v.object({
  actual: classFilter,
  predicted: classFilter,
  order: v.picklist(['mostSurprising', 'leastSurprising', 'index']),
  ...span,
  epoch,
});

export const imagesChecks: Checks<ImagesApi> = {
  images: v.parser(imageQuery),
  imagesAt: v.parser(v.object({ indices: v.pipe(v.array(index), v.maxLength(500)), epoch })),
  contrast: v.parser(v.object({ actual: index, predicted: index, epoch })),
};
