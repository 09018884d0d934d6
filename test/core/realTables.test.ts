import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  checkConfig,
  CoreError,
  type DataConfig,
  defaultConfig,
  describeTable,
  finished,
  type LayerConfig,
  MersenneTwister,
  type NamedBytes,
  openReader,
  partSets,
  permutationImportance,
  prepareData,
  readDataset,
  rowInFile,
  type RunConfig,
  scaleRow,
  type TableOptions,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { inflate, runToEnd } from './training.js';

interface Trained {
  seed: number;
  layers: number[];
  epochs: number;
  rate: number;
  batch: number;
  columns: string[];
  rows: number[];
  losses: number[];
  probabilities: number[][];
  accuracy: number;
  importance: number[];
  deviation: number[];
}
interface Reference {
  runs: Record<'iris' | 'wine', Trained>;
  forms: Record<string, string>;
}
const reference = JSON.parse(readFileSync('test/reference/data/realTables.json', 'utf8')) as Reference;
const fileOf = (name: string): NamedBytes => ({
  name: `${name}.csv`,
  bytes: new Uint8Array(readFileSync(`test/reference/data/realTables/${name}.csv`)),
});
const text = (words: string, name = 'some.csv'): NamedBytes => ({ name, bytes: new TextEncoder().encode(words) });
const read = (words: string, options?: TableOptions, name?: string) =>
  readDataset(text(words, name), undefined, inflate, options);
const fails = (work: () => unknown, message: RegExp): void =>
  assert.throws(work, (error) => error instanceof CoreError && message.test(error.message), String(message));

/** The settings of a run of the reference. */
function configOf({ seed, layers, epochs, rate, batch }: Trained, data: Partial<DataConfig> = {}): RunConfig {
  const base = defaultConfig();
  const parts = { testFraction: 0.5, validationFraction: 0, stratified: true, scale: 'standard' } as const;
  return {
    ...base,
    data: { ...base.data, source: 'files', files: { images: 'some.csv' }, ...parts, ...data },
    network: { layers: layers.map((width) => ({ kind: 'dense', width, activation: 'relu' })) },
    optimiser: { ...base.optimiser, rate },
    mode: 'replay',
    epochs,
    batch,
    seed,
  };
}

const near = (found: ArrayLike<number>, expected: readonly number[], tolerance: number): void =>
  expected.forEach((x, i) =>
    assert.ok(Math.abs(found[i] - x) <= tolerance * Math.max(1, Math.abs(x)), `${i}: ${found[i]} ${x}`),
  );

