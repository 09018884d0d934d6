import { type Dataset, mergeLabels, onlyClasses } from '../data/dataset.js';
import { type Split, trainTestSplit } from '../data/splits.js';
import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import type { RunConfig } from './config.js';
import { checkParts, itemNoun, type Parted, type Parts } from './load.js';
import { fitScaling, scaleRule } from './scaling.js';

/** Parts sets of images as `prepareData` does; each seed parts them anew. Throws `data` where a part would be too small. */
export function partSets(config: RunConfig, sets: readonly Dataset[]): Parts {
  const { classes, merge, testFraction, validationFraction, scale } = config.data;
  const [train, test] = sets;
  const all = Uint32Array.from({ length: train.count }, (_, i) => i);
  const outer = test
    ? { train: all, test: Uint32Array.from({ length: test.count }, (_, i) => train.count + i) }
    : splitRows(config, train, all, testFraction, 'test');
  const rule = scaleRule(scale, sets);
  let parts: Parted = { sets, ...outer, validation: new Uint32Array(0) };
  if (validationFraction > 0) {
    const inner = splitRows(config, train, outer.train, validationFraction, 'validate');
    [parts.train, parts.validation] = [inner.train, inner.test];
  }
  if (classes) parts = keepClasses(parts, classes);
  if (merge) parts = { ...parts, sets: parts.sets.map((set) => mergeLabels(set, merge)) };
  checkParts(parts, config);
  return { ...parts, scaling: fitScaling(rule, parts.sets, parts.train) };
}

/** Splits some rows of a set; the part that takes `fraction` of them is for what `use` says. */
function splitRows(
  { data: { stratified }, seed }: RunConfig,
  set: Dataset,
  rows: Uint32Array,
  fraction: number,
  use: 'test' | 'validate',
): Split {
  const labels = Uint8Array.from(rows, (row) => set.labels[row]);
  const sizes = new Array<number>(set.classes.length).fill(0);
  for (const label of labels) sizes[label]++;
  const noun = itemNoun(set);
  const what = `${use === 'test' ? 'there' : 'left'} to train and ${use} on`;
  const isAre = (count: number): string => (count === 1 ? 'is' : 'are');
  const each = stratified ? sizes.filter((size) => size > 0).length : 1;
  const fits = (count: number): boolean => {
    const taken = Math.ceil(fraction * count);
    return Math.min(taken, count - taken) >= each;
  };
  if (!fits(rows.length)) {
    let needed = 2 * each;
    while (!fits(needed)) needed++;
    const share = `where ${Number((100 * fraction).toPrecision(12))}% ${use}`;
    throw new CoreError(
      'data',
      `${counted(rows.length, noun)} ${isAre(rows.length)} ${what}`,
      `${needed} or more ${share}${stratified ? ', so that each part has one of each class' : ''}`,
    );
  }
  const single = stratified ? sizes.indexOf(1) : -1;
  if (single >= 0)
    throw new CoreError(
      'data',
      `1 ${noun} of class ${JSON.stringify(set.classes[single])} is ${what}`,
      '2 or more, since the parts keep the proportions of the classes',
    );
  const split = trainTestSplit(rows.length, { testFraction: fraction, seed, ...(stratified && { labels }) });
  return { train: split.train.map((i) => rows[i]), test: split.test.map((i) => rows[i]) };
}

/** The images of some classes only, each in the part where it was. */
function keepClasses({ sets, train, validation, test }: Parted, classes: readonly string[]): Parted {
  const chosen = sets.map((set) => onlyClasses(set, classes));
  const wanted = sets[0].classes.map((name) => classes.includes(name));
  const places = new Int32Array(sets.reduce((sum, set) => sum + set.count, 0));
  let [next, at] = [0, 0];
  for (const { labels } of sets) for (const label of labels) places[at++] = wanted[label] ? next++ : -1;
  const keep = (rows: Uint32Array): Uint32Array => rows.filter((row) => places[row] >= 0).map((row) => places[row]);
  return { sets: chosen, train: keep(train), validation: keep(validation), test: keep(test) };
}
