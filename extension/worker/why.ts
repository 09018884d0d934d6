import {
  type Change,
  ImageSearch,
  type NearestPair,
  type NumericArray,
  openReader,
  type Parts,
  type Reader,
  type RunConfig,
  scaledAs,
  smallestChange,
} from '@surprisal/core';
import type { WhyParams } from '../protocol/analysis.js';
import type { TrainImage, Why, WhyPart, WhyUnit } from '../protocol/inspector/why.js';
import { type Images, imagesOf } from './images.js';
import { readAnew } from './lastRead.js';
import type { Work } from './work.js';

const PAIRS = 6;
const NEAR = 3;
const UNITS = 8;
/** Where each part of the work begins, 0 to 1. */
const BEGINS: Record<WhyPart, number> = { data: 0, neighbours: 0.05, pairs: 0.35, pixels: 0.55, changes: 0.6 };

/** Why images of `actual` are read as `predicted`: reads the data, and gives the work that is left. */
export const why = (params: WhyParams, partsOf = readAnew): Work<Why> =>
  whyOf(scaledAs(partsOf(params), params.checkpoint), params);

/** The same of data that is read. */
export function whyOf(
  parts: Parts,
  { config, checkpoint, kernels, actual, predicted, errors, right }: Omit<WhyParams, 'files'>,
): Work<Why> {
  const { width, height, channels, labels, classes } = parts.sets[0];
  const size = { width, height, channels };
  const images = imagesOf(parts);
  const reader = openReader(config, checkpoint, { ...size, classes: classes.length });
  const onLogits = new Float64Array(classes.length);
  onLogits[predicted] = 1;
  onLogits[actual] = -1;
  const test = (index: number): number => parts.test[index];
  const fileOf = (image: number): { file?: string } => {
    const file = images.file(image);
    return file === undefined ? {} : { file };
  };
  const trainImage = (image: number): TrainImage => ({
    image,
    ...fileOf(image),
    label: labels[image],
    pixels: images.shown(image),
  });

  return (function* (): Work<Why> {
    const progressOf = (part: WhyPart, share: number) => {
      const end = Math.min(1, ...Object.values(BEGINS).filter((begin) => begin > BEGINS[part]));
      return { share: BEGINS[part] + share * (end - BEGINS[part]), part };
    };
    yield progressOf('data', 1);
    const of = (label: number): Uint32Array => parts.train.filter((image) => labels[image] === label);
    const [ofActual, ofPredicted] = [of(actual), of(predicted)];
    const { features, unit, picture } = searched(parts, images);
    const search = new ImageSearch(features, parts.train, images.size, kernels);
    const near: Why['items'][number]['near'][] = [];
    for (const index of errors) {
      yield progressOf('neighbours', near.length / errors.length);
      const found = search.nearest(picture(test(index)), NEAR);
      near.push(found.map(({ image, distance }) => ({ ...trainImage(image), distance: distance * unit })));
    }
    const pairs = yield* nearestPairs(search.among(ofActual), search.among(ofPredicted), (share) =>
      progressOf('pairs', share),
    );

    yield progressOf('pixels', 0);
    const layer = firstLayer(reader, config, size);
    const outgoing = new Outgoing(reader, layer, onLogits, channels);
    const traces = Array.from(errors, (index) => outgoing.add('errors', images.inputs(test(index))));
    for (const index of right) {
      yield progressOf('pixels', 0.5);
      outgoing.add('right', images.inputs(test(index)));
    }
    const push = new Float32Array(width * height);
    for (const trace of traces) trace.push.forEach((value, i) => (push[i] = push[i] + value / traces.length));

    const changes: (Change | null)[] = [];
    for (const index of errors) {
      yield progressOf('changes', changes.length / errors.length);
      changes.push(smallestChange(reader, images.inputs(test(index)), actual, { low: images.low, high: images.high }));
    }
    return {
      total: errors.length,
      items: Array.from(errors, (index, i) => ({
        index,
        ...fileOf(test(index)),
        pixels: images.shown(test(index)),
        ...traces[i],
        near: near[i],
        length: Math.sqrt(images.inputs(test(index)).reduce((sum, x) => sum + x * x, 0)),
        change: shownChange(changes[i], images.inputs(test(index)), images),
      })),
      push,
      layer: {
        kind: layer.kind,
        width: layer.width,
        height: layer.height,
        channels: layer.channels,
        of: layer.units,
        units: outgoing.units().slice(0, UNITS),
      },
      pairs: pairs.map(({ first, second, distance }) => ({
        distance: distance * unit,
        actual: trainImage(first),
        predicted: trainImage(second),
      })),
      searched: { all: parts.train.length, actual: ofActual.length, predicted: ofPredicted.length },
    };
  })();
}

