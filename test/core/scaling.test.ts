import assert from 'node:assert/strict';
import {
  checkConfig,
  checkpointScaling,
  checkStoredConfig,
  crossValidate,
  defaultConfig,
  fitScaling,
  measure,
  openReader,
  prepareData,
  scaleAdvice,
  scaledAs,
  stratifiedFolds,
  type DataConfig,
  type NamedBytes,
  type Parts,
  type RunConfig,
} from '@surprisal/core';
import { textFile } from './arrayFiles.js';
import { refuses } from './fails.js';
import { inflate, none, runToEnd, trainerOf } from './training.js';
import { readReference } from './worst.js';

interface Fitted {
  csv: string;
  seed: number;
  mean: number[];
  scale: number[];
}
interface Trained extends Fitted {
  layers: number[];
  batch: number;
  rate: number;
  losses: number[];
  probabilities: number[][];
  accuracy: number;
}
interface Reference {
  epochs: number;
  testFraction: number;
  validationFraction: number;
  steady: Fitted;
  runs: Record<string, Trained>;
}
const reference = readReference<Reference>('standard.json');
interface Unscaled {
  runs: Record<
    string,
    {
      files: Record<'images' | 'labels', { name: string; bytes: string }>;
      record: { config: Record<string, unknown>; epochs: { confusion: number[] }[] };
      checkpoint: string;
      logits: number[];
    }
  >;
}
const unscaled = readReference<Unscaled>('unscaledRuns.json');

/** Own data in double precision. */
function configOf(data: Partial<DataConfig>, changes: Partial<RunConfig> = {}): RunConfig {
  const base = defaultConfig();
  const own = { source: 'files', files: { images: 'some.csv' } } as const;
  return { ...base, mode: 'replay', ...changes, data: { ...base.data, ...own, ...data } };
}

const splits = ({ seed }: Fitted) => ({
  config: {
    testFraction: reference.testFraction,
    validationFraction: reference.validationFraction,
    scale: 'standard',
  } as const,
  seed,
});

const near = (found: ArrayLike<number>, expected: readonly number[], tolerance: number): void => {
  assert.equal(found.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(found[i] - value) <= tolerance * Math.max(1, Math.abs(value)), `${i}: ${found[i]}, ${value}`),
  );
};

