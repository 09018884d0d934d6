import { type MessagePort, Worker } from 'node:worker_threads';
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

/** What a helping thread begins on: it lays the same run out over the same memory. */
interface Order {
  config: RunConfig;
  dimensions: Dimensions;
  seed: KernelSeed;
}
/** What a helping thread is started with. */
export interface HelperData {
  thread: number;
  control: SharedArrayBuffer;
}

/** The threads that help the one that trains; alone it does everything itself. */
export interface Crew {
  /** Lets the helping threads work on a run. */
  begin: (order: Order) => void;
  run: RunTasks | undefined;
  dismiss: () => void;
}

/** Starts the helping threads, which takes them about as long as the data of a run takes to read. */
export function hireCrew(threads: number): Crew {
  if (threads === 1) return { begin: () => {}, run: undefined, dismiss: () => {} };
  const control = new SharedArrayBuffer(TEAM_BYTES);
  const helpers = Array.from({ length: threads - 1 }, (_, i) => {
    const workerData: HelperData = { thread: i + 1, control };
    return new Worker(__filename, { workerData });
  });
  const team = new Team<Phase>(control);
  const sendAll = (order: Order | null): void => helpers.forEach((helper) => helper.postMessage(order));
  return {
    begin: sendAll,
    run: (phase, tasks, work) => team.run(phase, tasks, work),
    dismiss: () => {
      team.close();
      sendAll(null);
    },
  };
}

/** Runs a helping thread: it waits until it is given a run to work on, or none. */
export function help({ thread, control }: HelperData, owner: Pick<MessagePort, 'once'>): void {
  owner.once('message', (order: Order | null) => {
    if (!order) return;
    const { config, dimensions, seed } = order;
    const network = new Network(config, layOut(config, dimensions), openKernel(seed), thread, dimensions.classes);
    new Team<Phase>(control).help((phase, task) => network.run(phase, task));
  });
}
