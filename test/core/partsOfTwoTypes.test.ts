import assert from 'node:assert/strict';
import {
  defaultConfig,
  prepareData,
  type DataConfig,
  type NamedBytes,
  type Parts,
  type RunConfig,
  type ScaleRule,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { idxCodes, idxFile, npyFile, npyNames, textFile } from './arrayFiles.js';
import { inflate, none, runToEnd } from './training.js';

const ROWS = 18;
const WIDTH = 4;

/** A kind of file: which numbers it can hold, and how it is written. */
interface Kind {
  name: string;
  number: (random: Seeded) => number;
  file: (values: number[]) => NamedBytes;
}
const whole = (limit: number) => (random: Seeded) => random.below(limit);
/** Parts of a whole, from 0 to 255. */
const parts = (of: number) => (random: Seeded) => random.below(255 * of) / of;
const numbersOf: Record<string, Kind['number']> = {
  '|b1': whole(2),
  '|i1': whole(128),
  '<f2': parts(4),
  '<f4': parts(64),
  '<f8': parts(4096),
  '>f8': parts(4096),
};
const shape = [ROWS, WIDTH];
const lines = (values: number[]): number[][] =>
  Array.from({ length: ROWS }, (_, i) => values.slice(i * WIDTH, (i + 1) * WIDTH));
const recordOf = (row: number[]): string => JSON.stringify(Object.fromEntries(row.map((x, j) => [`x${j}`, x])));
const kinds: Kind[] = [
  ...npyNames.map((type): Kind => ({
    name: type,
    number: numbersOf[type] ?? whole(256),
    file: (values) => npyFile(type, shape, values),
  })),
  ...idxCodes.map((code): Kind => ({
    name: `IDX ${code}`,
    number: code === 9 ? whole(128) : code > 12 ? parts(64) : whole(256),
    file: (values) => idxFile(code, shape, values),
  })),
  {
    name: 'images of bytes',
    number: whole(256),
    file: (values) => idxFile(8, [ROWS, 2, 2], values),
  },
  {
    name: 'CSV of whole numbers',
    number: whole(256),
    file: (values) => textFile(lines(values).join('\n')),
  },
  { name: 'CSV', number: parts(1000), file: (values) => textFile(lines(values).join('\n')) },
  {
    name: 'JSON Lines',
    number: parts(8),
    file: (values) => textFile(lines(values).map(recordOf).join('\n'), 'some.jsonl'),
  },
  {
    name: 'JSON of records, whole numbers',
    number: whole(256),
    file: (values) => textFile(`[${lines(values).map(recordOf).join()}]`, 'some.json'),
  },
  { name: 'JSON', number: parts(8), file: (values) => textFile(JSON.stringify(lines(values)), 'some.json') },
];
const labels = npyFile(
  '|u1',
  [ROWS],
  [...Array(ROWS).keys()].map((i) => i % 3),
);

function configOf(data: Partial<DataConfig>): RunConfig {
  const base = defaultConfig();
  const own = { source: 'files', files: { images: 'some' }, validationFraction: 0 } as const;
  return {
    ...base,
    data: { ...base.data, ...own, ...data },
    network: { layers: [{ kind: 'dense', width: 3, activation: 'tanh' }] },
    optimiser: { ...base.optimiser, rate: 0.01 },
    batch: 5,
    epochs: 2,
  };
}

/** The logits of the test part after two epochs; with `loose`, of numbers that no shorter layout may hold. */
function trained(
  scale: ScaleRule | undefined,
  images: NamedBytes,
  testImages: NamedBytes,
  loose = false,
): Float32Array {
  const config = configOf(scale ? { scale } : {});
  const files = { images, labels, testImages, testLabels: labels };
  const parts: Parts = prepareData(config, files, inflate);
  const sets = parts.sets.map((set) => (loose ? { ...set, features: Float64Array.from(set.features) } : set));
  const { epochs, last } = runToEnd(config, { parts: { ...parts, sets }, bytes: none });
  assert.deepEqual(last, { kind: 'end', reason: 'finished' });
  return epochs.at(-1)!.testLogits;
}

describe('the two parts of a run, of any two types (T9)', () => {
  const random = new Seeded(13);
  const held = kinds.map((kind) => ({
    ...kind,
    values: Array.from({ length: ROWS * WIDTH }, () => kind.number(random)),
  }));
  const doubles = held.map(({ values }) => npyFile('<f8', shape, values));

  for (const [a, train] of held.entries())
    it(`${train.name} to train on, with each type as its test: the same logits as of doubles`, function () {
      this.timeout(20_000);
      for (const [b, test] of held.entries())
        for (const scale of ['none', 'byte', 'standard'] as const)
          assert.deepEqual(
            trained(scale, train.file(train.values), test.file(test.values)),
            trained(scale, doubles[a], doubles[b]),
            `${test.name}, ${scale}`,
          );
    });

  it('divided by 255, bytes of one part or of both train as numbers that lie as reals do', () => {
    for (const [a, train] of held.entries())
      for (const [b, test] of held.entries()) {
        const found = trained('byte', train.file(train.values), test.file(test.values));
        trained('byte', doubles[a], doubles[b], true).forEach((logit, i) =>
          assert.ok(Math.abs(found[i] - logit) <= 2e-6, `${train.name}, ${test.name}: ${found[i]} for ${logit}`),
        );
      }
  }).timeout(60_000);

  it('where nothing is asked, the training file decides for both: images of bytes are divided, all else is as it stands', () => {
    for (const [a, train] of held.entries()) {
      const test = held[(a + 5) % held.length];
      const usual = train.name === 'images of bytes' ? 'byte' : 'none';
      assert.deepEqual(
        trained(undefined, train.file(train.values), test.file(test.values)),
        trained(usual, doubles[a], doubles[held.indexOf(test)]),
        `${train.name}, ${test.name}`,
      );
    }
  });

  it('one cell of 150 in the training table leaves the test where it was', () => {
    const table = (rows: number, cell: (i: number, j: number) => number): NamedBytes =>
      textFile(Array.from({ length: rows }, (_, i) => `${cell(i, 0)},${cell(i, 1)},${i % 2}`).join('\n'));
    const value = (i: number, j: number): number => ((i + j) % 2 === 0 ? 20 : 4) + ((3 * i + j) % 5);
    const testImages = table(40, (i, j) => value(i, j) + 0.5);
    const accuracy = (cell: number): number => {
      const { optimiser, ...rest } = configOf({});
      const config = { ...rest, network: { layers: [] }, epochs: 20, optimiser: { ...optimiser, rate: 0.001 } };
      const images = table(60, (i, j) => (i === 14 && j === 1 ? cell : value(i, j)));
      const { epochs } = runToEnd(config, { parts: prepareData(config, { images, testImages }, inflate), bytes: none });
      return epochs.at(-1)!.record.testAccuracy;
    };
    assert.deepEqual([accuracy(value(14, 1)), accuracy(127), accuracy(128), accuracy(150)], [1, 1, 1, 1]);
  });

  it('bytes in one part and the same divided by 255 in the other are refused by every rule, whichever is trained on', () => {
    const pixels = Array.from({ length: ROWS * WIDTH }, (_, i) => (i * 37) % 256);
    const sides = [ROWS, 2, 2];
    const bytes = npyFile('|u1', sides, pixels);
    const divided = npyFile(
      '<f4',
      sides,
      pixels.map((x) => x / 255),
    );
    for (const scale of [undefined, 'none', 'byte', 'standard'] as const) {
      assert.throws(
        () => trained(scale, bytes, divided),
        /numbers from 0 to 1; expected 0 to 249, as in .*, since one scaling/,
      );
      assert.throws(() => trained(scale, divided, bytes), /numbers from 0 to 249; expected 0 to 1, as in /);
      for (const both of [bytes, divided]) trained(scale, both, both);
    }
  });

  it('True of a boolean array is 1, in a table and in images', () => {
    const values = Array.from({ length: ROWS * WIDTH }, (_, i) => (i * i) % 2);
    for (const sides of [shape, [ROWS, 2, 2]]) {
      const { sets, scaling } = prepareData(configOf({}), { images: npyFile('|b1', sides, values), labels }, inflate);
      assert.deepEqual([...sets[0].features], values);
      assert.equal(scaling.rule, 'none');
    }
  });
});
