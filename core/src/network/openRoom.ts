import type { Kernel } from '../kernels/kernel.js';
import { chooseKernel, openKernel, type KernelBytes } from '../kernels/wasm.js';
import type { RunConfig } from './config.js';
import { layOut, type Layout } from './layout.js';
import { measure, type Parts } from './load.js';

/** What a trainer works in. It serves one trainer after another of the same data and network, each of which fills it anew. */
export interface Room {
  layout: Layout;
  kernel: Kernel;
}

/** A layout and a kernel for data and network of a configuration, on one thread. */
export function openRoom(config: RunConfig, parts: Parts, kernels: KernelBytes): Room {
  const layout = layOut(config, measure(parts, 1, config));
  return { layout, kernel: openKernel(chooseKernel(kernels, layout.size, layout.precision)) };
}
