import assert from 'node:assert/strict';
import {
  chooseKernel,
  CoreError,
  defaultConfig,
  featuresEach,
  fitScaling,
  layOut,
  measure,
  openKernel,
  openReader,
  TrainingLoop,
  type Activation,
  type Dataset,
  type LayerConfig,
  type Parts,
  type Reader,
  type RunConfig,
  type ScaleRule,
} from '@surprisal/core';
import { Seeded } from '../reference/seeded.js';
import { kernelBytes, none } from './training.js';

const CLASSES = 4;
const COUNT = 60;

function images(width: number, height: number, bytes: boolean, channels = 1): Dataset {
  const random = new Seeded(11);
  const values = Array.from({ length: COUNT * width * height * channels }, () =>
    random.next() < 0.5 ? random.below(256) : 0,
  );
  return {
    count: COUNT,
    width,
    height,
    channels,
    features: bytes ? Uint8Array.from(values) : Float64Array.from(values, (x) => Math.fround(x / 100 - 0.5)),
    origin: { table: false, usual: bytes ? 'byte' : 'none', before: bytes ? 'byte' : 'none' },
    labels: Uint8Array.from({ length: COUNT }, (_, i) => i % CLASSES),
    classes: ['a', 'b', 'c', 'd'],
  };
}

const dense = (width: number, activation: Activation): LayerConfig => ({ kind: 'dense', width, activation });
const convolution = (size: number, channels: number, activation: Activation): LayerConfig => ({
  kind: 'convolution',
  size,
  channels,
  activation,
});
const pool: LayerConfig = { kind: 'maxPool', size: 2 };
const shapes: [title: string, width: number, height: number, ScaleRule, LayerConfig[], channels?: 3][] = [
  ['no hidden layer', 5, 4, 'byte', []],
  ['dense relu and tanh, on bytes', 6, 5, 'byte', [dense(9, 'relu'), dense(6, 'tanh')]],
  ['dense sigmoid, on reals', 5, 6, 'none', [dense(9, 'sigmoid')]],
  ['convolution relu, pool, dense', 9, 8, 'byte', [convolution(3, 5, 'relu'), pool, dense(6, 'sigmoid')]],
  [
    'two convolutions',
    11,
    10,
    'none',
    [convolution(3, 3, 'sigmoid'), pool, convolution(2, 6, 'tanh'), dense(5, 'relu')],
  ],
  ['a pool first, of a side it does not divide, and one last', 9, 7, 'byte', [pool, convolution(2, 3, 'tanh'), pool]],
  ['dense tanh, standardised', 5, 6, 'standard', [dense(9, 'tanh')]],
  ['convolution, standardised', 9, 8, 'standard', [convolution(3, 5, 'tanh'), pool]],
  ['R9 dense on colour', 5, 4, 'byte', [dense(9, 'relu')], 3],
  ['R9 convolution on colour, pool, dense', 9, 8, 'byte', [convolution(3, 5, 'tanh'), pool, dense(6, 'relu')], 3],
  ['R9 a pool first on colour, standardised', 7, 9, 'standard', [pool, convolution(2, 3, 'tanh')], 3],
];

/** A network after a few epochs: its reader, the pixels of the test images, and the logits that training reads them by. */
function trained(layers: LayerConfig[], rule: ScaleRule, data: Dataset, mode: RunConfig['mode']) {
  const base = defaultConfig();
  const config: RunConfig = { ...base, network: { layers }, batch: 16, epochs: 3, mode };
  const numbers = (from: number, to: number): Uint32Array =>
    Uint32Array.from({ length: to - from }, (_, i) => from + i);
  const train = numbers(0, 40);
  const scaling = fitScaling(rule, [data], train);
  const parts: Parts = { sets: [data], scaling, train, validation: numbers(40, 40), test: numbers(40, COUNT) };
  const layout = layOut(config, measure(parts, 1, config));
  const kernel = openKernel(chooseKernel(mode === 'replay' ? none : kernelBytes, layout.size, layout.precision));
  const trainer = new TrainingLoop(config, layout, parts, kernel);
  for (const step of trainer.run()) assert.ok(step.kind !== 'end' || step.reason === 'finished');
  trainer.readTest();
  const { output } = layout.layers.at(-1)!;
  const { real, realBytes } = kernel.memory;
  const size = featuresEach(data);
  const checkpoint = { name: 'epoch-3.safetensors', bytes: trainer.checkpoint() };
  const reader = openReader(config, checkpoint, { ...data, classes: CLASSES });
  return {
    config,
    checkpoint,
    reader,
    // The test images are one batch, so its rows still stand in the memory, in full precision.
    rows: Array.from(parts.test, (image, i) => {
      const at = output.pointer / realBytes + i * output.stride;
      return {
        pixels: reader.inputs(data.features.subarray(image * size, (image + 1) * size)),
        logits: Array.from(real.subarray(at, at + CLASSES)),
      };
    }),
  };
}