describe('iris and wine', () => {
  for (const name of ['iris', 'wine'] as const)
    it(`R9 T4 ${name}, standardised, trains to what StandardScaler and MLPClassifier give, to 1e-12`, () => {
      const run = reference.runs[name];
      const config = configOf(run);
      const parts = prepareData(config, { images: fileOf(name) }, inflate);
      assert.deepEqual(parts.sets[0].columns, run.columns);
      assert.deepEqual([parts.sets[0].height, parts.sets[0].width], [1, run.columns.length], 'a row is no picture');
      assert.deepEqual(
        Array.from(parts.test, (row) => rowInFile(parts.sets[0], row)),
        run.rows,
      );
      const { epochs, trainer } = runToEnd(config, { parts });
      near(
        epochs.map(({ record }) => record.trainLoss),
        run.losses,
        1e-12,
      );
      const size = run.columns.length;
      const reader = openReader(
        config,
        { name: 'c', bytes: trainer.checkpoint() },
        { width: size, height: 1, classes: 3 },
      );
      const inputs = new Float64Array(parts.test.length * size);
      const { features, labels } = parts.sets[0];
      parts.test.forEach((row, i) =>
        inputs.set(scaleRow(parts.scaling, features.subarray(row * size, (row + 1) * size)), i * size),
      );
      parts.test.forEach((_, i) => {
        const exp = Array.from(reader.logits(inputs.subarray(i * size, (i + 1) * size)), Math.exp);
        const sum = exp.reduce((a, b) => a + b, 0);
        near(
          exp.map((e) => e / sum),
          run.probabilities[i],
          1e-11,
        );
      });
      const rows = { inputs, size, labels: Uint8Array.from(parts.test, (row) => labels[row]) };
      const columns = run.columns.map((_, from) => ({ from, count: 1 }));
      const found = finished(permutationImportance(reader, rows, columns, { shuffles: 50, seed: run.seed }));
      near(found.rise, run.importance, 1e-10);
      near(found.deviation, run.deviation, 1e-10);
    });

  for (const layers of [
    [{ kind: 'dense', width: 7, activation: 'tanh' }],
    [
      { kind: 'convolution', size: 2, channels: 3, activation: 'relu' },
      { kind: 'maxPool', size: 2 },
    ],
  ] as LayerConfig[][])
    it(`R9 importance with ${layers[0].kind} first is that of rows written out one by one, of columns of several features too`, () => {
      const random = new Seeded(17);
      const [side, classes, count] = [4, 3, 500];
      const size = side * side;
      const features = Uint8Array.from({ length: count * size }, () => random.below(256) * random.below(2));
      const labels = Uint8Array.from({ length: count }, () => random.below(classes));
      const config: RunConfig = { ...defaultConfig(), network: { layers }, epochs: 2 };
      const origin = { usual: 'byte', before: 'byte', table: false } as const;
      const names = ['a', 'b', 'c'];
      const data = { count, width: side, height: side, channels: 1, features, labels, classes: names, origin };
      const parts = partSets(config, [data]);
      const { trainer } = runToEnd(config, { parts });
      const checkpoint = { name: 'c', bytes: trainer.checkpoint() };
      const reader = openReader(config, checkpoint, { width: side, height: side, classes });
      const inputs = Float64Array.from(features, (x) => x / 255);
      const columns = [
        { from: 0, count: 1 },
        { from: 3, count: 5 },
        { from: 15, count: 1 },
      ];
      const [shuffles, seed] = [4, 5];
      const found = finished(permutationImportance(reader, { inputs, size, labels }, columns, { shuffles, seed }));
      const lossOf = (values: Float64Array): number =>
        labels.reduce((sum, label, i) => {
          const z = reader.logits(values.slice(i * size, (i + 1) * size));
          return sum + Math.log(z.reduce((all, x) => all + Math.exp(x), 0)) - z[label];
        }, 0) / count;
      near([found.loss], [lossOf(inputs)], 1e-12);
      const first = new MersenneTwister(seed).uint32() & 0x7fffffff;
      columns.forEach(({ from, count: many }, c) => {
        const twister = new MersenneTwister(first);
        const step = Uint32Array.from({ length: count }, (_, i) => i);
        let order = step.slice();
        let sum = 0;
        for (let s = 0; s < shuffles; s++) {
          twister.shuffle(step);
          order = step.map((i) => order[i]);
          const values = inputs.slice();
          order.forEach((row, i) =>
            values.set(inputs.subarray(row * size + from, row * size + from + many), i * size + from),
          );
          sum += lossOf(values) - found.loss;
        }
        near([found.rise[c]], [sum / shuffles], 1e-11);
      });
      const alone = finished(
        permutationImportance(reader, { inputs, size, labels }, columns, { shuffles, seed, only: [1] }),
      );
      assert.deepEqual([...alone.rise], [0, found.rise[1], 0], 'none needs another');
    });

  it('R9 the same table is read from every form that pandas and R write', () => {
    const [first, ...others] = Object.entries(reference.forms).map(([name, words]) => {
      const { columns, features, classes, count, table } = read(words, {}, name);
      return { name, table, columns, features: Array.from(features), classes, count };
    });
    for (const { name, ...rest } of others) {
      const { table: _, name: __, ...wanted } = first;
      const { table, ...found } = rest;
      assert.deepEqual(found, wanted, name);
      if (name === 'indented.json') assert.deepEqual(Array.from(table!.lines.subarray(0, 2)), [1, 8]);
      if (name === 'lines.jsonl') assert.deepEqual(Array.from(table!.lines), [0, 1, 2, 3, 4, 5]);
    }
    assert.deepEqual(Array.from(first.table!.lines.subarray(0, 2)), [1, 2]);
  });
});

