import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MersenneTwister,
  readSafetensors,
  sequentialOf,
  stateDict,
  trainedModel,
  writeOnnx,
  type ModelShape,
} from '@surprisal/core';
import { imports, python } from '../python.js';
import { refuses } from './fails.js';
import { exported, modelOf, rawTest } from './weightsOut.js';

/** Differences of logits that rounding to single precision leaves, in units of max(1, |logit|). */
const TOLERANCE = 1e-5;

interface Found {
  logits: number;
  torch: { worst: number; metadata: Record<string, string>; order: number[] };
  onnx: { worst: number; metadata: Record<string, string>; versions: number[] };
}

const trained = (bytes: Uint8Array, shape: ModelShape) => trainedModel({ name: 'c', bytes }, shape);

describe('weights of a run for other programs (R6)', function () {
  this.timeout(120_000);

  it('are named by their places in an nn.Sequential', () => {
    const layers = exported[0].layers;
    const modules = sequentialOf(layers, { height: 11, width: 14, channels: 3 }, 4);
    assert.deepEqual(
      modules.map(({ kind }) => kind),
      ['convolution', 'activation', 'maxPool', 'flatten', 'linear', 'activation', 'linear'],
    );
    const { tensors } = readSafetensors({ name: 'w', bytes: stateDict(modelOf(exported[0], 0).model) });
    assert.deepEqual(
      [...tensors].map(([name, { shape }]) => [name, ...shape]),
      [
        ['0.weight', 5, 3, 3, 3],
        ['0.bias', 5],
        ['4.weight', 12, 5 * 4 * 6],
        ['4.bias', 12],
        ['6.weight', 4, 12],
        ['6.bias', 4],
      ],
    );
  });

  it('of epoch 0 are those that the seed draws', () => {
    const { model, config } = modelOf(exported[3], 0);
    const random = new MersenneTwister(config.seed);
    const bound = Math.sqrt(6 / (5 + 8));
    for (let input = 0; input < 5; input++)
      for (let output = 0; output < 8; output++)
        assert.equal(model.weights[0].weights[input * 8 + output], Math.fround(random.uniform(-bound, bound)));
    assert.equal(model.epoch, 0);
  });

  it('a checkpoint of another network is refused by the tensor', () => {
    const { model, checkpoint } = modelOf(exported[3], 0);
    const shape = { ...model, layers: [{ kind: 'dense', width: 9, activation: 'relu' } as const] };
    refuses(
      () => trained(checkpoint, shape),
      /^c: "weights\.0" of shape \(5, 8\), 32 bits; expected \(5, 9\), float32$/,
    );
  });

  it('PyTorch loads them strictly, and onnxruntime a checked model: both read all test items as the run does', function () {
    if (!imports('torch', 'safetensors', 'onnx', 'onnxruntime')) return this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'weights-'));
    try {
      const made = exported.map((each, i) => {
        const { model, parts, logits } = modelOf(each, each.layers.length === 0 ? 0 : 1);
        const { data, shape } = rawTest(parts);
        const [x, z, weights, onnx] = [`${i}.x`, `${i}.z`, `${i}.safetensors`, `${i}.onnx`];
        writeFileSync(join(folder, x), data);
        writeFileSync(join(folder, z), logits);
        writeFileSync(join(folder, weights), stateDict(model));
        writeFileSync(join(folder, onnx), writeOnnx(model));
        const about = { name: each.name, layers: each.layers, classes: model.classes.length };
        return { model, about: { ...about, shape, x, logits: z, weights, onnx } };
      });
      writeFileSync(join(folder, 'cases.json'), JSON.stringify(made.map(({ about }) => about)));
      const told = execFileSync(python, ['test/reference/weights.py', folder], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const found = JSON.parse(told) as Record<string, Found>;
      for (const { model, about } of made) {
        const { torch, onnx, logits } = found[about.name];
        assert.ok(torch.worst <= TOLERANCE, `${about.name}: ${torch.worst}`);
        assert.ok(onnx.worst <= TOLERANCE, `${about.name}: ${onnx.worst}`);
        assert.deepEqual(onnx.versions, [7, 13]);
        // Scaling is part of the model.
        assert.equal(onnx.metadata.scaling, '{"rule":"none"}');
        const random = new MersenneTwister(0);
        random.restore(model.generator);
        assert.deepEqual(torch.order, [...random.permutation(20)], about.name);
        const { classes, network, input, epoch, ...words } = torch.metadata;
        assert.deepEqual(words, { format: 'pt', producer: 'surprisal' });
        assert.deepEqual(
          [classes, network, input, epoch].map((text) => JSON.parse(text) as unknown),
          [model.classes, about.layers, about.shape.slice(1), model.epoch],
        );
        const [a, b] = [torch, onnx].map(({ worst }) => worst.toExponential(1));
        console.log(`      ${about.name}: ${logits} logits, PyTorch ${a}, onnxruntime ${b}`);
      }
      assert.equal(found[exported[0].name].logits >= 10_000, true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
