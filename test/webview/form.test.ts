import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkConfig, defaultConfig, presets, runFields, type RunConfig } from '@surprisal/core';
import {
  canonical,
  itemShape,
  networkProblem,
  networkText,
  numberText,
  optimiserOf,
  parseNetwork,
  parseNumber,
  rangeOf,
  splitCounts,
  stepNumber,
  withActivation,
  withOptimiser,
  withPreset,
  write,
} from '../../webview/sidebar/form.js';

const problem = (parsed: object): string => ('problem' in parsed ? String(parsed.problem) : 'none');
const ends = { inputs: 784, classes: 10 };

describe('the form of a run (T1, F22)', () => {
  it('says what a wrong number should be', () => {
    const epochs = rangeOf('epochs');
    assert.equal(problem(parseNumber('1001', epochs)), 'At most 1,000.');
    assert.equal(problem(parseNumber('0', epochs)), 'At least 1.');
    assert.equal(problem(parseNumber('1.5', epochs)), 'A whole number.');
    assert.equal(problem(parseNumber('', epochs)), 'A number from 1 to 1,000.');
    assert.equal(problem(parseNumber('0', rangeOf('optimiser.rate'))), 'Above 0.');
    for (const text of ['NaN', 'Infinity', '0,1', '0x10', '1e', '--1', '1 2'])
      assert.notEqual(problem(parseNumber(text, rangeOf('optimiser.rate'))), 'none', text);
  });

  it('takes exactly what checkConfig takes, in every number field', () => {
    for (const field of runFields) {
      if (field.kind !== 'number' && field.kind !== 'integer') continue;
      const range = rangeOf(field.path);
      const near = [field.min, field.max].flatMap((bound) => [bound, bound * 1.01 + 0.01, bound * 0.99 - 0.01]);
      for (const value of [...near, field.default, 1.5, -1, 1e9]) {
        const parsed = parseNumber(String(value), range);
        const config = write(defaultConfig(), field.path, value);
        if ('value' in parsed) assert.doesNotThrow(() => checkConfig(config), `${field.path} ${value}`);
        else assert.throws(() => checkConfig(config), `${field.path} ${value}`);
      }
    }
  });

  it('shows a value so that typing it again changes nothing, per cents too', () => {
    const range = rangeOf('data.validationFraction', { scale: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), (tenths) => {
        const value = tenths / 1000;
        assert.deepEqual(parseNumber(numberText(value, range), range), { value });
      }),
    );
    assert.deepEqual(parseNumber('15%', range), { value: 0.15 });
  });

  it('steps a rate by 1, 2, 5, 10 and stays within its range', () => {
    const rate = rangeOf('optimiser.rate', { ladder: true });
    assert.deepEqual(
      ['0.1', '0.2', '0.5', '1', '0.3'].map((text) => [stepNumber(text, false, rate), stepNumber(text, true, rate)]),
      [
        ['0.05', '0.2'],
        ['0.1', '0.5'],
        ['0.2', '1'],
        ['0.5', '2'],
        ['0.2', '0.5'],
      ],
    );
    const seed = rangeOf('seed');
    assert.equal(stepNumber('0', false, seed), '0');
    assert.equal(stepNumber('word', true, seed), 'word');
    const penalty = rangeOf('optimiser.l2', { ladder: true });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100, noNaN: true }), fc.boolean(), (value, up) => {
        assert.ok('value' in parseNumber(stepNumber(String(value), up, penalty), penalty));
      }),
    );
  });

  it('reads back the text of every preset’s network', () => {
    for (const preset of presets) {
      const config = preset.config();
      assert.deepEqual(parseNetwork(networkText(config), ends, 'relu'), { value: config.network.layers });
    }
    assert.equal(networkText(defaultConfig()), '784-10-10');
    assert.deepEqual(parseNetwork('784-10', ends, 'relu'), { value: [] });
    assert.deepEqual(parseNetwork('', null, 'relu'), { value: [] });
  });

  it('R9 the network of an own table shows its columns and its classes, once they are known', () => {
    const base = defaultConfig();
    const own = { ...base, data: { ...base.data, source: 'files', files: { images: 'iris.csv' } } } as const;
    const known = { inputs: 4, classes: 3 };
    assert.deepEqual([networkText(own), networkText(own, known)], ['10', '4-10-3']);
    assert.deepEqual(parseNetwork('4-10-3', known, 'relu'), { value: own.network.layers });
    assert.equal(networkText(base, known), '784-10-10');
  });

  it('names what a network’s text should be', () => {
    const wrong = (text: string) => problem(parseNetwork(text, ends, 'relu'));
    assert.equal(wrong('784-10-11'), 'From 784, the pixels, to 10, the classes: 784-10-10.');
    assert.equal(wrong('784-0-10'), 'A width from 1 to 4,096.');
    assert.equal(wrong('784-wide-10'), '“wide” is no layer: a width, 5x5x8 or pool 2.');
    assert.equal(wrong('784-5x3x8-10'), '“5x3x8” is no layer: a width, 5x5x8 or pool 2.');
    assert.equal(wrong(`784-${'8-'.repeat(9)}10`), 'At most 8 layers.');
  });

  it('R9 a network that can’t stand is refused at its field', () => {
    const base = defaultConfig();
    const images = itemShape(base, undefined);
    const problemOf = (text: string, shape = images, more: Partial<RunConfig> = {}) => {
      const parsed = parseNetwork(text, null, 'relu');
      assert('value' in parsed, text);
      return networkProblem({ ...base, ...more, network: { layers: parsed.value } }, shape);
    };
    assert.equal(problemOf('5x5x8-pool 2-10'), undefined);
    assert.equal(problemOf('10-5x5x8'), '5x5x8 stands after a width; expected before it.');
    assert.equal(problemOf('10-pool 2', null), 'pool 2 stands after a width; expected before it.');
    assert.equal(problemOf('11x11x4-pool 4-5x5x2'), '5x5x2 is larger than the 4 x 4 that come to it.');
    assert.equal(problemOf('5x5x8', null), undefined, 'until the data is read');
    const rows = { height: 1, width: 13, channels: 1, classes: 3, count: 178 };
    assert.equal(problemOf('3x3x2', rows), '3x3x2 needs images; these are rows of 13 columns.');
    assert.match(problemOf('4096-4096')!, /^Weights and optimiser take 1\d\d MB; at most 64 MB\.$/);
    assert.equal(problemOf('4096'), undefined);
  });

  it('R9 a preset keeps own data, and the names of own files beside data of ours', () => {
    const base = defaultConfig();
    const [, wide] = presets.map((preset) => preset.config());
    const own = { ...base.data, source: 'files', files: { images: 'iris.csv' }, oneHot: true } as const;
    assert.deepEqual(withPreset({ ...base, data: own }, wide), { ...wide, data: own });
    const named = { ...base, data: { ...base.data, files: own.files } };
    assert.deepEqual(withPreset(named, wide), { ...wide, data: { ...wide.data, files: own.files } });
    assert.deepEqual(withPreset(base, wide), wide);
  });

  it('changes the optimiser and the activation without losing the rest', () => {
    const adam = withOptimiser(defaultConfig(), 'adam');
    assert.equal(adam.optimiser.rate, 0.001);
    assert.equal(canonical(withOptimiser(adam, 'nesterov')), canonical(defaultConfig()));
    for (const choice of ['nesterov', 'momentum', 'plain', 'adam'] as const)
      assert.equal(optimiserOf(checkConfig(withOptimiser(defaultConfig(), choice))), choice);
    assert.deepEqual(withActivation(defaultConfig(), 'tanh').network.layers, [
      { kind: 'dense', width: 10, activation: 'tanh' },
    ]);
  });

  it('knows a configuration again whatever order its fields stand in', () => {
    const reversed = Object.fromEntries(Object.entries(defaultConfig()).reverse());
    assert.equal(canonical(checkConfig(reversed)), canonical(defaultConfig()));
  });

  it('tells how many images train and how many are kept', () => {
    const config = defaultConfig();
    const sample = { trainCount: 5000, testCount: 0 };
    assert.deepEqual(splitCounts(config, sample), { train: 3600, validation: 400, test: 1000 });
    const full = { trainCount: 60_000, testCount: 10_000 };
    assert.deepEqual(splitCounts(config, full), { train: 54_000, validation: 6000, test: 10_000 });
  });
});
