import { counted, grouped, tuple } from '../numeric/describe.js';
import { confusionFromCounts } from '../metrics/confusionMatrix.js';
import { mergeCounts } from '../metrics/mergeClasses.js';
import type { NumericArray } from '../tensor/tensor.js';
import { dataError, type Inflate, type NamedBytes } from './bytes.js';
import type { Corrected } from './corrections.js';
import type { FeatureOrigin } from './features.js';
import { readIdx } from './idx.js';
import { CoreError } from '../numeric/error.js';
import { channelsLast, imageAxes } from './channels.js';
import { type DataOptions, type FeatureColumn, namedPicture, type TableOptions } from './columns.js';
import { type LeftOut, readContents, type TableSource } from './tables.js';

/**
 * Labelled images (or rows of any features: then `height` is 1). Features are as they stand in their file; what a network
 * is given of them is decided for all parts of a run alike, by its scaling.
 */
export interface Dataset {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** 1, or 3 of red, green and blue. */
  readonly channels: number;
  /** `count * height * width * channels`, one item after the other, the channels of a pixel side by side. */
  readonly features: NumericArray;
  /** What each feature is called, where the items are rows of a table that names its columns. */
  readonly columns?: readonly string[];
  /** Where each item stands in its file, from 0, if some were left out before it. */
  readonly rows?: Uint32Array;
  /** The files of items that lie in one each, by these numbers. */
  readonly paths?: readonly string[];
  readonly origin: FeatureOrigin;
  /** One class index an image. */
  readonly labels: Uint8Array;
  /** What each class is called; the index is the label. */
  readonly classes: readonly string[];
  /** Columns that only number the rows, and are no features. */
  readonly leftOut?: readonly LeftOut[];
  /** Where the items are rows of a table of text: how they stand in it. */
  readonly table?: TableSource;
  /** What a person's corrections of its labels came to, where there are any. */
  readonly corrected?: Corrected;
}

/** The digits, the classes of MNIST. */
export const digits: readonly string[] = Array.from({ length: 10 }, (_, i) => String(i));

/**
 * A data set of an image file and a label file, both IDX, whose labels index `classes`, as MNIST's the ten digits.
 * Throws `data` naming the file: not images, not labels, unequal counts, a label that is no class.
 */
export function readImages(
  images: NamedBytes,
  labels: NamedBytes,
  inflate: Inflate,
  classes: readonly string[],
): Dataset {
  const pixels = readIdx(images, inflate);
  if (pixels.shape.length !== 3 || !(pixels.data instanceof Uint8Array))
    throw dataError(images.name, `an array of shape ${tuple(pixels.shape)}`, 'images of bytes, of rank 3');
  const marks = readIdx(labels, inflate);
  if (marks.shape.length !== 1 || !(marks.data instanceof Uint8Array))
    throw dataError(labels.name, `an array of shape ${tuple(marks.shape)}`, 'labels of bytes, of rank 1');
  const [count, height, width] = pixels.shape as [number, number, number];
  if (count === 0 || height === 0 || width === 0)
    throw dataError(images.name, `images of shape ${tuple(pixels.shape)}`, 'one image or more');
  if (marks.data.length !== count)
    throw dataError(
      labels.name,
      `${counted(marks.data.length, 'label')} for ${counted(count, 'image')}`,
      'as many labels as images',
    );
  const wrong = marks.data.findIndex((label) => label >= classes.length);
  if (wrong >= 0)
    throw dataError(
      labels.name,
      `label ${marks.data[wrong]} of image ${grouped(wrong)}`,
      `a label from 0 to ${classes.length - 1}`,
    );
  const origin = { table: false, usual: 'byte', before: 'byte' } as const;
  return { count, width, height, channels: 1, features: pixels.data, origin, labels: marks.data, classes };
}

/** How many features an item has. */
export const featuresEach = ({ width, height, channels }: Pick<Dataset, 'width' | 'height' | 'channels'>): number =>
  width * height * channels;