describe('columns of a table', () => {
  const animals = 'Id,color,legs,kind\n1,red,4,a\n2,blue,2,b\n3,red,4,a\n4,green,2,b\n';

  it('R9 a column of words is named with the way, and becomes one feature a word on request', () => {
    fails(
      () => read(animals),
      /some\.csv, line 2, column 2: "red" in column "color", which holds words \("red", "blue", "green"\); expected a finite number, or data\.oneHot or data\.leaveOut with "color"/,
    );
    for (const oneHot of [['color'], [1], true] as const) {
      const { columns, features, table } = read(animals, {
        oneHot: oneHot as TableOptions['oneHot'],
        leaveOut: ['Id'],
      });
      assert.deepEqual(columns, ['color_blue', 'color_green', 'color_red', 'legs']);
      assert.deepEqual(Array.from(features.subarray(0, 8)), [0, 0, 1, 4, 1, 0, 0, 2]);
      assert.deepEqual(table!.features[0], { column: 1, name: 'color', words: ['blue', 'green', 'red'] });
    }
    fails(
      () => read(animals, { oneHot: ['colour'] }),
      /data\.oneHot: "colour"; expected a column of some\.csv: Id, color/,
    );
  });

  it('R9 a missing value is named with its place', () => {
    fails(
      () => read('age,size,label\n1,2,a\n3,,b\n'),
      /some\.csv, line 3, column 2: nothing in column "size"; expected a finite number: fill it in, leave out the row/,
    );
    fails(() => read('age,size,label\n1,2,a\n3,NA,b\n'), /"NA", a missing value, in column "size"/);
    fails(
      () => read('[{"age": 1, "label": "a"},\n {"age": null, "label": "b"}]', {}, 'a.json'),
      /a\.json, line 2, column 10: nothing in column "age"/,
    );
    fails(() => read('[{"age": 1, "label": "a"}, {"label": "b"}]', {}, 'a.json'), /nothing in column "age"/);
    fails(() => read('[{"age": [1], "label": "a"}]', {}, 'a.json'), /line 1, column 10: a list in a cell/);
  });

  it('R9 the labels may stand in any column', () => {
    const { classes, columns } = read('a,b,c\n1,x,3\n4,y,6\n', { target: 'b' });
    assert.deepEqual(
      [classes, columns],
      [
        ['x', 'y'],
        ['a', 'c'],
      ],
    );
    assert.deepEqual(read('7,1,2\n9,3,4\n', { target: 0 }).classes, ['7', '9']);
    fails(() => read('a,b\n1,2\n', { target: 'z' }), /data\.target: "z"; expected a column of some\.csv: a, b/);
  });

  it('R9 a row is a picture only where names or the person say so', () => {
    const shape = (words: string, options?: TableOptions): number[] => {
      const { height, width } = read(words, options);
      return [height, width];
    };
    const values = '1,2,3,4,0\n5,6,7,8,1\n';
    assert.deepEqual(shape(`a,b,c,d,label\n${values}`), [1, 4]);
    assert.deepEqual(shape(`pixel0,pixel1,pixel2,pixel3,label\n${values}`), [2, 2]);
    assert.deepEqual(shape(`1x1,1x2,2x1,2x2,label\n${values}`), [2, 2]);
    assert.deepEqual(shape(`pixel_0_0,pixel_0_1,pixel_1_0,pixel_1_1,label\n${values}`), [2, 2]);
    assert.deepEqual(shape(`a,b,c,d,label\n${values}`, { imageShape: [1, 4] }), [1, 4]);
    assert.deepEqual(shape(`a,b,c,d,label\n${values}`, { imageShape: [2, 2] }), [2, 2]);
    fails(
      () => shape(`a,b,c,d,label\n${values}`, { imageShape: [3, 2] }),
      /data\.imageShape: 3 x 2; expected 4 pixels/,
    );
  });

  it('R9 of pixels without names nothing tells which column is the label, so it is asked', () => {
    const row = (label: number): string => `${label},${'0,'.repeat(783)}9\n`;
    const mnist = row(7) + row(2) + row(7);
    fails(
      () => read(mnist),
      /785 whole numbers a row and no names, of which the first or the last may be the label; expected data\.target 0 for the first column, or 784 for the last/,
    );
    assert.deepEqual(read(mnist, { target: 0 }).classes, ['2', '7']);
  });

  it('R9 F13 a split that leaves too little says how many rows there are, and how many it takes', () => {
    const base = defaultConfig();
    const prepare = (labels: string, data: Partial<DataConfig> = {}) =>
      prepareData(
        { ...base, data: { ...base.data, source: 'files', files: { images: 'a' }, testFraction: 0.5, ...data } },
        {
          images: text(['size,label', ...labels.split('').map((label, i) => `${i},${label}`), ''].join('\n'), 'a.csv'),
        },
        inflate,
      );
    const half = { validationFraction: 0.5 };
    fails(() => prepare('ab', half), /^1 row is left to train and validate on; expected 2 or more where 50% validate$/);
    fails(
      () => prepare('abab', { testFraction: 0.9 }),
      /^4 rows are there to train and test on; expected 10 or more where 90% test$/,
    );
    fails(
      () => prepare('abcabc', { ...half, stratified: true }),
      /^3 rows are left to train and validate on; expected 6 or more where 50% validate, so that each part has one of each class$/,
    );
    fails(
      () => prepare('aaaaab', { validationFraction: 0, stratified: true }),
      /^1 row of class "b" is there to train and test on; expected 2 or more, since the parts keep the proportions/,
    );
    assert.equal(prepare('abab', half).train.length, 1, 'one of each is enough');
  });

  it('R9 a test part may lack a class, and words are those of the rows trained on', () => {
    const base = defaultConfig();
    const prepare = (test: string, data: Partial<DataConfig> = {}) =>
      prepareData(
        { ...base, data: { ...base.data, source: 'files', files: { images: 'a' }, validationFraction: 0, ...data } },
        {
          images: text('color,size,label\nred,1,a\nblue,2,b\nred,3,c\n', 'train.csv'),
          testImages: text(test, 'test.csv'),
        },
        inflate,
      ).sets[1];
    const words = { oneHot: ['color'] };
    const set = prepare('color,size,label\nblue,1,c\nblue,2,a\n', words);
    assert.deepEqual(
      [set.classes, [...set.labels]],
      [
        ['a', 'b', 'c'],
        [2, 0],
      ],
    );
    assert.deepEqual(
      [set.columns, [...set.features]],
      [
        ['color_blue', 'color_red', 'size'],
        [1, 0, 1, 1, 0, 2],
      ],
    );
    fails(
      () => prepare('color,size,label\ngreen,1,a\n', words),
      /test\.csv, line 2, column 1: "green" in column "color"; expected one of blue, red, as in the rows trained on/,
    );
    fails(
      () => prepare('color,size,label\nred,1,d\n', words),
      /test\.csv: class "d"; expected one that is trained on: a, b, c/,
    );
    fails(
      () => prepare('color,length,label\nred,1,a\n', words),
      /test\.csv: the column "length" at place 2; expected "size"/,
    );
  });

  it('R9 what the columns of a table hold is told before it is trained on', () => {
    const facts = describeTable(text(animals), inflate)!;
    assert.deepEqual(
      facts.columns.map(({ name, words, numbersRows }) => [name, words.length, numbersRows]),
      [
        ['Id', 0, true],
        ['color', 3, false],
        ['legs', 0, false],
        ['kind', 2, false],
      ],
    );
    assert.deepEqual(facts.target, { column: 3, isLast: true });
    assert.equal(describeTable(text('[[1, 2], [3, 4]]', 'a.json'), inflate), null);
  });

  it('R9 R names rows in a column without a name', () => {
    const { columns, count, table } = read(
      '"mpg" "cyl" "label"\n"Mazda RX4" 21 6 "a"\n"Datsun 710" 22.8 4 "b"\n',
      {},
      'r.txt',
    );
    assert.deepEqual([columns, count, table!.index], [['mpg', 'cyl'], 2, 1]);
  });

  it('R9 S25 a configuration says so of columns, and is checked', () => {
    const of = (data: object) => checkConfig({ version: 1, network: { layers: [] }, data }).data;
    const data = { target: 'kind', leaveOut: ['Id', 0], oneHot: true, imageShape: [28, 28] };
    assert.deepEqual(Object.fromEntries(Object.entries(of(data)).filter(([key]) => key in data)), data);
    for (const [wrong, message] of [
      [{ target: -1 }, /data\.target: -1/],
      [{ leaveOut: ['a', 'a'] }, /data\.leaveOut: "a, a"; expected different columns/],
      [{ oneHot: 'color' }, /data\.oneHot: "color"; expected a list/],
      [{ imageShape: [28] }, /data\.imageShape: 1; expected a list of 2 to 2/],
    ] as const)
      fails(() => of(wrong), message);
  });
});
