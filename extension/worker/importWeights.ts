import {
  type ForeignModel,
  type LayerWeights,
  type Parts,
  type RunConfig,
  type Scaling,
  chooseKernel,
  dataError,
  fitModel,
  layOut,
  measure,
  openKernel,
  prepareData,
  readSafetensors,
  readWeightsFile,
  saidScaling,
  TrainingLoop,
  withScale,
  writeSafetensors,
} from '@surprisal/core';
import type { ImportedRun, ImportParams, WeightsFacts, WeightsFile } from '../protocol/weights.js';
import { inflate } from './platform.node.js';
import { startedOf } from './started.js';

/** What a file of weights holds; null where it says no layers and none are given. */
export function weightsIn({ file, layers }: WeightsFile): WeightsFacts | null {
  const model = readWeightsFile(file, layers);
  if (!model) return null;
  const { outputs, classes, before } = model;
  return { layers: model.layers, outputs, classes, saysScaling: before !== null };
}

/** A model of another program as a run on some data: its weights are those of epoch 0. */
export function importWeights({ config: asked, files, kernels, weights, scaling }: ImportParams): ImportedRun {
  const model = readWeightsFile(weights.file, weights.layers);
  if (!model) throw dataError(weights.file.name, 'no layers', 'those of a configuration');
  const said = model.before ?? scaling;
  if (said === null) throw dataError(model.file, 'no word on how features were scaled', 'a scaling');
  const scale = said === 'fitted' ? 'standard' : said.rule === 'byte' ? 'byte' : 'none';
  const layered = withScale({ ...asked, network: { layers: model.layers } }, scale);
  const data = prepareData(layered, files, inflate);
  const [{ width, height, channels, classes }] = data.sets;
  const item = { height, width, channels };
  const before: Scaling = said === 'fitted' ? data.scaling : saidScaling(said, item, model.file);
  const fitted = fitModel(model, item, before);
  const parts: Parts = { ...data, scaling: fitted.scaling };
  const config = withScale(layered, fitted.scaling.rule);
  const layout = layOut(config, measure(parts, 1, config));
  const kernel = openKernel(chooseKernel(kernels, layout.size, layout.precision));
  const training = new TrainingLoop(config, layout, parts, kernel);
  setWeights(training, inOrder(model, fitted.weights, classes), config);
  const { record, testLogits } = training.evaluateAll();
  const started = startedOf(config, { parts, training, kernel: kernel.name, threads: 1 });
  return { config, started, record, testLogits, checkpoint: training.checkpoint() };
}

/** The last layer with its outputs in the order of the classes of the data, which the file may have in another. */
function inOrder({ file, classes: own, outputs }: ForeignModel, weights: LayerWeights[], classes: readonly string[]) {
  if (outputs !== classes.length)
    throw dataError(file, `a model of ${outputs} classes`, `${classes.length}, as the data has`);
  if (!own) return weights;
  const places = classes.map((name) => own.indexOf(name));
  const missing = places.indexOf(-1);
  if (missing >= 0)
    throw dataError(file, `a model of the classes ${own.join(', ')}`, `those of the data, "${classes[missing]}" too`);
  const last = weights[weights.length - 1];
  const moved = (values: LayerWeights['bias']): LayerWeights['bias'] =>
    values.map((_, at) => values[at - (at % outputs) + places[at % outputs]]);
  return [...weights.slice(0, -1), { ...last, weights: moved(last.weights), bias: moved(last.bias) }];
}

/** Gives a network other weights, in its own precision. */
function setWeights(training: TrainingLoop, weights: readonly LayerWeights[], { mode }: RunConfig): void {
  const file = readSafetensors({ name: 'checkpoint', bytes: training.checkpoint() });
  const Reals = mode === 'replay' ? Float64Array : Float32Array;
  weights.forEach(({ weights: data, bias, shape }, layer) => {
    file.tensors.set(`weights.${layer}`, { shape, data: Reals.from(data) });
    file.tensors.set(`weights.${layer}.bias`, { shape: [bias.length], data: Reals.from(bias) });
  });
  training.resume({ name: 'weights', bytes: writeSafetensors(file) });
}
