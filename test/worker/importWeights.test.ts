import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import {
  checkConfig,
  evenScaling,
  fitModel,
  type LayerConfig,
  messageOf,
  type NamedBytes,
  openReader,
  prepareData,
  readSafetensors,
  readWeightsFile,
  type RunConfig,
  type RunFiles,
  type ScalingSaid,
  stateDict,
  writeOnnx,
  writeSafetensors,
} from '@surprisal/core';
import { importWeights, weightsIn } from '../../extension/worker/importWeights.js';
import { projectData } from '../../extension/worker/project.js';
import { exported, modelOf } from '../core/weightsOut.js';
import { npyFile } from '../core/arrayFiles.js';
import { inflate, kernelBytes as kernels, trainerOf } from '../core/training.js';

const FOLDER = 'test/reference/data/weights';
const { cases } = JSON.parse(readFileSync(`${FOLDER}/weights.json`, 'utf8')) as {
  cases: Record<string, { before: 'none' | 'byte' | 'normal'; logits: number[][] }>;
};
const file = (name: string): NamedBytes => ({ name, bytes: new Uint8Array(readFileSync(`${FOLDER}/${name}`)) });

/** What a person says of a file that holds weights alone. */
const asked: Record<string, LayerConfig[]> = {
  'sequential.safetensors': [
    { kind: 'convolution', size: 3, channels: 5, activation: 'relu' },
    { kind: 'maxPool', size: 2 },
    { kind: 'dense', width: 12, activation: 'tanh' },
  ],
  'named.safetensors': [
    { kind: 'convolution', size: 2, channels: 6, activation: 'relu' },
    { kind: 'maxPool', size: 2 },
    { kind: 'convolution', size: 3, channels: 5, activation: 'sigmoid' },
    { kind: 'dense', width: 12, activation: 'tanh' },
  ],
};
const said: Record<'none' | 'byte' | 'normal', ScalingSaid> = {
  none: { rule: 'none' },
  byte: { rule: 'byte' },
  normal: { rule: 'standard', mean: Float64Array.of(0.1307 * 255), deviation: Float64Array.of(0.3081 * 255) },
};

const configOf = (images: string, labels: string): RunConfig =>
  checkConfig({ version: 1, network: { layers: [] }, data: { source: 'files', files: { images, labels } } });

const filesOf = (images = 'images.npy', labels = 'labels.npy'): RunFiles => ({
  images: file(images),
  labels: file(labels),
});

const imported = (
  config: RunConfig,
  files: RunFiles,
  weights: NamedBytes,
  scaling: ScalingSaid | 'fitted' | null,
): ReturnType<typeof importWeights> =>
  importWeights({ config, files, kernels, weights: { file: weights, layers: asked[weights.name] ?? null }, scaling });

/** The greatest distance, in units of max(1, |logit|). */
function worst(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert.equal(found.length, expected.length);
  let most = 0;
  for (let i = 0; i < found.length; i++)
    most = Math.max(most, Math.abs(found[i] - expected[i]) / Math.max(1, Math.abs(expected[i])));
  return most;
}

