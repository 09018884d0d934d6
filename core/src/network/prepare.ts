import { dataError, type Inflate, type NamedBytes } from '../data/bytes.js';
import { digits, mergeLabels, onlyClasses, readDataset, readImages, sliceRows, type Dataset } from '../data/dataset.js';
import { trainTestSplit } from '../data/splits.js';
import type { RunConfig } from './config.js';
import { checkParts, type Parts } from './load.js';

/** The files of a run, as they were read. */
export interface RunFiles {
  images: NamedBytes;
  labels?: NamedBytes;
  testImages?: NamedBytes;
  testLabels?: NamedBytes;
}

/**
 * Reads the files of a run and parts them: test from the files' own test pair, or split off by `testFraction`;
 * validation from what is left to train on. The seed is that of the run.
 * Throws `data` naming the file, and `option` where the configuration does not fit the data.
 */
export function prepareData(config: RunConfig, files: RunFiles, inflate: Inflate): Parts {
  const { source, first = 0, count, classes, merge, testFraction, validationFraction, stratified } = config.data;
  const read = (images: NamedBytes, labels: NamedBytes | undefined): Dataset => {
    if (source === 'files') return readDataset(images, labels, inflate);
    if (!labels) throw dataError(images.name, 'no labels with it', 'a file of labels');
    return readImages(images, labels, inflate, digits);
  };
  let train = read(files.images, files.labels);
  if (first >= train.count) throw dataError(files.images.name, `first row ${first}`, `a row below ${train.count}`);
  train = sliceRows(train, first, Math.min(count ?? train.count, train.count - first));
  let test = files.testImages ? read(files.testImages, files.testLabels) : null;
  if (test && (test.width !== train.width || test.height !== train.height))
    throw dataError(
      files.testImages!.name,
      `images of ${test.width} by ${test.height}`,
      `${train.width} by ${train.height}, as in ${files.images.name}`,
    );
  if (test && test.classes.join() !== train.classes.join())
    throw dataError(
      files.testImages!.name,
      `classes ${test.classes.join(', ')}`,
      `classes ${train.classes.join(', ')}`,
    );
  if (classes) {
    train = onlyClasses(train, classes);
    test &&= onlyClasses(test, classes);
  }
  if (merge) {
    train = mergeLabels(train, merge);
    test &&= mergeLabels(test, merge);
  }
  const sets = test ? [train, test] : [train];
  const labels = (rows?: Uint32Array): { labels?: Uint8Array } =>
    stratified ? { labels: rows ? Uint8Array.from(rows, (row) => train.labels[row]) : train.labels } : {};
  const { seed } = config;
  const outer = test
    ? {
        train: Uint32Array.from({ length: train.count }, (_, i) => i),
        test: Uint32Array.from({ length: test.count }, (_, i) => train.count + i),
      }
    : trainTestSplit(train.count, { testFraction, seed, ...labels() });
  const parts: Parts = { sets, ...outer, validation: new Uint32Array(0) };
  if (validationFraction > 0) {
    const inner = trainTestSplit(outer.train.length, {
      testFraction: validationFraction,
      seed,
      ...labels(outer.train),
    });
    parts.train = inner.train.map((i) => outer.train[i]);
    parts.validation = inner.test.map((i) => outer.train[i]);
  }
  checkParts(parts, config);
  return parts;
}
