import assert from 'node:assert/strict';
import {
  applyCorrections,
  checkConfig,
  type Correction,
  defaultConfig,
  prepareData,
  readDataset,
  readSets,
  rowInFile,
  sliceRows,
  weightBytes,
} from '@surprisal/core';
import { textFile } from './arrayFiles.js';
import { inflate, none, runToEnd } from './training.js';

/** Rows of two features, their class by turns, with every seventh label wrong. */
const table = (label: (row: number) => string | null): string =>
  `a,b,label\n${Array.from({ length: 60 }, (_, row) => {
    const name = label(row);
    return name === null ? '' : `${Math.sin(row) + (row % 3)},${Math.cos(row * 1.7) - (row % 3)},${name}\n`;
  }).join('')}`;
const right = (row: number): string => ['oak', 'elm', 'ash'][row % 3];
const given = (row: number): string => (row % 7 === 0 ? right(row + 1) : right(row));
const wrong = Array.from({ length: 9 }, (_, i) => 7 * i);
const relabelled = (row: number): Correction => ({ row, old: given(row), verdict: 'relabelled', new: right(row) });
const leftOut = (row: number): Correction => ({ row, old: given(row), verdict: 'leftOut' });
const dataOf = (text: string) => readDataset(textFile(text), undefined, inflate);

describe('corrections of labels', () => {
  it('R11 give the labels of a file that has them, leave items out, and keep where the others stand', () => {
    const data = dataOf(table(given));
    const corrections = [...wrong.slice(0, 5).map(relabelled), leftOut(35), { row: 1, old: 'elm', verdict: 'right' }];
    const corrected = applyCorrections(data, corrections as Correction[], 'some.csv');
    const expected = dataOf(table((row) => (row === 35 ? null : row < 35 ? right(row) : given(row))));
    const name = (set: typeof data) => [...set.labels].map((label) => set.classes[label]);
    assert.deepEqual(name(corrected), name(expected));
    assert.deepEqual([...corrected.features], [...expected.features]);
    assert.equal(rowInFile(corrected, 34), 34);
    assert.equal(rowInFile(corrected, 35), 36);
    const { rows, ...counts } = corrected.corrected!;
    assert.deepEqual([...rows], [0, 7, 14, 21, 28]);
    assert.deepEqual(counts, { right: 1, relabelled: 5, leftOut: 1, unfit: [] });
    assert.equal(data.corrected, undefined);
  });

  it('R11 go by the row in the file, whichever of its rows are read', () => {
    const part = sliceRows(dataOf(table(given)), 10, 20);
    const { labels, classes, corrected } = applyCorrections(part, [relabelled(7), relabelled(14)], 'some.csv');
    assert.equal(classes[labels[4]], right(14));
    assert.deepEqual([...corrected!.rows], [14]);
  });

  it('R11 of another label than the file has are named by row and not applied; a class that is none is refused', () => {
    const data = dataOf(table(given));
    const { labels, corrected } = applyCorrections(data, [{ ...leftOut(3), old: 'elm' }, leftOut(4)], 'some.csv');
    assert.equal(labels.length, 59);
    assert.deepEqual(corrected!.unfit, [{ row: 3, old: 'elm', found: 'oak' }]);
    assert.throws(
      () => applyCorrections(data, [{ ...relabelled(7), new: 'yew' }], 'some.csv'),
      /label "yew" for row 7; expected one of /,
    );
  });

  it('R11 a run that uses them ends with the weights of a run on a file that has the labels', () => {
    const start = defaultConfig();
    const config = checkConfig({
      ...start,
      epochs: 3,
      data: { ...start.data, source: 'files', files: { images: 'some.csv' } },
    });
    const weights = (files: Parameters<typeof prepareData>[1]): string => {
      const { trainer } = runToEnd(config, { parts: prepareData(config, files, inflate), bytes: none });
      return Buffer.from(weightBytes(trainer.readWeights())).toString('hex');
    };
    const images = textFile(table(given));
    const corrections = [...wrong.slice(0, 8).map(relabelled), leftOut(56)];
    const edited = textFile(table((row) => (row === 56 ? null : right(row))));
    const [before, after] = [weights({ images }), weights({ images, corrections })];
    // The classes are numbered in the order in which a file first names them.
    const order = (file: typeof images) => readDataset(file, undefined, inflate).classes.join();
    assert.equal(order(images), order(edited));
    assert.notEqual(before, after);
    assert.equal(after, weights({ images: edited }));
  });

  it('R11 a test pair of its own stays as it is', () => {
    const config = { data: { ...defaultConfig().data, source: 'files' as const, files: { images: 'some.csv' } } };
    const files = { images: textFile(table(given)), testImages: textFile(table(given), 'test.csv') };
    const [train, test] = readSets(config, { ...files, corrections: wrong.map(relabelled) }, inflate);
    assert.notDeepEqual(train.labels, test.labels);
    assert.equal(test.corrected, undefined);
  });

  it('F22 a configuration says file, none or a SHA-256', () => {
    const of = (corrections: unknown) => checkConfig({ ...defaultConfig(), data: { corrections } }).data.corrections;
    for (const value of ['file', 'none', 'a1'.repeat(32)]) assert.equal(of(value), value);
    for (const value of ['', 'File', 'a1', 'A1'.repeat(32), 1, null])
      assert.throws(() => of(value), /data\.corrections: .*; expected file, none or a SHA-256/);
  });
});