describe('weights of other programs as a run (R6)', function () {
  this.timeout(60_000);

  for (const [name, { before, logits }] of Object.entries(cases))
    it(`${name}: its logits are those of PyTorch`, () => {
      const rows = name === 'products.onnx';
      const [images, labels] = rows ? ['rows.npy', 'kinds.npy'] : ['images.npy', 'labels.npy'];
      const run = imported(configOf(images, labels), filesOf(images, labels), file(name), said[before]);
      const { started, record, testLogits } = run;
      const expected = Array.from(started.testRows, (row) => logits[row]).flat();
      assert.ok(started.testCount >= 12);
      assert.ok(worst(testLogits, expected) <= 1e-5, String(worst(testLogits, expected)));
      assert.deepEqual([record.epoch, record.step], [0, 0]);
      const { imageWidth: width, imageHeight: height, imageChannels: channels, classes } = started;
      const reader = openReader(
        run.config,
        { name: 'c', bytes: run.checkpoint },
        { width, height, channels, classes: classes.length },
      );
      const [item] = started.testRows;
      const { features } = prepareData(run.config, filesOf(images, labels), inflate).sets[0];
      const size = width * height * channels;
      const own = reader.logits(reader.inputs(features.subarray(item * size, (item + 1) * size)));
      assert.ok(worst(own, logits[item]) <= 1e-5);
    });

  it('a run that is exported and imported again reads the same, by ONNX and by state_dict', () => {
    for (const each of exported) {
      const { model, logits, files, config } = filedOf(each);
      for (const weights of [
        { name: 'w.onnx', bytes: writeOnnx(model) },
        { name: 'w.safetensors', bytes: stateDict(model) },
      ]) {
        const again = imported(config, files, weights, null);
        assert.ok(worst(again.testLogits, logits) <= 1e-5, `${each.name}, ${weights.name}`);
        assert.deepEqual(again.config.network.layers, each.layers);
      }
    }
  });

  it('classes in another order are found by their names', () => {
    const { model, logits, files, config } = filedOf(exported[3]);
    const order = [2, 0, 1];
    const turn = <T extends Float32Array | Float64Array>(values: T): T =>
      values.map((_, at) => values[at - (at % 3) + order[at % 3]]) as T;
    const last = model.weights[1];
    const weights = [model.weights[0], { ...last, weights: turn(last.weights), bias: turn(last.bias) }];
    const classes = order.map((c) => model.classes[c]);
    const turned = { name: 'w.onnx', bytes: writeOnnx({ ...model, weights, classes }) };
    const facts = weightsIn({ file: turned, layers: null });
    assert.deepEqual(facts, { layers: model.layers, outputs: 3, classes: ['ü', 'a', 'b'], saysScaling: true });
    assert.ok(worst(imported(config, files, turned, null).testLogits, logits) <= 1e-5);
    const others = { name: 'w.onnx', bytes: writeOnnx({ ...model, classes: ['x', 'a', 'b'] }) };
    assert.throws(() => imported(config, files, others, null), /a model of the classes x, a, b; expected .*"ü" too/);
  });

  it('trains on from there: the first batch lowers what the imported weights give', () => {
    const { config, checkpoint } = imported(
      configOf('images.npy', 'labels.npy'),
      filesOf(),
      file('convolution.onnx'),
      said.byte,
    );
    assert.equal(config.data.scale, 'byte');
    const { trainer } = resumed(config, checkpoint);
    const before = trainer.evaluateAll().record.trainLoss;
    for (const step of trainer.run()) if (step.kind === 'end') break;
    assert.ok(trainer.evaluateAll().record.trainLoss < before);
  });

  it('its project of PyTorch begins with those weights, and with no momentum', () => {
    const weights = file('sequential.safetensors');
    const files = filesOf();
    const { config, checkpoint } = imported(configOf('images.npy', 'labels.npy'), files, weights, said.normal);
    const work = projectData({ config, files, kernels, checkpoint: { name: 'c', bytes: checkpoint } });
    let step = work.next();
    while (!step.done) step = work.next();
    const { files: made, rule, begun } = step.value;
    const tensorsOf = (each: NamedBytes) => readSafetensors(each).tensors;
    const found = made.find(({ name }) => name === 'start.safetensors')!;
    const [start, own] = [tensorsOf(found), tensorsOf(weights)];
    assert.deepEqual([...start.keys()].sort(), [...own.keys()].sort());
    for (const [name, tensor] of own) assert.deepEqual(start.get(name), tensor, name);
    const velocity = made.find(({ name }) => name === 'velocity.safetensors')!;
    for (const { data } of tensorsOf(velocity).values()) assert.ok(data.every((each) => each === 0));
    assert.deepEqual([rule, begun], ['standard', { step: 0, epoch: 0, best: Infinity, stale: 0 }]);
  });

  it('a state_dict without a network asks for it, and one of another is refused by its tensor', () => {
    const weights = file('sequential.safetensors');
    assert.equal(readWeightsFile(weights, null), null);
    const files = filesOf();
    const wrong = { ...weights, name: 'named.safetensors' };
    assert.throws(
      () => imported(configOf('images.npy', 'labels.npy'), files, wrong, said.byte),
      /named\.safetensors: weights of 3 layers; expected those of the 4 of the network/,
    );
  });

  it('of other data or other classes they are refused', () => {
    const of = (name: string) => () =>
      imported(configOf('rows.npy', 'kinds.npy'), filesOf('rows.npy', 'kinds.npy'), file(name), said.none);
    assert.throws(of('dense.onnx'), /a model of 4 classes; expected 3, as the data has|inputs of shape/);
    assert.throws(of('convolution.onnx'), /convolution\.onnx|network\.layers/);
  });

  const reasons: Record<string, RegExp> = {
    'alpha.onnx': /the operator Gemm "last" alpha 2; expected 1/,
    'bare.onnx': /Gemm "first" without activation before Gemm "second"; expected Relu, Tanh or Sigmoid after it/,
    'beside.onnx': /Tanh "right" beside Relu "left"/,
    'circle.onnx': /nothing that takes "x"/,
    'computed.onnx': /Gemm "last" whose input "v" is computed; expected a constant/,
    'constructor.onnx': /the operator constructor "own"; expected Conv, MaxPool/,
    'dilated.onnx': /Conv "first" dilations \(2, 2\); expected \(1, 1\)/,
    'domain.onnx': /the operator com\.example\.Relu "own"/,
    'elsewhere.onnx': /weights that lie in another file \("w"\)/,
    'ends-in-relu.onnx': /does not end in a dense layer/,
    'gelu.onnx': /the operator Erf "gelu"/,
    'half.onnx': /"w" of float16; expected float32 or float64/,
    'lying.onnx': /"w" of shape \(2147483648, 2147483648\) in 80 bytes/,
    'nested-first.onnx': /the operator Loop "loop"/,
    'nested.onnx': /"c" of|If "if"/,
    'no-dense.onnx': /does not end in a dense layer/,
    'norm.onnx': /the operator BatchNormalization "bn"/,
    'oblong.onnx': /with weights of shape \(5, 3, 2, 3\); expected a square window/,
    'padded.onnx': /Conv "first" pads \(1, 1, 1, 1\); expected \(0, 0, 0, 0\)/,
    'residual.onnx': /beside|sum/,
    'same.onnx': /auto_pad SAME_UPPER; expected no padding/,
    'strided.onnx': /strides \(2, 2\); expected \(1, 1\)/,
    'axis-left-out.onnx': /Flatten "flat" axis 0; expected 1/,
    'beta-left-out.onnx': /Gemm "last" beta 0; expected 1/,
    'column.onnx': /a bias of shape \(4, 1\) with "w"; expected \(4,\)/,
    'column-sum.onnx': /a bias of shape \(4, 1\) with "w"; expected \(4,\)/,
    'dims-without-end.onnx': /"w" of shape \(4503599627370496, 0\); expected sizes from 1 on/,
    'many-scalings.onnx': /Sub "sub11" after many others on large items; expected a few/,
    'made-twice.onnx': /Relu "again" which makes "w" again; expected each name once/,
    'no-numbers.onnx': /"w" of shape \(0, 4\); expected sizes from 1 on/,
    'other-numbers.onnx': /"b" of element type 1 as numbers of another/,
    'whole.onnx': /Div "scale" by "by" of whole numbers; expected real ones/,
    'two-outputs.onnx': /2 outputs; expected one/,
  };

  it('what is no network of ours is refused by its operator and place (R6, S10)', () => {
    const found = readdirSync(`${FOLDER}/refused`).map((name) => {
      try {
        readWeightsFile(file(`refused/${name}`), null);
        return [name, 'was read'];
      } catch (error) {
        return [name, messageOf(error)];
      }
    });
    assert.deepEqual(found.map(([name]) => name).sort(), Object.keys(reasons).sort());
    for (const [name, words] of found) assert.match(words, reasons[name], name);
  });

  it('a state_dict whose header is as long as a pickle begins is read', () => {
    const { model } = modelOf(exported[3], 0);
    const { tensors, metadata } = readSafetensors({ name: 'w', bytes: stateDict(model) });
    metadata.delete('generator');
    for (const length of [640, 896, 1152, 1408]) {
      const fill = (letters: number): Uint8Array =>
        writeSafetensors({ tensors, metadata: new Map([...metadata, ['fill', '.'.repeat(letters)]]) });
      const lengthOf = (bytes: Uint8Array): number => new DataView(bytes.buffer).getUint32(0, true);
      const short = length - lengthOf(fill(0));
      if (short < 0) continue;
      const bytes = fill(short);
      assert.equal(lengthOf(bytes), length);
      assert.deepEqual(readWeightsFile({ name: 'w.safetensors', bytes }, null)?.layers, model.layers);
    }
  });

  it('layers that could change places are in an order that their names say, or refused', () => {
    const square = { shape: [4, 4], data: new Float32Array(16) };
    const last = { shape: [3, 4], data: new Float32Array(12) };
    const dense = { kind: 'dense', width: 4, activation: 'relu' } as const;
    const read = (names: string[]) => {
      const tensors = new Map(names.map((name, i) => [`${name}.weight`, i < 2 ? square : last]));
      return readWeightsFile({ name: 'w', bytes: writeSafetensors({ tensors, metadata: new Map() }) }, [dense, dense]);
    };
    assert.deepEqual(
      read(['fc10', 'fc2', 'head'])?.weights.map(({ name }) => name),
      ['fc2.weight', 'fc10.weight', 'head.weight'],
    );
    const say = /"first\.weight" and "second\.weight" of the same shape; expected names that differ by numbers/;
    assert.throws(() => read(['second', 'first', 'third']), say);
    assert.throws(() => read(['fc', 'fc1', 'fc2']), /"fc\.weight" and "fc1\.weight" of the same shape/);
  });

  it('metadata that names other classes than the outputs is refused', () => {
    const { model } = modelOf(exported[3], 0);
    const told = (classes: string[]) => (): unknown => {
      const file = readSafetensors({ name: 'w', bytes: stateDict(model) });
      file.metadata.set('classes', JSON.stringify(classes));
      return readWeightsFile({ name: 'w', bytes: writeSafetensors(file) }, null);
    };
    assert.throws(told(['x', 'y', 'a', 'b', 'ü']), /w: the names of 5 classes; expected 3, one an output/);
    assert.throws(told(['a', 'b', 'a']), /w: the class "a" twice; expected each once/);
  });

  it('dense weights of pictures of colour need a word on the order of channels', () => {
    const { model } = modelOf(exported[2], 0);
    const { item, layers } = model;
    const found = readWeightsFile({ name: 'w', bytes: stateDict(model) }, null)!;
    const size = item.height * item.width * item.channels;
    const fit = (input: (number | null)[] | null) => () =>
      fitModel({ ...found, layers: [...layers], input }, item, evenScaling('byte', size));
    for (const input of [
      [3, 11, 14],
      [3, null, null],
      [null, null, 14],
    ])
      assert.doesNotThrow(fit(input));
    for (const input of [null, [null, null, null]])
      assert.throws(fit(input), /dense weights of pictures of 3 channels, and no word on their order/);
  });

  it('S10 pickled files are refused by name and by their bytes, with the line that saves them otherwise', () => {
    const say = /pickled Python, which could run code and is not read; expected torch\.onnx\.export\(.*save_file\(/;
    for (const name of ['model.pt', 'model.PTH', 'm.ckpt', 'm.pkl'])
      assert.throws(() => readWeightsFile({ name, bytes: new Uint8Array(0) }, null), say);
    for (const begin of [
      [0x50, 0x4b, 3, 4, 0],
      [0x80, 2, 0x8a],
      [0x80, 4, 0x95],
    ])
      assert.throws(() => readWeightsFile({ name: 'model.onnx', bytes: Uint8Array.from(begin) }, null), say);
  });
});

/** A network that was trained, with its data as files. */
function filedOf(each: (typeof exported)[number]) {
  const { model, logits, parts, config } = modelOf(each, 1);
  const { height, width, channels, features, labels, count, classes } = parts.sets[0];
  const pictures = height > 1;
  const files: RunFiles = {
    images: npyFile(pictures ? '|u1' : '<f8', pictures ? [count, height, width, channels] : [count, width], [
      ...features,
    ]),
    labels: npyFile('|u1', [count], [...labels]),
  };
  const own = { source: 'files' as const, files: { images: 'x.npy', labels: 'y.npy' }, classNames: [...classes] };
  const data = { ...config.data, ...own, ...(pictures && { channels: 'last' as const }) };
  return { model, logits, files, config: { ...config, data } };
}

function resumed(config: RunConfig, checkpoint: Uint8Array): ReturnType<typeof trainerOf> {
  const changed = { ...config, epochs: 3, optimiser: { ...config.optimiser, rate: 0.01 } };
  const made = trainerOf(changed, { parts: prepareData(config, filesOf(), inflate) });
  made.trainer.resume({ name: 'c', bytes: checkpoint });
  return made;
}