describe('standardised features (T4, T9)', () => {
  for (const [name, run] of Object.entries(reference.runs))
    it(`${name}: StandardScaler’s numbers, and MLPClassifier’s losses and probabilities on them to 1e-12`, () => {
      const { config: data, seed } = splits(run);
      const config = configOf(data, {
        seed,
        batch: run.batch,
        epochs: reference.epochs,
        network: { layers: run.layers.map((width) => ({ kind: 'dense', width, activation: 'tanh' })) },
        optimiser: { ...defaultConfig().optimiser, rate: run.rate },
      });
      const parts = prepareData(config, { images: textFile(run.csv) }, inflate);
      near(parts.scaling.mean, run.mean, 1e-12);
      near(parts.scaling.deviation, run.scale, 1e-12);
      const { epochs, trainer } = runToEnd(config, { parts, bytes: none });
      near(
        epochs.map(({ record }) => record.trainLoss),
        run.losses,
        1e-12,
      );
      assert.equal(epochs.at(-1)!.record.testAccuracy, run.accuracy);
      const { width, height, features, classes } = parts.sets[0];
      const size = { width, height, classes: classes.length };
      const reader = openReader(config, { name: 'end', bytes: trainer.checkpoint() }, size);
      parts.test.forEach((row, i) => {
        const logits = reader.logits(
          reader.inputs(features.subarray(row * width * height, (row + 1) * width * height)),
        );
        const most = Math.max(...logits);
        const powers = logits.map((z) => Math.exp(z - most));
        const total = powers.reduce((a, b) => a + b);
        near(
          powers.map((power) => power / total),
          run.probabilities[i],
          1e-12,
        );
      });
    });

  it('a column that never varies keeps its unit, as one that varies by rounding alone', () => {
    const { config, seed } = splits(reference.steady);
    const { scaling } = prepareData(configOf(config, { seed }), { images: textFile(reference.steady.csv) }, inflate);
    near(scaling.mean, reference.steady.mean, 1e-12);
    near(scaling.deviation, reference.steady.scale, 1e-12);
    assert.deepEqual(scaling.deviation.slice(0, 4), Float64Array.of(1, 1, 1, 1));
  });

  const wine = reference.runs.wine;
  const files = { images: textFile(wine.csv) };
  const on = (data: Partial<DataConfig> = {}): { config: RunConfig; parts: Parts } => {
    const config = configOf({ ...splits(wine).config, ...data }, { seed: wine.seed, epochs: 2, batch: 20 });
    return { config, parts: prepareData(config, files, inflate) };
  };

  it('only rows that are trained on are fitted on, of the chosen classes alone', () => {
    const { parts } = on({ classes: ['0', '2'] });
    const { sets, train } = parts;
    const columns = sets[0].width * sets[0].height;
    const column = (j: number): number[] => Array.from(train, (row) => sets[0].features[row * columns + j]);
    for (let j = 0; j < columns; j++) {
      const values = column(j);
      const mean = values.reduce((a, b) => a + b) / values.length;
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
      near([parts.scaling.mean[j], parts.scaling.deviation[j]], [mean, Math.sqrt(variance)], 1e-12);
    }
    assert.ok(train.length < on().parts.train.length);
  });

  it('a checkpoint holds what was fitted; training that goes on from it ends with the same bits', () => {
    const { config, parts } = on();
    const whole = runToEnd(config, { parts });
    const half = runToEnd({ ...config, epochs: 1 }, { parts });
    const checkpoint = { name: 'epoch', bytes: half.trainer.checkpoint() };
    const rest = trainerOf(config, { parts: scaledAs(on().parts, checkpoint) });
    rest.trainer.resume(checkpoint);
    for (const _ of rest.trainer.run());
    assert.deepEqual(rest.trainer.checkpoint(), whole.trainer.checkpoint());
    assert.deepEqual(checkpointScaling(checkpoint, parts.scaling.mean.length), parts.scaling);
  });

  it('where a row has changed since, the network keeps the numbers that it was trained by', () => {
    const { config, parts } = on();
    const { trainer } = runToEnd(config, { parts });
    const checkpoint = { name: 'end', bytes: trainer.checkpoint() };
    const lines = wine.csv.split('\n');
    lines[parts.train[0]] = lines[parts.train[0]].replace(/^[^,]+/, '99');
    const changed = { images: textFile(lines.join('\n')) };
    const other = prepareData(config, changed, inflate);
    assert.notDeepEqual(other.scaling, parts.scaling);
    assert.deepEqual(scaledAs(other, checkpoint).scaling, parts.scaling);
    refuses(() => scaledAs(on({ scale: 'none' }).parts, checkpoint), /end: a network of scale standard; expected none/);
  });

  it('S17 a checkpoint whose fitted numbers are damaged is refused', () => {
    const { config, parts } = on();
    const bytes = trainerOf(config, { parts }).trainer.checkpoint();
    const size = parts.scaling.mean.length;
    const view = new DataView(bytes.buffer);
    const place = Array.from({ length: bytes.length - 8 }, (_, at) => at).filter(
      (at) => view.getFloat64(at, true) === parts.scaling.deviation[3],
    );
    assert.equal(place.length, 1);
    for (const wrong of [0, -1, NaN, Infinity]) {
      const damaged = bytes.slice();
      new DataView(damaged.buffer).setFloat64(place[0], wrong, true);
      refuses(() => checkpointScaling({ name: 'end', bytes: damaged }, size), /end: a scaling of other numbers/);
    }
    refuses(() => checkpointScaling({ name: 'end', bytes }, size + 1), /"scaling.mean" of shape \(13,\)/);
  });

  it('K9 each fold behind doubtful labels is scaled by the rows that its network is trained on', () => {
    const { config, parts } = on();
    const { sets, train, validation } = parts;
    const steps = crossValidate(config, parts, none, { folds: 3 });
    let step = steps.next();
    while (!step.done) step = steps.next();
    const { images, labels, probabilities } = step.value;
    assert.deepEqual(images, Uint32Array.from([...train, ...validation]).sort());
    const fold = stratifiedFolds(labels, { folds: 3, seed: config.seed });
    const others = images.filter((_, i) => fold[i] !== 1);
    const test = images.filter((_, i) => fold[i] === 1);
    const scaling = fitScaling('standard', sets, others);
    assert.notDeepEqual(scaling, parts.scaling);
    const alone = { sets, scaling, train: others, validation: new Uint32Array(0), test };
    const { epochs } = runToEnd(config, { parts: alone, bytes: none });
    const inside = [...images.keys()].filter((i) => fold[i] === 1);
    inside.forEach((at, i) => {
      const logits = [...epochs.at(-1)!.testLogits.subarray(i * 3, i * 3 + 3)];
      const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
      near(
        probabilities.data.subarray(at * 3, at * 3 + 3),
        logits.map((z) => Math.exp(z) / total),
        1e-12,
      );
    });
  });

  it('numbers too far apart to have a deviation are refused', () => {
    const rows = ['1e200,0', '-1e200,1', '1e200,0', '-1e200,1', '1e200,0', '-1e200,1'].join('\n');
    refuses(
      () => prepareData(configOf({ scale: 'standard', validationFraction: 0 }), { images: textFile(rows) }, inflate),
      /data.scale: a deviation of Infinity of feature 0/,
    );
  });
});