describe('a network read in plain double precision', () => {
  for (const [title, width, height, rule, layers, channels] of shapes)
    for (const [mode, tolerance] of [
      ['replay', 1e-12],
      ['fast', 1e-5],
    ] as const)
      it(`K5 ${title}, ${mode}: gives the logits of training`, () => {
        const { reader, rows } = trained(layers, rule, images(width, height, rule === 'byte', channels), mode);
        let seen = 0;
        for (const { pixels, logits } of rows) {
          const found = reader.logits(pixels);
          const scale = Math.max(1, ...logits.map(Math.abs));
          found.forEach((z, k) => assert.ok(Math.abs(z - logits[k]) <= tolerance * scale, `${z}, ${logits[k]}`));
          seen++;
        }
        assert.equal(seen, 20);
      });

  for (const [title, width, height, rule, layers, channels] of shapes)
    it(`K5 ${title}: gradients by every pixel and every layer's output, by central differences`, () => {
      const { reader, rows } = trained(layers, rule, images(width, height, rule === 'byte', channels), 'replay');
      const onLogits = Float64Array.of(1, -0.5, 0, 2);
      for (const { pixels } of rows.slice(0, 3)) {
        const { outputs, gradients } = reader.trace(pixels, onLogits);
        assert.deepEqual(reader.gradient(pixels, onLogits), gradients[0]);
        assert.deepEqual(reader.logits(pixels), outputs.at(-1));
        outputs.slice(0, -1).forEach((values, from) => {
          const after = (moved: Float64Array): number => {
            const end = reader.layers.slice(from).reduce((passed, layer) => layer.forward(passed), moved);
            return end.reduce((sum, z, k) => sum + onLogits[k] * z, 0);
          };
          let smooth = 0;
          values.forEach((value, i) => {
            const at = (h: number): number => after(values.map((x, j) => (j === i ? value + h : x)));
            const h = 1e-5;
            const slope = (at(h) - at(-h)) / (2 * h);
            // Where relu or a pool bends within h, the two sides differ and there is no one slope.
            if (Math.abs(at(h) - 2 * at(0) + at(-h)) > 1e-8) return;
            smooth++;
            const error = Math.abs(slope - gradients[from][i]) / Math.max(Math.abs(slope), 0.1);
            assert.ok(error <= 1e-6, `layer ${from}, ${i}: ${gradients[from][i]}, by differences ${slope}`);
          });
          assert.ok(smooth >= values.length * 0.6, `${smooth} of ${values.length} are smooth there`);
        });
      }
    });

  it('refuses what does not fit', () => {
    const data = images(6, 5, true);
    const { config, checkpoint } = trained([dense(9, 'relu')], 'byte', data, 'fast');
    const open = (changes: Partial<RunConfig>, size: Partial<Dataset> = {}): Reader =>
      openReader({ ...config, ...changes }, checkpoint, { ...data, ...size, classes: CLASSES });
    const says = (message: RegExp) => (error: unknown) => error instanceof CoreError && message.test(error.message);
    assert.throws(
      () => open({}, { width: 7 }),
      says(/epoch-3.safetensors: "weights.0" of shape \(30, 9\).*expected \(35, 9\)/),
    );
    assert.throws(() => open({}, { channels: 3 }), says(/"weights.0" of shape \(30, 9\).*expected \(90, 9\)/));
    assert.throws(() => open({ mode: 'replay' }), says(/"weights.0" of shape.*32 bits; expected \(30, 9\), float64/));
    assert.throws(() => open({ network: { layers: [] } }), says(/"weights.0" of shape \(30, 9\).*expected \(30, 4\)/));
    assert.throws(
      () => open({ network: { layers: [dense(9, 'relu'), dense(4, 'relu')] } }),
      says(/no tensor "weights.2"; expected one of shape \(4, 4\)/),
    );
    const reader = open({});
    assert.throws(() => reader.inputs(new Uint8Array(29)), says(/features: 29 numbers; expected 30/));
    assert.throws(() => reader.logits(new Float64Array(29)), says(/pixels: 29 numbers; expected 30/));
    assert.throws(
      () => reader.gradient(new Float64Array(30), new Float64Array(3)),
      says(/weightsOnLogits: 3 numbers; expected 4/),
    );
  });
});
