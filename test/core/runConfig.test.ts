import assert from 'node:assert/strict';
import { checkConfig, checkField, CoreError, defaultConfig, presets, rateAt, runFields } from '@surprisal/core';

type Bag = Record<string, unknown>;
/** The default configuration as JSON gives it, with one place changed. */
function changed(path: string, value: unknown): Bag {
  const config = JSON.parse(JSON.stringify(defaultConfig())) as Bag;
  const keys = path.split('.');
  let at = config;
  for (const key of keys.slice(0, -1)) at = at[key] as Bag;
  at[keys.at(-1)!] = value;
  return config;
}

describe('the configuration of a run', () => {
  it('comes back from JSON as it was, for every preset', () => {
    for (const { config } of presets) assert.deepEqual(checkConfig(JSON.parse(JSON.stringify(config()))), config());
  });

  it('defaults to the course, field by field', () => {
    assert.deepEqual(
      checkConfig({ version: 1, network: { layers: [{ kind: 'dense', width: 10, activation: 'relu' }] } }),
      defaultConfig(),
    );
  });

  it('F22 allows a number at its bounds and refuses it beyond them, with the range', () => {
    for (const field of runFields) {
      if (field.kind !== 'number' && field.kind !== 'integer') continue;
      const open = 'open' in field;
      const beyond = field.kind === 'integer' ? 1 : 1e-9;
      for (const value of [field.min, field.max].map((x) => (open ? x * (1 - 1e-9) + (x === 0 ? 1e-9 : 0) : x)))
        assert.equal(checkField(field, value), value);
      for (const value of [field.min - beyond, field.max * (1 + 1e-9) + beyond, NaN, Infinity, '1', null])
        assert.throws(
          () => checkConfig(changed(field.path, value)),
          (error) => error instanceof CoreError && error.code === 'option' && error.place.argument === field.path,
          `${field.path} = ${String(value)}`,
        );
      if (open) assert.throws(() => checkField(field, field.min), /above/);
      if (field.kind === 'integer') assert.throws(() => checkField(field, field.min + 0.5), /a whole number from/);
    }
  });

  it('F22 names the place of what is wrong elsewhere', () => {
    const layer = { kind: 'dense', width: 10, activation: 'relu' };
    const cases: [string, unknown, RegExp][] = [
      ['version', 2, /^version: 2; expected 1/],
      ['network.layers', new Array(9).fill(layer), /network\.layers: 9; expected a list of 0 to 8/],
      [
        'network.layers',
        [{ ...layer, width: 0 }],
        /network\.layers\[0\]\.width: 0; expected a whole number from 1 to 4096/,
      ],
      ['network.layers', [layer, { ...layer, depth: 3 }], /network\.layers\[1\]: "depth"/],
      ['network.layers', [{ kind: 'dropout' }], /network\.layers\[0\]\.kind: "dropout"/],
      ['data.source', 'cifar', /data\.source: "cifar"; expected one of mnist-sample, mnist, files/],
      ['data.source', 'files', /data\.files: nothing; expected the names of the files/],
      ['data.classes', ['4'], /data\.classes: 1; expected a list of 2 to 256/],
      ['data.classes', ['4', '4'], /different labels/],
      ['data.first', -1, /data\.first/],
      ['loss.classWeights', [1, -1], /loss\.classWeights\[1\]: -1/],
      ['optimiser.beta', 0.9, /optimiser: "beta"; expected one of/],
      ['earlyStop', { patience: 0 }, /earlyStop\.patience: 0/],
      ['pace', 3, /config: "pace"/],
      ['loss', [], /loss: \[\]; expected an object/],
    ];
    for (const [path, value, message] of cases)
      assert.throws(
        () => checkConfig(changed(path, value)),
        (error) => error instanceof CoreError && message.test(error.message),
        `${path}: ${message.source}`,
      );
    const stop = {
      ...defaultConfig(),
      earlyStop: { patience: 2 },
      data: { ...defaultConfig().data, validationFraction: 0 },
    };
    assert.throws(() => checkConfig(stop), /data\.validationFraction: 0; expected a validation part/);
    for (const value of [null, [], 'x', 7]) assert.throws(() => checkConfig(value), /config: /);
  });
});

describe('rates over a run', () => {
  const at = (schedule: 'constant' | 'step' | 'cosine' | 'oneCycle', step: number): number =>
    rateAt({ schedule, rate: 2 }, step, 100);

  it('follow their schedules', () => {
    assert.deepEqual([at('constant', 0), at('constant', 99)], [2, 2]);
    assert.deepEqual([at('step', 49), at('step', 50), at('step', 75)], [2, 0.2, 0.02]);
    assert.deepEqual([at('cosine', 0), at('cosine', 50)], [2, 1]);
    assert.ok(at('cosine', 99) < 0.001);
    assert.ok(Math.abs(at('oneCycle', 0) - 0.08) < 1e-12);
    assert.equal(at('oneCycle', 30), 2);
    assert.ok(Math.abs(at('oneCycle', 15) - 1.04) < 1e-12);
    assert.ok(at('oneCycle', 100) < 1e-5);
  });
});
