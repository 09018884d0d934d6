import * as v from 'valibot';
import { index, nothing } from '../checks.js';
import type { Checks } from '../rpc.js';

/** Why images of one class are read as another: of which cell, at which epoch. */
export interface WhyQuery {
  actual: number;
  predicted: number;
  epoch: number;
}

/** One image of the training part. */
export interface TrainImage {
  /** Its number in the file of images, among the rows that the run uses. */
  image: number;
  /** The file that it lies in, where each has one of its own. */
  file?: string;
  label: number;
  pixels: Uint8Array;
}

/** One error. */
export interface WhyError {
  /** In the test part. */
  index: number;
  file?: string;
  pixels: Uint8Array;
  /** Logit of the class it is read as less that of its own: how far behind the border it lies. */
  behind: number;
  /** Gradient of that difference times each pixel, summed over its channels: above 0 it speaks for the class it is read as. */
  push: Float32Array;
  /** The three nearest training images. */
  near: (TrainImage & { distance: number })[];
  /** Root of the sum of its squared pixels, as the network takes them. */
  length: number;
  /** The least change that was found to make it its own class, and what it adds to each channel of each pixel; null where none was. */
  change: { distance: number; pixels: Uint8Array; by: Float32Array } | null;
}

/** A unit or filter of the first layer with weights. */
export interface WhyUnit {
  unit: number;
  /** `width * height * channels` of the layer, the channels of a pixel side by side. */
  weights: Float32Array;
  /** Its output times the gradient by it, as in `push`: the mean over the errors, and over those read right; null where none is. */
  errors: number;
  right: number | null;
}

export interface Why {
  /** How many there are in the cell; `items` are the most surprising. */
  total: number;
  items: WhyError[];
  /** Mean over the items. */
  push: Float32Array;
  layer: {
    kind: 'dense' | 'convolution' | 'output';
    /** Of the pictures of the weights. */
    width: number;
    height: number;
    /** 3 where it looks at colour. */
    channels: number;
    /** How many units there are; those given matter most. */
    of: number;
    units: WhyUnit[];
  };
  /** The nearest images of the two classes in the training part. */
  pairs: { distance: number; actual: TrainImage; predicted: TrainImage }[];
  /** Images in the training part, and how many of them are of each of the two classes. */
  searched: { all: number; actual: number; predicted: number };
}

export interface WhyProgress {
  share: number;
  part: WhyPart;
}
export type WhyPart = 'data' | 'neighbours' | 'pairs' | 'pixels' | 'changes';

/** Why images of one class are read as another. */
export interface WhyApi {
  /** A new question ends the one before; null where nothing is known of a cell. */
  why(params: WhyQuery): Why | null;
  stopWhy(params: null): void;
  /** Opens the file of a training image of an answer in the editor. */
  openTrainFile(params: number): void;
}

export interface WhyEvents {
  /** How far the answer is. */
  why: WhyProgress;
}

export const whyChecks: Checks<WhyApi> = {
  why: v.parser(v.object({ actual: index, predicted: index, epoch: index })),
  stopWhy: nothing,
  openTrainFile: v.parser(index),
};
