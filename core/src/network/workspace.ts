import type { Kernel } from '../kernels/kernel.js';
import { chooseKernel, openKernel, type KernelBytes } from '../kernels/wasm.js';
import type { RunConfig } from './config.js';
import { layOut, type Layout } from './layout.js';
import { measure, type Parts } from './load.js';

/** The memory that a training loop works in. Loops of the same data and network use it one after the other, and each fills it anew. */
export interface Workspace {
  layout: Layout;
  kernel: Kernel;
}

/** Opens a layout and a kernel for the data and the network of a configuration, on one thread. */
export function openWorkspace(config: RunConfig, parts: Parts, kernels: KernelBytes): Workspace {
  const layout = layOut(config, measure(parts, 1, config));
  return { layout, kernel: openKernel(chooseKernel(kernels, layout.size, layout.precision)) };
}