/** Features to look for near ones in, and how far one of them is from the next for the network. */
function searched(
  { sets: [{ features, count }], scaling: { rule, deviation } }: Parts,
  { size, row, inputs }: Images,
): { features: NumericArray; unit: number; picture: (image: number) => NumericArray } {
  if (rule !== 'standard') return { features, unit: 1 / deviation[0], picture: row };
  const picture = (image: number): Float32Array => Float32Array.from(inputs(image));
  const scaled = new Float32Array(count * size);
  for (let image = 0; image < count; image++) scaled.set(picture(image), image * size);
  return { features: scaled, unit: 1, picture };
}

function* nearestPairs(
  one: ImageSearch,
  other: ImageSearch,
  progressOf: (share: number) => { share: number; part: string },
): Work<NearestPair[]> {
  const steps = one.nearestPairs(other, PAIRS);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    yield progressOf(value);
  }
}

const shownChange = (change: Change | null, before: Float64Array, images: Images): Why['items'][number]['change'] =>
  change && {
    distance: change.distance,
    pixels: images.show(change.pixels),
    by: Float32Array.from(before, (x, i) => change.pixels[i] - x),
  };

interface FirstLayer {
  kind: Why['layer']['kind'];
  /** Its place among the layers of the network. */
  at: number;
  /** Size of what one unit looks at. */
  width: number;
  height: number;
  channels: number;
  units: number;
  /** One unit or filter after the other. */
  weights: (unit: number) => Float32Array;
}

/** The first layer that has weights: what its units look at are pictures. */
function firstLayer(
  reader: Reader,
  { network }: RunConfig,
  image: Pick<FirstLayer, 'width' | 'height' | 'channels'>,
): FirstLayer {
  const at = reader.layers.findIndex(({ weights }) => weights !== null);
  const { weights, bias } = reader.layers[at].weights!;
  const layer = network.layers[at];
  const seen = reader.layers[at - 1]?.shape ?? image;
  const { channels } = seen;
  const { width, height } =
    layer?.kind === 'convolution'
      ? { width: layer.size, height: layer.size }
      : { width: seen.width, height: seen.height };
  const units = bias.length;
  return {
    kind: layer === undefined ? 'output' : layer.kind === 'convolution' ? 'convolution' : 'dense',
    at,
    width,
    height,
    channels,
    units,
    weights: (unit) => Float32Array.from({ length: width * height * channels }, (_, i) => weights[i * units + unit]),
  };
}

/** What each unit of the first layer adds to a weighted sum of the logits, on the mean over two kinds of images. */
class Outgoing {
  private readonly sums: Record<'errors' | 'right', Float64Array>;
  private readonly counts = { errors: 0, right: 0 };

  constructor(
    private readonly reader: Reader,
    private readonly layer: FirstLayer,
    private readonly onLogits: Float64Array,
    private readonly channels: number,
  ) {
    this.sums = { errors: new Float64Array(layer.units), right: new Float64Array(layer.units) };
  }

  /**
   * Adds an image; gives its weighted sum and what each pixel adds to it: its value times the gradient by it, of a pixel of
   * colour the sum over its channels.
   */
  add(kind: 'errors' | 'right', pixels: Float64Array): { behind: number; push: Float32Array } {
    const { outputs, gradients } = this.reader.trace(pixels, this.onLogits);
    const [values, slopes] = [outputs[this.layer.at + 1], gradients[this.layer.at + 1]];
    const sums = this.sums[kind];
    values.forEach((value, i) => (sums[i % this.layer.units] += value * slopes[i]));
    this.counts[kind]++;
    const logits = outputs.at(-1)!;
    const push = new Float64Array(pixels.length / this.channels);
    pixels.forEach((x, i) => (push[Math.floor(i / this.channels)] += x * gradients[0][i]));
    return {
      behind: logits.reduce((sum, z, k) => sum + z * this.onLogits[k], 0),
      push: Float32Array.from(push),
    };
  }

  /** Units, those first whose part differs most between the two kinds. */
  units(): WhyUnit[] {
    const { counts, sums } = this;
    const difference = ({ errors, right }: WhyUnit): number => Math.abs(errors - (right ?? 0));
    return Array.from({ length: this.layer.units }, (_, unit) => ({
      unit,
      weights: this.layer.weights(unit),
      errors: sums.errors[unit] / counts.errors,
      right: counts.right > 0 ? sums.right[unit] / counts.right : null,
    })).sort((a, b) => difference(b) - difference(a));
  }
}
