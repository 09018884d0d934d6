import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  defaultConfig,
  openReader,
  partSets,
  prepareData,
  presets,
  type LayerConfig,
  type Parts,
  type RunConfig,
} from '@surprisal/core';
import type { AnalysisApi, AnalysisEvents } from '../../extension/protocol/analysis.js';
import { Rpc } from '../../extension/protocol/rpc.js';
import type { WhyParams } from '../../extension/protocol/analysis.js';
import type { Why } from '../../extension/protocol/inspector/why.js';
import { why, whyOf } from '../../extension/worker/why.js';
import { colourImages } from '../core/colourImages.js';
import { inflate, none, runToEnd } from '../core/training.js';
import type { Work } from '../../extension/worker/work.js';
import { startParams, train } from './trainingThread.js';

type Nothing = Record<never, never>;
const [ACTUAL, PREDICTED] = [4, 9];

/** A network of the sample, its cell of fours read as nines, and what is said of why. */
async function explained(layers: LayerConfig[], epochs: number) {
  const config: RunConfig = { ...defaultConfig(), network: { layers }, epochs };
  const run = await train(config);
  const { checkpoint, testLogits } = run.events.epoch.at(-1)!;
  const { files, kernels } = startParams(config);
  const parts = prepareData(config, files, inflate);
  const predicted = Array.from(parts.test, (_, i) => {
    const row = testLogits.subarray(i * 10, (i + 1) * 10);
    return row.indexOf(Math.max(...row));
  });
  const { labels } = parts.sets[0];
  const cell = (read: number): Uint32Array =>
    Uint32Array.from([...predicted.keys()].filter((i) => labels[parts.test[i]] === ACTUAL && predicted[i] === read));
  const params: WhyParams = {
    config,
    files,
    kernels,
    checkpoint: { name: 'epoch', bytes: checkpoint },
    actual: ACTUAL,
    predicted: PREDICTED,
    errors: cell(PREDICTED),
    right: cell(ACTUAL),
  };
  return { params, parts, testLogits, found: finish(params) };
}

function finish(params: WhyParams): Why {
  return ending(why(params));
}

function ending(work: Work<Why>): Why {
  let share = 0;
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    assert.ok(value.share >= share && value.share <= 1, `${value.part}: ${value.share} after ${share}`);
    share = value.share;
  }
}

const pixelsOf = ({ sets }: Parts, image: number): Float64Array =>
  Float64Array.from(sets[0].features.subarray(image * 784, (image + 1) * 784), (byte) => byte / 255);

