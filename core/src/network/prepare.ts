import { dataError, type Inflate, type NamedBytes } from '../data/bytes.js';
import { applyCorrections } from '../data/applyCorrections.js';
import { digits, interleave, readDataset, readImages, sliceRows, type Dataset } from '../data/dataset.js';
import { wholeOf } from '../data/classLabels.js';
import { withClassNames } from '../data/classNames.js';
import type { Correction } from '../data/corrections.js';
import { readIdx } from '../data/idx.js';
import type { RunConfig } from './config.js';
import type { Parts } from './load.js';
import { partSets } from './partSets.js';
import { checkBytes, checkRanges, scaleRule } from './scaling.js';

/** The files of a run, as they were read, perhaps still gzipped. */
export interface RunFiles {
  images: NamedBytes;
  labels?: NamedBytes;
  /** Images to train on among which `images` belong, each at the row that `rows` has for it. */
  otherImages?: NamedBytes;
  otherLabels?: NamedBytes;
  rows?: NamedBytes;
  /** The test pair, where the source has its own. */
  testImages?: NamedBytes;
  testLabels?: NamedBytes;
  /** What a person decided of the labels of `images`, or of the whole that these belong to. */
  corrections?: readonly Correction[];
}

/**
 * Reads the files of a run and parts them: test from the files' own test pair, or split off by `testFraction`;
 * validation from what is left to train on. The seed is that of the run. Classes are chosen and merged after that: a run
 * on some of them is tested on images that the run on all of them was tested on too. How features are scaled is decided
 * for all sets alike, and fitted on what is left to train on after all that.
 * Throws `data` naming the file, and `option` where the configuration does not fit the data.
 */
export function prepareData(config: RunConfig, files: RunFiles, inflate: Inflate): Parts {
  return partSets(config, readSets(config, files, inflate));
}

type Asked = Pick<RunConfig, 'data'> & Partial<Pick<RunConfig, 'network'>>;

/**
 * The images that a configuration asks for: one set, and a second where the files have a test pair of their own, which
 * stays as it is. The labels of the first are as a person corrected them.
 */
export function readSets(config: Asked, files: RunFiles, inflate: Inflate): Dataset[] {
  return correctSets(readUncorrected(config, files, inflate), files);
}

export function correctSets([train, ...test]: readonly Dataset[], { corrections, images }: RunFiles): Dataset[] {
  return [corrections ? applyCorrections(train, corrections, images.name) : train, ...test];
}

/** The same with the labels that the files have. */
export function readUncorrected({ data, network }: Asked, files: RunFiles, inflate: Inflate): Dataset[] {
  const { source, first = 0, count } = data;
  const convolves = network?.layers.some(({ kind }) => kind !== 'dense') ?? false;
  const read = (images: NamedBytes, labels: NamedBytes | undefined, like?: Dataset): Dataset => {
    const set = unnamed(images, labels, like);
    return data.classNames ? withClassNames(set, data.classNames, (labels ?? images).name) : set;
  };
  const unnamed = (images: NamedBytes, labels: NamedBytes | undefined, like?: Dataset): Dataset => {
    if (source === 'files') {
      const set = readDataset(images, labels, inflate, data, like?.table?.features);
      return convolves ? asSquares(set) : set;
    }
    if (!labels) throw dataError(images.name, 'no labels with it', 'a file of labels');
    return readImages(images, labels, inflate, digits);
  };
  const given = read(files.images, files.labels);
  const others = files.otherImages && read(files.otherImages, files.otherLabels);
  const rows = files.rows && readIdx(files.rows, inflate).data;
  const alone = files.testImages ? read(files.testImages, files.testLabels, given) : null;
  const images = alone ? shapedAs(given, alone) : given;
  const apart = alone && shapedAs(alone, given);
  let train = others && rows ? interleave(images, others, rows) : images;
  if (first >= train.count) throw dataError(files.images.name, `first row ${first}`, `a row below ${train.count}`);
  train = sliceRows(train, first, Math.min(count ?? train.count, train.count - first));
  if (apart) checkAlike(apart, train, { test: files.testImages!.name, train: files.images.name });
  const test = apart && withClasses(apart, train.classes, files.testImages!.name);
  const sets = test ? [train, test] : [train];
  if (test && data.scale !== 'legacy')
    checkRanges(train, test, { train: files.images.name, test: files.testImages!.name });
  if (scaleRule(data.scale, sets) === 'byte') {
    checkBytes(train, files.images.name);
    if (test) checkBytes(test, files.testImages!.name);
  }
  return sets;
}

/** A network that convolves over rows of a square length sees them as pictures. */
const asSquares = (set: Dataset): Dataset => {
  const side = Math.sqrt(set.width);
  return set.height === 1 && Number.isInteger(side) ? { ...set, width: side, height: side } : set;
};

/** Rows of as many values as the pictures of the other file have pixels are pictures as well. */
const shapedAs = (set: Dataset, { width, height, channels }: Dataset): Dataset =>
  set.height === 1 && set.channels === channels && set.width === width * height ? { ...set, width, height } : set;

function checkAlike(test: Dataset, train: Dataset, names: { test: string; train: string }): void {
  const [found, wanted] = [test, train].map(({ columns }) => columns);
  const other =
    found && wanted && found.length === wanted.length ? found.findIndex((name, i) => name !== wanted[i]) : -1;
  if (other >= 0)
    throw dataError(
      names.test,
      `the column ${JSON.stringify(found![other])} at place ${other}`,
      `${JSON.stringify(wanted![other])}, as in ${names.train}`,
    );
  if (sizeWords(test) !== sizeWords(train))
    throw dataError(names.test, `images of ${sizeWords(test)}`, `${sizeWords(train)}, as in ${names.train}`);
}

/** The same rows with their labels counted by other classes, of which some may have no row here. */
function withClasses(data: Dataset, classes: readonly string[], file: string): Dataset {
  const index = data.classes.map((name) => classIndex(classes, name));
  const unknown = index.indexOf(-1);
  if (unknown >= 0)
    throw dataError(
      file,
      `class ${JSON.stringify(data.classes[unknown])}`,
      `one that is trained on: ${classes.join(', ')}`,
    );
  return { ...data, labels: data.labels.map((label) => index[label]), classes };
}

/** The class of a name; one of the same whole number, as `1` and `1.0`, where it alone is. */
function classIndex(classes: readonly string[], name: string): number {
  const exact = classes.indexOf(name);
  if (exact >= 0) return exact;
  const number = (text: string): string => wholeOf(text) ?? text;
  const [only, other] = classes.filter((each) => number(each) === number(name));
  return only !== undefined && other === undefined ? classes.indexOf(only) : -1;
}

const sizeWords = ({ width, height, channels }: Dataset): string =>
  `${width} by ${height}${channels === 1 ? '' : ` by ${channels}`}`;
