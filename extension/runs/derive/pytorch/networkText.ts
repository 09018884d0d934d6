import { type Module, sequentialOf } from '@surprisal/core';
import type { ProjectRun } from './projectRun.js';

const functions = { relu: 'nn.ReLU()', tanh: 'nn.Tanh()', sigmoid: 'nn.Sigmoid()' };

function moduleText(module: Module): string {
  if (module.kind === 'flatten') return 'nn.Flatten()';
  if (module.kind === 'activation') return functions[module.activation];
  if (module.kind === 'maxPool') return `nn.MaxPool2d(${module.size})`;
  const { input, outputs, kind } = module;
  const { height, width, channels } = input;
  return kind === 'convolution'
    ? `nn.Conv2d(${channels}, ${outputs}, ${height})`
    : `nn.Linear(${height * width * channels}, ${outputs})`;
}

/** The network as an `nn.Sequential`, into which the `state_dict` of the run fits. */
export function networkText({ config, data }: ProjectRun): string {
  const modules = sequentialOf(config.network.layers, data.item, data.classes.length);
  return `model = nn.Sequential(\n${modules.map((module) => `    ${moduleText(module)},\n`).join('')})`;
}