describe('which rule holds (T9, S15)', () => {
  const rows = (cell: number): NamedBytes =>
    textFile(Array.from({ length: 40 }, (_, i) => `${i === 3 ? cell : i % 7},${i % 5},${i % 2}\n`).join(''));
  const test = textFile('3,1,1\n4,2,0\n6,6,0\n', 'test.csv');
  const read = (cell: number): Parts =>
    prepareData(configOf({ validationFraction: 0 }), { images: rows(cell), testImages: test }, inflate);

  it('one cell of a table changes nothing for the others: beyond 127 as before', () => {
    for (const cell of [3, 128, 150, 255, 256, 0.5]) {
      const parts = read(cell);
      assert.equal(parts.scaling.rule, 'none');
      const { trainer } = trainerOf(configOf({}), { parts });
      const reader = openReader(
        configOf({}),
        { name: 'first', bytes: trainer.checkpoint() },
        { width: 2, height: 1, classes: 2 },
      );
      const logits = trainer.readTest();
      parts.test.forEach((_, i) => {
        const row = parts.sets[1].features.subarray(2 * i, 2 * i + 2);
        near(logits.subarray(2 * i, 2 * i + 2), [...reader.logits(Float64Array.from(row))], 1e-6);
      });
    }
  });

  it('bytes stay bytes in the memory where every part is bytes and all are divided, and there alone', () => {
    const bytes = (scale: 'none' | 'byte' | 'standard', cell: number): boolean => {
      const config = configOf({ scale, validationFraction: 0 });
      return measure(prepareData(config, { images: rows(cell), testImages: test }, inflate), 1, config).bytes;
    };
    assert.deepEqual([bytes('byte', 255), bytes('byte', 0.5)], [true, false]);
    assert.deepEqual([bytes('none', 255), bytes('standard', 255)], [false, false]);
  });

  it('F22 a configuration asks for none, byte or standard, or leaves it out; only a stored one may be as before', () => {
    for (const scale of ['none', 'byte', 'standard'] as const)
      assert.equal(checkConfig(configOf({ scale })).data.scale, scale);
    assert.ok(!('scale' in checkConfig(configOf({})).data));
    for (const wrong of ['legacy', 'Byte', '', null, 255])
      refuses(
        () => checkConfig({ ...configOf({}), data: { ...configOf({}).data, scale: wrong } }),
        /data\.scale: .*; expected one of none, byte, standard/,
      );
    assert.equal(checkStoredConfig(configOf({ scale: 'legacy' })).data.scale, 'legacy');
    refuses(() => checkStoredConfig({ ...configOf({}), data: { scale: 'old' } }), /expected one of .*, legacy/);
  });

  it('F13 byte refuses what is no byte, in either file, and names the cell', () => {
    const config = configOf({ scale: 'byte', validationFraction: 0 });
    refuses(
      () => prepareData(config, { images: rows(256), testImages: test }, inflate),
      /some\.csv: 256 in item 3, feature 0; expected 0 to 255, since data\.scale is byte/,
    );
    refuses(
      () => prepareData(config, { images: rows(9), testImages: textFile('3,1,1\n4,-0.5,0\n', 'test.csv') }, inflate),
      /test\.csv: -0\.5 in item 1, feature 1/,
    );
    assert.equal(prepareData(config, { images: rows(255), testImages: test }, inflate).scaling.deviation[0], 255);
  });

  it('what might be pixels, and columns that differ a hundredfold, are told of; nothing is told where a rule scales', () => {
    const advice = (words: string, scale?: 'byte' | 'standard') =>
      scaleAdvice(
        prepareData(configOf({ validationFraction: 0, ...(scale && { scale }) }), { images: textFile(words) }, inflate),
      );
    const table = (row: (i: number) => string): string => Array.from({ length: 50 }, (_, i) => `${row(i)}\n`).join('');
    assert.equal(advice(table((i) => `${i % 9},${i % 4},${i % 2}`)), null);
    const bytes = table((i) => `${i * 5},${i * 4},${i % 2}`);
    assert.deepEqual(advice(bytes), { bytes: true, factor: null });
    assert.equal(advice(bytes, 'byte'), null);
    const apart = table((i) => `${(i % 2) * 400},${(i % 2) - 0.5},7,${i % 2}`);
    const found = advice(apart)!;
    assert.equal(found.bytes, false);
    near([found.factor!], [400], 1e-12);
    assert.equal(advice(apart, 'standard'), null);
    assert.ok(advice(reference.runs.wine.csv)!.factor! > 100);
    assert.equal(advice(reference.runs.iris.csv), null);
  });
});