/** Where an item stands in its file, from 0. */
export const rowInFile = ({ rows }: Pick<Dataset, 'rows'>, item: number): number => rows?.[item] ?? item;

/**
 * A data set of files of any kind that `readContents` knows: features of rank 2 or more, one row or image an item, with
 * labels from a file of their own or from the same one. Items of rank 3 are images with 1 or 3 channels, first or last,
 * where one of their axes can be the channels. A row is a picture only where the names of its columns or `said` tells so. `like` gives the columns of words of the file that is trained on.
 * Throws `data` naming the file: no features, no labels, unequal counts, a label that is none, a feature
 * that is not finite; and `option` for a column that is not there or a picture of another size.
 */
export function readDataset(
  images: NamedBytes,
  labels: NamedBytes | undefined,
  inflate: Inflate,
  said: DataOptions = {},
  like?: readonly FeatureColumn[],
): Dataset {
  const {
    features,
    labels: own,
    leftOut = [],
    table,
  } = readContents(images, inflate, labels ? 'features' : 'both', said, like);
  if (!table) checkNoColumns(images.name, said, labels !== undefined);
  const apart = labels && readContents(labels, inflate, 'labels', said);
  const marks = apart ? apart.labels : own;
  if (!features || features.shape.length < 2)
    throw dataError(
      images.name,
      features ? `an array of shape ${tuple(features.shape)}` : 'no features',
      'rows or images',
    );
  if (!marks) throw dataError(images.name, 'no labels with it', 'labels in it, or a file of labels');
  const [count, ...sides] = features.shape as [number, ...number[]];
  const size = sides.reduce((product, n) => product * n, 1);
  if (count === 0 || size === 0) throw dataError(images.name, `shape ${tuple(features.shape)}`, 'one item or more');
  if (marks.labels.length !== count)
    throw dataError(
      (labels ?? images).name,
      `${counted(marks.labels.length, 'label')} for ${counted(count, 'image')}`,
      'as many labels as images',
    );
  const wrong = features.data.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0)
    throw dataError(
      images.name,
      `${features.data[wrong]} in item ${grouped(Math.floor(wrong / size))}`,
      'finite numbers',
    );
  const axes = said.scale === 'legacy' ? null : imageAxes(images.name, sides, said.channels);
  const [height, width] = axes
    ? [axes.height, axes.width]
    : shapeOf(images.name, sides, features.columns ?? [], said.imageShape);
  const allLeftOut = [...leftOut, ...(apart?.leftOut ?? [])];
  const { origin, columns } = features;
  const data = axes ? channelsLast(features.data, axes) : features.data;
  const shape = { count, width, height, channels: axes?.channels ?? 1 };
  const { paths } = images;
  const named = { ...(columns && { columns }), ...(table && { table }), ...(paths && { paths }) };
  return { ...shape, features: data, origin, ...marks, leftOut: allLeftOut, ...named };
}

