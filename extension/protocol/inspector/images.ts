import * as v from 'valibot';
import { classFilter, epoch, index, span } from '../checks.js';
import type { Checks } from '../rpc.js';

/** From where to where a number may lie, both ends included; null is no end. */
export interface Bounds {
  from: number | null;
  to: number | null;
}

/** Which items are listed: what is null or left out does not filter. */
export interface ItemFilter {
  actual: number | null;
  predicted: number | null;
  show?: 'all' | 'wrong' | 'right' | undefined;
  /** Of the probability of the class that an item is read as. */
  confidence?: Bounds | undefined;
  /** Of -ln of the probability of the actual class, nats. */
  surprise?: Bounds | undefined;
}

/** The items that a filter leaves, in an order, and which part of that list. */
export interface ImageQuery extends ItemFilter {
  order: 'mostSurprising' | 'leastSurprising' | 'index';
  offset: number;
  count: number;
  /** Of a run: as this epoch reads them; the latest where it is left out or null. */
  epoch?: number | null;
}

export interface ImageItem {
  /** Index in the test part. */
  index: number;
  /** The file that it lies in, where each has one of its own. */
  file?: string;
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
  /** How many of all of them are read wrong. */
  wrong: number;
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
  /** Opens the file of an image in the editor. */
  openImageFile(params: number): void;
}

const end = v.nullable(v.pipe(v.number(), v.finite()));
const bounds = v.optional(v.object({ from: end, to: end }));
export const imageQuery = v.object({
  actual: classFilter,
  predicted: classFilter,
  show: v.optional(v.picklist(['all', 'wrong', 'right'])),
  confidence: bounds,
  surprise: bounds,
  order: v.picklist(['mostSurprising', 'leastSurprising', 'index']),
  ...span,
  epoch,
});

export const imagesChecks: Checks<ImagesApi> = {
  images: v.parser(imageQuery),
  imagesAt: v.parser(v.object({ indices: v.pipe(v.array(index), v.maxLength(500)), epoch })),
  contrast: v.parser(v.object({ actual: index, predicted: index, epoch })),
  openImageFile: v.parser(index),
};
