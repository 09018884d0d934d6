import { Worker } from 'node:worker_threads';
import {
  layOut,
  Network,
  openKernel,
  Team,
  TEAM_BYTES,
  type Dimensions,
  type KernelSeed,
  type Phase,
  type RunConfig,
  type RunTasks,
} from '@surprisal/core';

/** What a helping thread is started with: it lays the same run out over the same memory. */
interface Order {
  config: RunConfig;
  dimensions: Dimensions;
  seed: KernelSeed;
}
export interface HelperData extends Order {
  thread: number;
  control: SharedArrayBuffer;
}

/** Starts the threads that help the one that trains; alone it does everything itself. */
export function hireCrew(threads: number, order: Order): { run: RunTasks | undefined; dismiss: () => void } {
  if (threads === 1) return { run: undefined, dismiss: () => {} };
  const control = new SharedArrayBuffer(TEAM_BYTES);
  for (let thread = 1; thread < threads; thread++) {
    const workerData: HelperData = { ...order, thread, control };
    new Worker(__filename, { workerData });
  }
  const team = new Team<Phase>(control);
  return { run: (phase, tasks, work) => team.run(phase, tasks, work), dismiss: () => team.close() };
}

/** The life of a helping thread. */
export function help({ config, dimensions, seed, thread, control }: HelperData): void {
  const network = new Network(config, layOut(config, dimensions), openKernel(seed), thread, dimensions.classes);
  new Team<Phase>(control).help((phase, task) => network.run(phase, task));
}