describe('runs of version 0.1.0, which knew no scale (T8)', () => {
  for (const [name, { files, record, checkpoint, logits }] of Object.entries(unscaled.runs)) {
    const read = Object.fromEntries(
      Object.entries(files).map(([key, file]) => [
        key,
        { name: file.name, bytes: new Uint8Array(Buffer.from(file.bytes, 'base64')) },
      ]),
    ) as { images: NamedBytes };
    const config = checkStoredConfig(record.config);
    config.data.scale = 'legacy';

    it(`${name}: the test part is read to the same logits`, () => {
      const parts = prepareData(config, read, inflate);
      const stored = { name: 'epoch-0002', bytes: new Uint8Array(Buffer.from(checkpoint, 'base64')) };
      const { trainer } = trainerOf(config, { parts: scaledAs(parts, stored), bytes: none });
      trainer.resume(stored);
      assert.deepEqual([...trainer.readTest()], logits);
      assert.equal(checkpointScaling(stored, 4), null);
    });

    it(`${name}: a run like it that says the rule ends with the same weights, epoch by epoch`, () => {
      const { rule } = prepareData(config, read, inflate).scaling;
      const said = { ...config, data: { ...config.data, scale: rule } };
      const { epochs } = runToEnd(said, { parts: prepareData(said, read, inflate), bytes: none });
      assert.deepEqual(
        epochs.map(({ record }) => [...record.confusion]),
        record.epochs.map(({ confusion }) => confusion),
      );
      assert.deepEqual([...epochs.at(-1)!.testLogits], logits);
    });
  }

  it('parts of two types, whose numbers were wrong then, are refused', () => {
    const config = configOf({ scale: 'legacy', validationFraction: 0 });
    const train = textFile(Array.from({ length: 10 }, (_, i) => `${i * 20},${i % 2}\n`).join(''));
    const testImages = textFile('1,1\n2,0\n', 'test.csv');
    refuses(
      () => prepareData(config, { images: train, testImages }, inflate),
      /a training and a test file of two types/,
    );
  });
});
