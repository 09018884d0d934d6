import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import {
  chooseKernel,
  classWeights,
  defaultConfig,
  evenScaling,
  featuresEach,
  initialise,
  layOut,
  loadData,
  measure,
  MersenneTwister,
  Network,
  openKernel,
  type Phase,
  phases,
  rowLoss,
  type Activation,
  type Dataset,
  type KernelBytes,
  type LayerConfig,
  type Layout,
  type LossConfig,
  type RunConfig,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { kernelBytes, none } from './training.js';

setFlagsFromString('--experimental-wasm-relaxed-simd');

const ROWS = 27;
const CLASSES = 5;

/** The side of a grey square, or width, height and channels. */
type Size = number | [width: number, height: number, channels: number];

function images(size: Size, bytes: boolean): Dataset {
  const [width, height, channels] = typeof size === 'number' ? [size, size, 1] : size;
  const random = new Seeded(5);
  const values = Array.from({ length: 40 * width * height * channels }, () =>
    random.next() < 0.4 ? random.below(256) : 0,
  );
  return {
    count: 40,
    width,
    height,
    channels,
    features: bytes ? Uint8Array.from(values) : Float64Array.from(values, (x) => Math.fround(x / 100 - 0.5)),
    origin: { table: false, usual: bytes ? 'byte' : 'none', before: bytes ? 'byte' : 'none' },
    labels: Uint8Array.from({ length: 40 }, (_, i) => i % CLASSES),
    classes: ['a', 'b', 'c', 'd', 'e'],
  };
}

/** Loss of one batch, and its gradient by every parameter as one plain step shows it. */
function bench(config: RunConfig, data: Dataset, bytes: KernelBytes) {
  const nobody = new Uint32Array(0);
  const scaling = evenScaling(data.origin.usual, featuresEach(data));
  const parts = { sets: [data], scaling, train: nobody, validation: nobody, test: nobody };
  const layout = layOut(config, measure(parts, 1, config));
  const kernel = openKernel(chooseKernel(bytes, layout.size, layout.precision));
  loadData(parts, layout, kernel);
  if (Array.isArray(config.loss.classWeights))
    new Float64Array(kernel.memory.buffer, layout.classWeights, CLASSES).set(config.loss.classWeights);
  const network = new Network(config, layout, kernel, 0, CLASSES);
  initialise(layout, kernel, config, new MersenneTwister(3));
  network.refresh();
  const { real, ints, realBytes } = kernel.memory;
  for (let i = 0; i < ROWS; i++) ints[layout.order / 4 + i] = (i * 7) % 40;
  const parameters = real.subarray(layout.base / realBytes, layout.base / realBytes + layout.length);
  const states = real.subarray(
    layout.base / realBytes + layout.length,
    layout.base / realBytes + layout.length * (1 + layout.states),
  );
  const run = (phase: Phase): void => {
    const tasks = network.tasks(phase, ROWS);
    for (let task = 0; task < tasks; task++) network.run(phase, task);
  };
  const loss = (): number => {
    network.setTerms({ rows: ROWS, rate: 0, divisor: 1, l2: 0 });
    network.refresh();
    run(phases.evaluate);
    return network.lossSum(ROWS);
  };
  const gradient = (): number[] => {
    network.setTerms({ rows: ROWS, rate: 1, divisor: 1, l2: 0 });
    const before = parameters.slice();
    run(phases.first);
    run(phases.train);
    run(phases.update);
    network.finishUpdate();
    const after = parameters.slice();
    parameters.set(before);
    states.fill(0);
    network.refresh();
    return Array.from(before, (w, i) => w - after[i]);
  };
  return { places: placesOf(layout), parameters, loss, gradient };
}

/** Where each weight and bias lies among the parameters, layer by layer and input by input. */
function placesOf({ parameters }: Layout): number[] {
  return parameters.flatMap(({ at, rows, columns, place, bias, exists }) => {
    const inputs = Array.from({ length: rows }, (_, row) => row).filter(exists);
    const output = Array.from({ length: columns }, (_, j) => j);
    return [...inputs.flatMap((row) => output.map((j) => at + place(row, j))), ...output.map((j) => at + bias + j)];
  });
}

const dense = (width: number, activation: Activation): LayerConfig => ({ kind: 'dense', width, activation });
const convolution = (size: number, channels: number, activation: Activation): LayerConfig => ({
  kind: 'convolution',
  size,
  channels,
  activation,
});
const pool: LayerConfig = { kind: 'maxPool', size: 2 };

const shapes: [string, Size, boolean, LayerConfig[]][] = [
  ['no hidden layer', 5, true, []],
  ['dense on bytes', 6, true, [dense(7, 'relu'), dense(6, 'tanh')]],
  ['dense on bytes, its outputs in shares', 6, true, [dense(70, 'tanh')]],
  ['dense on reals', 5, false, [dense(9, 'sigmoid')]],
  ['convolution, pool, dense', 9, true, [convolution(3, 5, 'tanh'), pool, dense(6, 'relu')]],
  ['two convolutions', 11, true, [convolution(3, 3, 'sigmoid'), pool, convolution(2, 6, 'relu'), dense(5, 'tanh')]],
  ['convolutions on reals, one after the other', 7, false, [convolution(2, 4, 'tanh'), convolution(3, 5, 'tanh')]],
  ['a pool first, and one last', 8, true, [pool, convolution(2, 3, 'tanh'), pool]],
  ['R9 convolution on colour, taller than wide', [6, 9, 3], true, [convolution(3, 5, 'tanh'), pool, dense(6, 'relu')]],
  [
    'R9 two convolutions on colour of reals, wider than tall',
    [10, 7, 3],
    false,
    [convolution(2, 3, 'sigmoid'), convolution(3, 6, 'tanh')],
  ],
  ['R9 a pool first on colour', [9, 7, 3], true, [pool, convolution(2, 3, 'tanh')]],
  ['R9 a pool alone on colour', [5, 7, 3], true, [pool, dense(5, 'tanh')]],
  ['R9 one pixel of colour', [1, 1, 3], true, [convolution(1, 4, 'tanh'), dense(3, 'sigmoid')]],
  ['R9 dense on colour', [3, 4, 3], true, [dense(7, 'tanh')]],
];
/** Where the single precision holds images in another way than the double one: wide layers, and narrow ones on many pixels. */
const sparse: typeof shapes = [
  ['wide on bytes', 6, true, [dense(14, 'relu')]],
  ['narrow on two blocks of pixels', 21, true, [dense(3, 'relu'), dense(5, 'tanh')]],
  ['R9 wide on colour', [5, 4, 3], true, [dense(14, 'relu')]],
  ['R9 narrow on two blocks of colour', [11, 13, 3], true, [dense(3, 'relu')]],
];
const losses: [string, Partial<LossConfig>][] = [
  ['cross-entropy', {}],
  ['smoothed cross-entropy', { labelSmoothing: 0.2 }],
  ['weighted cross-entropy', { classWeights: [1, 0, 3, 0.5, 2] }],
  ['weighted and smoothed', { labelSmoothing: 0.1, classWeights: [1, 0, 3, 0.5, 2] }],
  ['focal', { id: 'focal', gamma: 2, alpha: 0.25 }],
  ['focal of gamma 0.5, smoothed', { id: 'focal', gamma: 0.5, alpha: 1, labelSmoothing: 0.1 }],
  ['squared error', { id: 'squaredError' }],
  ['weighted squared error', { id: 'squaredError', classWeights: [1, 0, 3, 0.5, 2] }],
];

function configOf(layers: LayerConfig[], loss: Partial<LossConfig>): RunConfig {
  const base = defaultConfig();
  return {
    ...base,
    network: { layers },
    loss: { ...base.loss, ...loss },
    optimiser: { ...base.optimiser, momentum: 0, nesterov: false },
    batch: ROWS,
    mode: 'replay',
  };
}

describe('the loss of a row', () => {
  it('balanced weights are n / (classes * support), 0 for a class without rows', () => {
    const balanced = { ...defaultConfig().loss, classWeights: 'balanced' as const };
    assert.deepEqual(classWeights(balanced, [0, 0, 1, 0, 2], Uint32Array.of(0, 1, 2, 3), 3), Float64Array.of(4 / 9, 4 / 3, 0)); // prettier-ignore
  });

  it('focal loss of a probability a rounding error above 1 is none', () => {
    for (const gamma of [0.5, 1.5]) {
      const loss = rowLoss({ ...defaultConfig().loss, id: 'focal', gamma, alpha: 1 }, null, 2);
      const row = Float64Array.of(1 + 2 ** -23, 0);
      assert.ok(loss(row, 0, 0) < 1e-15 && row.every((slope) => Math.abs(slope) < 1e-15), String(row));
    }
  });
});

describe('gradients of the network', () => {
  const cases = [
    ...shapes.map(([title, size, bytes, layers]) => [title, size, bytes, layers, {}] as const),
    ...losses.map(([title, loss]) => [title, 5, true, [dense(4, 'tanh')], loss] as const),
  ];
  for (const [title, size, bytes, layers, loss] of cases)
    it(`M4 ${title}: every parameter, by central differences`, () => {
      const {
        places,
        parameters,
        loss: lossNow,
        gradient,
      } = bench(configOf([...layers], loss), images(size, bytes), none);
      const found = gradient();
      for (const at of places) {
        const h = 1e-5;
        const w = parameters[at];
        parameters[at] = w + h;
        const up = lossNow();
        parameters[at] = w - h;
        const slope = (up - lossNow()) / (2 * h);
        parameters[at] = w;
        const error = Math.abs(slope - found[at]) / Math.max(Math.abs(slope), 0.1);
        assert.ok(error <= 1e-6, `parameter ${at}: ${found[at]}, by differences ${slope}`);
        found[at] = 0;
      }
      assert.ok(places.length > 20);
      const padding = found.findIndex((x) => x !== 0);
      assert.equal(padding, -1, `padding at ${padding} learns ${found[padding]}`);
    });

  for (const [name, build] of [
    ['TypeScript', none],
    ['SIMD', { ...kernelBytes, relaxed: none.relaxed }],
    ['relaxed SIMD', kernelBytes],
  ] as const)
    for (const [title, size, bytes, layers] of [...shapes, ...sparse])
      it(`${title}: ${name} in single precision as the double one`, () => {
        const data = images(size, bytes);
        const doubles = bench(configOf(layers, {}), data, none);
        const exact = doubles.gradient();
        const { places, gradient } = bench({ ...configOf(layers, {}), mode: 'fast' }, data, build);
        const found = gradient();
        places.forEach((at, i) => {
          const expected = exact[doubles.places[i]];
          const error = Math.abs(found[at] - expected);
          assert.ok(error <= 2e-5 * Math.max(Math.abs(expected), 1), `parameter ${i}: ${found[at]}, exact ${expected}`);
          found[at] = 0;
        });
        const padding = found.findIndex((x) => x !== 0);
        assert.equal(padding, -1, `padding at ${padding} learns ${found[padding]}`);
      });
});
