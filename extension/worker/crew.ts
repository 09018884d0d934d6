import { type MessagePort, Worker } from 'node:worker_threads';
import {
  layOut,
  Network,
  openKernel,
  Team,
  teamBytes,
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
/** With it, what a helping thread finds its team by. */
interface Place {
  control: SharedArrayBuffer;
  thread: number;
  threads: number;
}

/** What a helping thread is started with. */
export const HELPER = { helps: true } as const;

/** The threads that help the one that trains; alone it does everything itself. */
export interface Crew {
  /** Lets so many threads work on a run, the one that trains among them; gives how they share tasks, or nothing for one alone. */
  begin: (order: Order, threads: number) => RunTasks | undefined;
  dismiss: () => void;
}

/** Milliseconds that helping threads wait for another run: their code is compiled by then, and a new thread's is not. */
const WAIT = 2000;
const idle: Worker[] = [];
let letGo: NodeJS.Timeout | undefined;

/** Helping threads that no run needs wait for the next. */
function rest(helpers: readonly Worker[]): void {
  clearTimeout(letGo);
  idle.push(...helpers);
  letGo = setTimeout(() => idle.splice(0).forEach((helper) => helper.postMessage(null)), WAIT).unref();
}

/** Finds helping threads or starts them, which takes them about as long as the data of a run takes to read. */
export function hireCrew(expected: number): Crew {
  clearTimeout(letGo);
  const helpers: Worker[] = [];
  const hire = (threads: number): void => {
    while (helpers.length < threads - 1) helpers.push(idle.pop() ?? new Worker(__filename, { workerData: HELPER }));
  };
  hire(expected);
  let team: Team<Phase> | undefined;
  return {
    begin: (order, threads) => {
      hire(threads);
      // A run may need fewer than were expected, or than an earlier one had.
      rest(helpers.splice(threads - 1));
      if (threads === 1) return undefined;
      const control = new SharedArrayBuffer(teamBytes(threads));
      const lead = new Team<Phase>(control, 0, threads);
      team = lead;
      for (let thread = 1; thread < threads; thread++)
        helpers[thread - 1].postMessage({ ...order, control, thread, threads });
      return (phase, tasks, work) => lead.run(phase, tasks, work);
    },
    dismiss: () => {
      team?.close();
      rest(helpers.splice(0));
    },
  };
}

/** Runs a helping thread: it works on one run after the other, until it is given none. */
export function help(owner: Pick<MessagePort, 'on' | 'close'>): void {
  owner.on('message', (order: (Order & Place) | null) => {
    if (!order) return owner.close();
    const { config, dimensions, seed, control, thread, threads } = order;
    const network = new Network(config, layOut(config, dimensions), openKernel(seed), thread, dimensions.classes);
    new Team<Phase>(control, thread, threads).help((phase, task) => network.run(phase, task));
  });
}