/** Refuses what is said of columns where there are none. */
function checkNoColumns(file: string, { target, leaveOut, oneHot }: TableOptions, labelsApart: boolean): void {
  const said = Object.entries({ ...(!labelsApart && { target }), leaveOut, oneHot });
  const wrong = said.find(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  if (wrong)
    throw new CoreError('option', JSON.stringify(wrong[1]), `a table of columns, which ${file} is not`, {
      argument: `data.${wrong[0]}`,
    });
}

/** Height and width of an item: a row of a table has height 1. */
function shapeOf(
  file: string,
  sides: readonly number[],
  columns: readonly string[],
  asked: readonly [number, number] | undefined,
): readonly [number, number] {
  const size = sides.reduce((product, n) => product * n, 1);
  if (asked && asked[0] * asked[1] !== size)
    throw new CoreError('option', asked.join(' x '), `${grouped(size)} pixels, as ${file} has`, {
      argument: 'data.imageShape',
    });
  if (asked) return asked;
  if (sides.length === 2) return sides as [number, number];
  const side = Math.sqrt(size);
  if (sides.length > 2 && Number.isInteger(side)) return [side, side];
  return namedPicture(columns) ?? [1, size];
}

/** The rows `from` to `from + count - 1`, sharing the memory of the whole. */
export function sliceRows(data: Dataset, from: number, count: number): Dataset {
  const size = featuresEach(data);
  return {
    ...data,
    count,
    rows: Uint32Array.from({ length: count }, (_, i) => rowInFile(data, from + i)),
    features: data.features.subarray(from * size, (from + count) * size),
    labels: data.labels.subarray(from, from + count),
  };
}

/** Two data sets as one: item `i` of the first at row `rows[i]`, those of the second in their order at the rows between. */
export function interleave(first: Dataset, second: Dataset, rows: ArrayLike<number>): Dataset {
  const count = first.count + second.count;
  const size = featuresEach(first);
  const places = new Int32Array(count).fill(-1);
  for (let i = 0; i < rows.length; i++) places[rows[i]] = i;
  if (rows.length !== first.count || places.reduce((named, place) => named + Number(place >= 0), 0) !== first.count)
    throw dataError(
      'rows',
      counted(rows.length, 'row'),
      `${grouped(first.count)} different ones below ${grouped(count)}`,
    );
  const features = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  let next = 0;
  places.forEach((place, row) => {
    const [from, at] = place < 0 ? [second, next++] : [first, place];
    features.set(from.features.subarray(at * size, (at + 1) * size), row * size);
    labels[row] = from.labels[at]!;
  });
  const { rows: _, ...rest } = first;
  return { ...rest, count, features, labels };
}

/** The rows of the named classes only, with their labels counted anew in the order of `classes`. */
export function onlyClasses(data: Dataset, classes: readonly string[]): Dataset {
  const index = new Int16Array(data.classes.length).fill(-1);
  classes.forEach((name, i) => {
    const at = data.classes.indexOf(name);
    if (at < 0) throw dataError('classes', `class "${name}"`, `one of ${data.classes.join(', ')}`);
    index[at] = i;
  });
  const rows = new Uint32Array(data.count);
  let count = 0;
  for (let row = 0; row < data.count; row++) if (index[data.labels[row]] >= 0) rows[count++] = row;
  const chosen = pickRows(data, rows.subarray(0, count));
  return { ...chosen, labels: chosen.labels.map((label) => index[label]), classes };
}

/**
 * The same images with the classes of each group as one, which stands where its first class stood and is called by
 * all of them, such as `4+9`: the classes that `mergeClasses` gives a matrix. Throws `option` where another is called so.
 */
export function mergeLabels(data: Dataset, groups: readonly (readonly string[])[]): Dataset {
  const { members } = mergeCounts(
    confusionFromCounts(
      data.classes.map(() => data.classes.map(() => 0)),
      data.classes,
    ),
    groups,
  );
  const index = new Uint8Array(data.classes.length);
  members.forEach((old, i) => old.forEach((at) => (index[at] = i)));
  const classes = members.map((old) => old.map((at) => data.classes[at]).join('+'));
  const twice = classes.find((name, i) => classes.indexOf(name) < i);
  if (twice !== undefined)
    throw new CoreError('option', `two classes ${JSON.stringify(twice)}`, 'merged classes called as no other', {
      argument: 'data.merge',
    });
  return { ...data, labels: data.labels.map((label) => index[label]), classes };
}

/** Copies of the given rows, in the given order. */
export function pickRows(data: Dataset, rows: ArrayLike<number>): Dataset {
  const size = featuresEach(data);
  const make = data.features.constructor as new (n: number) => NumericArray;
  const features = new make(rows.length * size);
  const labels = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    features.set(data.features.subarray(rows[i] * size, (rows[i] + 1) * size), i * size);
    labels[i] = data.labels[rows[i]]!;
  }
  const inFile = Uint32Array.from(rows, (row) => rowInFile(data, row));
  return { ...data, count: rows.length, rows: inFile, features, labels };
}