describe('why one class is read as another (K5)', function () {
  this.timeout(60_000);

  it('the nearest training images and the nearest pairs are those of brute force', async () => {
    const { params, parts, found } = await explained([], 1);
    const { labels } = parts.sets[0];
    assert.ok(found.items.length >= 3, `${found.items.length} errors`);
    assert.deepEqual(
      found.items.map(({ index }) => index),
      [...params.errors],
    );
    const distance = (a: Float64Array, b: Float64Array): number =>
      Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0));
    const training = Array.from(parts.train, (image) => ({ image, pixels: pixelsOf(parts, image) }));
    for (const { index, near, pixels } of found.items) {
      const own = pixelsOf(parts, parts.test[index]);
      assert.deepEqual(
        Float64Array.from(pixels, (byte) => byte / 255),
        own,
      );
      const all = training
        .map((each) => ({ image: each.image, distance: distance(own, each.pixels) }))
        .sort((a, b) => a.distance - b.distance);
      near.forEach((each, k) => {
        assert.equal(each.image, all[k].image);
        assert.ok(Math.abs(each.distance - all[k].distance) <= 1e-12 * all[k].distance);
        assert.equal(each.label, labels[each.image]);
        assert.deepEqual(
          [...each.pixels],
          [...parts.sets[0].features.subarray(each.image * 784, each.image * 784 + 784)],
        );
      });
      assert.equal(near.length, 3);
    }
    const of = (label: number) => training.filter(({ image }) => labels[image] === label);
    const pairs = of(ACTUAL)
      .flatMap((a) => of(PREDICTED).map((b) => ({ a: a.image, b: b.image, distance: distance(a.pixels, b.pixels) })))
      .sort((x, y) => x.distance - y.distance);
    assert.deepEqual(found.searched, { all: 3600, actual: of(ACTUAL).length, predicted: of(PREDICTED).length });
    assert.equal(found.pairs.length, 6);
    found.pairs.forEach((pair, k) => {
      assert.deepEqual([pair.actual.image, pair.predicted.image], [pairs[k].a, pairs[k].b]);
      assert.ok(Math.abs(pair.distance - pairs[k].distance) <= 1e-12 * pairs[k].distance);
    });
  });

  const convolutional = presets.find(({ id }) => id === 'convolutional')!.config().network.layers;
  const networks: [string, number, LayerConfig[]][] = [
    ['linear', 1, []],
    ['dense', 2, [{ kind: 'dense', width: 16, activation: 'relu' }]],
    ['convolutional', 1, convolutional],
  ];
  for (const [title, epochs, layers] of networks)
    it(`${title}: margins are those of training, and every change is read as its own class`, async () => {
      const { params, testLogits, found } = await explained(layers, epochs);
      const reader = openReader(params.config, params.checkpoint, { width: 28, height: 28, classes: 10 });
      assert.ok(found.items.length > 0);
      for (const { index, behind, change } of found.items) {
        const row = testLogits.subarray(index * 10, index * 10 + 10);
        assert.ok(Math.abs(behind - (row[PREDICTED] - row[ACTUAL])) <= 1e-4 * Math.max(...row.map(Math.abs)));
        assert.ok(behind > 0);
        assert.ok(change && change.distance > 0);
        // Rounded to bytes it may stand on the border: the change itself is confirmed where it is found.
        const logits = reader.logits(Float64Array.from(change.pixels, (byte) => byte / 255));
        const ahead = logits[ACTUAL] - Math.max(...logits.filter((_, k) => k !== ACTUAL));
        assert.ok(ahead > -0.1, `${ahead}`);
      }
    });

  it('linear: what the pixels add and the bias are the margin; the layer is the outputs', async () => {
    const { params, parts, found } = await explained([], 1);
    const reader = openReader(params.config, params.checkpoint, { width: 28, height: 28, classes: 10 });
    const { bias, weights } = reader.layers[0].weights!;
    for (const { push, behind, index } of found.items) {
      const sum = push.reduce((total, x) => total + x, 0);
      assert.ok(Math.abs(sum + bias[PREDICTED] - bias[ACTUAL] - behind) <= 1e-4);
      const pixels = pixelsOf(parts, parts.test[index]);
      const byHand = pixels.map((x, i) => x * (weights[i * 10 + PREDICTED] - weights[i * 10 + ACTUAL]));
      push.forEach((x, i) => assert.ok(Math.abs(x - byHand[i]) <= 1e-6));
    }
    const mean = found.push.map((_, i) => found.items.reduce((sum, { push }) => sum + push[i], 0) / found.items.length);
    found.push.forEach((x, i) => assert.ok(Math.abs(x - mean[i]) <= 1e-5));
    assert.equal(found.layer.kind, 'output');
    assert.deepEqual(new Set(found.layer.units.slice(0, 2).map(({ unit }) => unit)), new Set([ACTUAL, PREDICTED]));
    const [first] = found.layer.units;
    assert.deepEqual(
      [...first.weights],
      Array.from({ length: 784 }, (_, i) => weights[i * 10 + first.unit]),
    );
  });

  it('one hidden layer: the parts of the units and the bias are the mean margin', async () => {
    const { params, found } = await explained([{ kind: 'dense', width: 8, activation: 'tanh' }], 2);
    const reader = openReader(params.config, params.checkpoint, { width: 28, height: 28, classes: 10 });
    const { bias } = reader.layers[1].weights!;
    assert.equal(found.layer.kind, 'dense');
    assert.equal(found.layer.of, 8);
    assert.equal(found.layer.units.length, 8);
    const sum = found.layer.units.reduce((total, { errors }) => total + errors, bias[PREDICTED] - bias[ACTUAL]);
    const margin = found.items.reduce((total, { behind }) => total + behind, 0) / found.items.length;
    assert.ok(Math.abs(sum - margin) <= 1e-9, `${sum}, margin ${margin}`);
    const alone = finish({ ...params, right: new Uint32Array(0) });
    assert.deepEqual(
      new Set(alone.layer.units.map(({ right }) => right)),
      new Set([null]),
      'no mean where none is read right',
    );
    const apart = found.layer.units.map(({ errors, right }) => Math.abs(errors - right!));
    assert.deepEqual(
      apart,
      [...apart].sort((a, b) => b - a),
    );
  });

  it('convolutional: the pictures are the filters', async () => {
    const { params, found } = await explained(convolutional, 1);
    const reader = openReader(params.config, params.checkpoint, { width: 28, height: 28, classes: 10 });
    const { weights, shape } = reader.layers[0].weights!;
    const { layer } = found;
    assert.deepEqual([layer.kind, layer.width * layer.height, layer.of], ['convolution', shape[0], shape[1]]);
    for (const { unit, weights: filter } of layer.units)
      assert.deepEqual(
        [...filter],
        Array.from({ length: shape[0] }, (_, i) => weights[i * shape[1] + unit]),
      );
  });

  for (const [title, network] of [
    ['dense', [{ kind: 'dense', width: 5, activation: 'tanh' }]],
    [
      'a pool, then a convolution',
      [
        { kind: 'maxPool', size: 2 },
        { kind: 'convolution', size: 3, channels: 4, activation: 'tanh' },
      ],
    ],
  ] as [string, LayerConfig[]][])
    it(`R9 of colour, ${title}: each pixel has one part, its nearest are those of all channels, its weights are of three`, () => {
      const [width, height, channels, size] = [14, 10, 3, 420];
      const base = defaultConfig();
      const optimiser = { ...base.optimiser, rate: 0.01 };
      const config: RunConfig = { ...base, network: { layers: network }, optimiser, epochs: 2, batch: 40 };
      const parts = partSets(config, [colourImages({ width, height, count: 400, classes: 3, seed: 4 })]);
      const [{ features, labels }] = parts.sets;
      const { trainer, epochs } = runToEnd(config, { parts });
      const checkpoint = { name: 'epoch', bytes: trainer.checkpoint() };
      const { predicted } = epochs.at(-1)!;
      const wrong = [...parts.test.keys()].find((i) => predicted[i] !== labels[parts.test[i]])!;
      const [actual, read] = [labels[parts.test[wrong]], predicted[wrong]];
      const cell = (as: number): Uint32Array =>
        Uint32Array.from([...predicted.keys()].filter((i) => labels[parts.test[i]] === actual && predicted[i] === as));
      const asked = {
        config,
        checkpoint,
        kernels: none,
        actual,
        predicted: read,
        errors: cell(read),
        right: cell(actual),
      };
      const found = ending(whyOf(parts, asked));
      const reader = openReader(config, checkpoint, { width, height, channels, classes: 3 });
      const inputs = (image: number): Float64Array =>
        reader.inputs(features.subarray(image * size, (image + 1) * size));
      const distance = (a: Float64Array, b: Float64Array): number =>
        Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0));
      const onLogits = Float64Array.from({ length: 3 }, (_, k) => Number(k === read) - Number(k === actual));
      assert.equal(found.push.length, width * height);
      for (const { index, pixels, push, near, change } of found.items) {
        const own = inputs(parts.test[index]);
        assert.deepEqual([...pixels], [...features.subarray(parts.test[index] * size, (parts.test[index] + 1) * size)]);
        const gradient = reader.gradient(own, onLogits);
        push.forEach((part, i) => {
          const expected = [0, 1, 2].reduce((sum, k) => sum + own[i * 3 + k] * gradient[i * 3 + k], 0);
          assert.ok(Math.abs(part - expected) <= 1e-6, `pixel ${i}: ${part}, expected ${expected}`);
        });
        const all = Array.from(parts.train, (image) => ({ image, distance: distance(own, inputs(image)) })).sort(
          (a, b) => a.distance - b.distance,
        );
        near.forEach((each, k) => {
          assert.equal(each.image, all[k].image);
          assert.equal(each.pixels.length, size);
          assert.ok(Math.abs(each.distance - all[k].distance) <= 1e-9);
        });
        assert.ok(change && change.by.length === size && change.pixels.length === size);
        const changed = [...reader.logits(own.map((x, i) => x + change.by[i]))];
        assert.ok(changed[actual] >= Math.max(...changed) - 1e-4, changed.join(', '));
      }
      const { layer } = found;
      const { weights, shape } = reader.layers.find((each) => each.weights)!.weights!;
      assert.deepEqual([layer.channels, layer.width * layer.height * 3, layer.of], [3, ...shape]);
      for (const { unit, weights: picture } of layer.units)
        assert.deepEqual(
          [...picture],
          Array.from({ length: shape[0] }, (_, i) => weights[i * shape[1] + unit]),
        );
    });

  it('the thread that ships answers it, says how far it is, and can be ended on the way', async () => {
    const { params, found } = await explained([{ kind: 'dense', width: 16, activation: 'relu' }], 2);
    const ask = () => {
      const worker = new Worker('./dist/worker.js');
      const told: AnalysisEvents['analysed'][] = [];
      const heard = { first: () => undefined as void };
      const rpc = new Rpc<Nothing, AnalysisApi, Nothing, AnalysisEvents>(
        {
          post: (message, transfer) => worker.postMessage(message, transfer ?? []),
          listen: (receive) => worker.on('message', receive),
        },
        {},
      );
      rpc.on('analysed', (how) => {
        told.push(how);
        heard.first();
      });
      return { worker, told, heard, rpc };
    };
    const whole = ask();
    assert.deepEqual(await whole.rpc.call('why', params), found);
    await whole.worker.terminate();
    // A thousand times the errors: it takes long enough to be told of, and to be ended before it is done.
    const many = {
      ...params,
      errors: Uint32Array.from({ length: 6000 }, (_, i) => params.errors[i % params.errors.length]),
    };
    const cut = ask();
    const first = new Promise<void>((resolve) => (cut.heard.first = resolve));
    const asked = cut.rpc.call('why', many).catch((error: Error) => error.message);
    await first;
    cut.rpc.close(new Error('ended'));
    const exit = once(cut.worker, 'exit');
    await cut.worker.terminate();
    await exit;
    assert.equal(await asked, 'ended');
    assert.ok(cut.told[0].share < 1);
  });
});
