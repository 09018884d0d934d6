import assert from 'node:assert/strict';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { commonClasses } from '../../extension/runs/derive/commonClasses.js';
import { modelOfRun } from '../../extension/runs/derive/comparedModel.js';
import { compareModels } from '../../extension/runs/derive/compareRuns.js';
import { membersOf, mergedConfig, onlyConfig } from '../../extension/runs/derive/derivedConfig.js';
import { pairImages } from '../../extension/runs/derive/pairImages.js';
import { Run } from '../../extension/runs/model/run.js';
import { inspectorChecks } from '../../extension/protocol/inspector/inspector.js';
import { Seeded } from '../reference/seeded.js';

const digits = Array.from('0123456789');
const config = (data: Partial<RunConfig['data']> = {}): RunConfig => {
  const base = defaultConfig();
  return { ...base, data: { ...base.data, ...data } };
};

describe('K4 K6 the settings of a run made from another', () => {
  it('merges by the labels of the data, also what was merged before', () => {
    const merged = mergedConfig(config(), digits, [[9, 4]]);
    assert.deepEqual(merged.data.merge, [['9', '4']]);
    assert.deepEqual(merged, { ...config(), data: { ...config().data, merge: [['9', '4']] } });
    const names = ['0', '1', '2', '3', '4+9', '5', '6', '7', '8'];
    const more = mergedConfig(merged, names, [
      [4, 7],
      [3, 5],
    ]);
    assert.deepEqual(more.data.merge, [
      ['3', '5'],
      ['9', '4', '7'],
    ]);
    assert.deepEqual(membersOf(names, merged.data.merge)[4], ['9', '4']);
  });

  it('takes some classes alone, by name and in their order, merged ones whole', () => {
    assert.deepEqual(onlyConfig(config(), digits, [9, 4]).data.classes, ['4', '9']);
    const parent = config({ merge: [['4', '9']], classes: ['9', '4', '7', '1'] });
    const only = onlyConfig(parent, ['4+9', '7', '1'], [0, 2]);
    assert.deepEqual([only.data.classes, only.data.merge], [['4', '9', '1'], [['4', '9']]]);
    assert.equal(onlyConfig(parent, ['4+9', '7', '1'], [1, 2]).data.merge, undefined);
  });

  it('weights of classes go along: each keeps its own, a merged one the mean', () => {
    const weighed = config();
    weighed.loss = { ...weighed.loss, classWeights: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };
    assert.deepEqual(mergedConfig(weighed, digits, [[4, 9]]).loss.classWeights, [1, 2, 3, 4, 7.5, 6, 7, 8, 9]);
    assert.deepEqual(onlyConfig(weighed, digits, [9, 4]).loss.classWeights, [5, 10]);
    assert.equal(onlyConfig(config(), digits, [9, 4]).loss.classWeights, 'none');
  });

  it('names with a plus sign in them are told from merged ones', () => {
    assert.deepEqual(membersOf(['c', 'c++', 'c+c+++d'], [['d', 'c++', 'c']]), [['c'], ['c++'], ['d', 'c++', 'c']]);
  });
});

describe('K4 K6 K11 what a page may ask for', () => {
  const { trainOnly, trainMerged, compareRuns: compared, imagesAt } = inspectorChecks;

  it('classes are at least two and none stands twice', () => {
    assert.deepEqual(trainOnly([4, 9]), [4, 9]);
    for (const wrong of [[4], [4, 4], [4, -1], [4, 0.5], [4, 256], '4,9', null]) assert.throws(() => trainOnly(wrong));
    const groups = [
      [4, 9],
      [3, 5, 8],
    ];
    assert.deepEqual(trainMerged(groups), groups);
    for (const wrong of [[], [[4]], [[4, 9], [9, 1]], [4, 9]]) assert.throws(() => trainMerged(wrong)); // prettier-ignore
  });

  it('runs go by name, images by number, and not too many', () => {
    assert.deepEqual(compared({ other: 'run-1', epoch: null }), { other: 'run-1', epoch: null });
    for (const wrong of [{}, { other: 1 }, { other: 'x'.repeat(101) }]) assert.throws(() => compared(wrong));
    assert.deepEqual(imagesAt({ indices: [0, 7] }).indices, [0, 7]);
    assert.throws(() => imagesAt({ indices: Array.from({ length: 501 }, (_, i) => i) }));
    assert.throws(() => imagesAt({ indices: [-1] }));
  });
});

