import type { RunConfig } from './config.js';
import { Network, phases } from './network.js';
import type { Workspace } from './workspace.js';

/** The logits of images of the data that lies in a memory, `count * classes`, and the class of each, under its weights. */
export function readImages(
  { layout, kernel }: Workspace,
  config: RunConfig,
  images: Uint32Array,
  classes: number,
): { logits: Float32Array; predicted: Uint8Array } {
  const network = new Network(config, layout, kernel, 0, classes);
  const logits = new Float32Array(images.length * classes);
  const predicted = new Uint8Array(images.length);
  for (let from = 0; from < images.length; from += layout.rowCapacity) {
    const some = images.subarray(from, from + layout.rowCapacity);
    kernel.memory.ints.set(some, layout.order / 4);
    network.setTerms({ rows: some.length, rate: 0, divisor: 1, l2: 0 });
    for (let task = 0; task < network.tasks(phases.evaluate, some.length); task++) network.run(phases.evaluate, task);
    network.readOut(some.length, logits, predicted, from);
  }
  return { logits, predicted };
}