describe('K11 two runs on the same images', () => {
  it('classes go by name, in the order of the run that knows more, and what either merges is one', () => {
    const whole = { classes: digits };
    const two = { classes: ['4', '9'] };
    assert.deepEqual(commonClasses(two, whole), { names: digits, of: [[4, 9], [...digits.keys()]] });
    const names = ['0', '1', '2', '3', '4+9', '5', '6', '7', '8'];
    const merged = { classes: names, merge: [['4', '9']] };
    assert.deepEqual(commonClasses(whole, merged), {
      names,
      of: [[0, 1, 2, 3, 4, 5, 6, 7, 8, 4], [...names.keys()]],
    });
    const other = { classes: ['a', 'b+c', 'd'], merge: [['b', 'c']] };
    const third = { classes: ['a', 'b', 'c+d'], merge: [['d', 'c']] };
    assert.deepEqual(commonClasses(other, third), {
      names: ['a', 'b+c+d'].map((name) => name),
      of: [
        [0, 1, 1],
        [0, 1, 1],
      ],
    });
    const more = { classes: ['e', 'a'], merge: [] };
    assert.deepEqual(commonClasses(other, third, more), {
      names: ['a', 'b+c+d', 'e'],
      of: [
        [0, 1, 1],
        [0, 1, 1],
        [2, 0],
      ],
    });
  });

  it('images are paired by their pixels and class, each once, whatever their order', () => {
    const random = new Seeded(20110950);
    const size = 9;
    const image = () => Array.from({ length: size }, () => random.below(256));
    const all = Array.from({ length: 40 }, (_, i) => ({ pixels: image(), label: i % 4 }));
    all.push({ ...all[3] }, { ...all[3] }, { ...all[4], label: 3 });
    const list = (picked: typeof all) => ({
      pixels: Uint8Array.from(picked.flatMap(({ pixels }) => pixels)),
      labels: picked.map(({ label }) => label),
    });
    const turned = [...all].reverse().filter((_, i) => i % 3 !== 0);
    const pairs = pairImages(list(all), list(turned), size);
    assert.equal(pairs.length, turned.length);
    assert.equal(new Set(pairs.map(([, j]) => j)).size, turned.length);
    for (const [i, j] of pairs) assert.deepEqual(all[i], turned[j]);
    assert.deepEqual(pairImages(list(all.slice(0, 1)), list([{ ...all[0], label: 2 }]), size), []);
  });

  it('S14 rows that are all alike are paired as soon as others', () => {
    const count = 2 ** 19;
    const labels = (first: number) => new Uint8Array(count).fill(first, 0, count / 2).fill(1 - first, count / 2);
    const pixels = new Uint8Array(2 * count);
    const pairs = pairImages({ pixels, labels: labels(1) }, { pixels, labels: labels(0) }, 2);
    assert.equal(pairs.length, count);
    for (const [i, j] of pairs) assert.equal(j, (i + count / 2) % count);
  });

  /** A run that has read the given images so. */
  const readBy = (
    classes: string[],
    data: Partial<RunConfig['data']>,
    items: [pixel: number, name: string, read: string][],
  ) => {
    const run = new Run('run', 'run', config(data), 0);
    run.test.start({
      kernel: '',
      threads: 1,
      classes,
      imageWidth: 1,
      imageHeight: 1,
      imageChannels: 1,
      trainCount: 1,
      validationCount: 0,
      testCount: items.length,
      batchesPerEpoch: 1,
      parameters: 1,
      epoch: 1,
      scale: { rule: 'byte', usual: 'byte', advice: null },
      testPixels: Uint8Array.from(items, ([pixel]) => pixel),
      testLabels: Uint8Array.from(items, ([, name]) => classes.indexOf(name)),
      testRows: Uint32Array.from(items, (_, i) => i),
      testLogits: Float32Array.from(items.flatMap(([, , read]) => classes.map((each) => (each === read ? 1 : 0)))),
    });
    return run;
  };
  const compareRuns = async (mine: Run, other: Run) => {
    const found = compareModels((await modelOfRun(mine))!, (await modelOfRun(other))!);
    return 'differ' in found ? null : found;
  };
  const named = (names: string[], list: Uint16Array) => Array.from(list, (c) => names[c]).join(' ');

  it('a run on two classes: the other is restricted to its images, and may still read a third', async () => {
    const whole = readBy(['3', '4', '9'], {}, [
      [10, '3', '3'],
      [20, '4', '9'],
      [30, '9', '3'],
      [40, '4', '4'],
    ]);
    const two = readBy(['4', '9'], { classes: ['4', '9'] }, [
      [20, '4', '4'],
      [30, '9', '9'],
      [40, '4', '9'],
    ]);
    const found = await compareRuns(two, whole);
    assert(found);
    assert.deepEqual([...found.index], [0, 1, 2]);
    assert.equal(named(found.classes, found.actual), '4 9 4');
    assert.equal(named(found.classes, found.mine), '4 9 9');
    assert.equal(named(found.classes, found.theirs), '9 3 4');
    assert.deepEqual([found.leftOut, found.onlyMine, found.onlyTheirs], [[0, 1], [], ['3']]);
    const back = await compareRuns(whole, two);
    assert(back);
    assert.deepEqual([...back.index], [1, 2, 3]);
    assert.deepEqual([named(back.classes, back.mine), named(back.classes, back.theirs)], ['9 3 4', '4 9 9']);
    assert.deepEqual([back.leftOut, back.onlyMine, back.onlyTheirs], [[1, 0], ['3'], []]);
  });

  it('a run with merged classes: those of the other are merged alike', async () => {
    const whole = readBy(['3', '4', '9'], {}, [
      [10, '3', '9'],
      [20, '4', '9'],
    ]);
    const merged = readBy(['3', '4+9'], { merge: [['4', '9']] }, [
      [10, '3', '3'],
      [20, '4+9', '4+9'],
    ]);
    const found = await compareRuns(merged, whole);
    assert(found);
    assert.deepEqual([found.classes, named(found.classes, found.theirs)], [['3', '4+9'], '4+9 4+9']);
    assert.equal(await compareRuns(merged, readBy(['3'], {}, [[99, '3', '3']])), null);
  });
});
