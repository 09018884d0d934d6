import { type MessagePort, Worker } from 'node:worker_threads';
import type { LabRun } from '@surprisal/core';
import type { Work } from './inSlices.js';
import { runJobs, type Jobs } from './jobs.js';

/** Each thread holds a memory with the data as its network takes it, so there are not many. */
const MOST_THREADS = 8;
/** Milliseconds between two looks at how far the threads are. */
const LOOK = 100;
/** What a share of 1 is, as a whole number. */
const WHOLE = 1e9;

/** What a thread is started with that takes turns: `control` holds the next turn, then how far each thread is. */
export interface TakerData {
  task: Jobs;
  control: Int32Array;
  thread: number;
}
type Told = { at: number } & ({ run: LabRun } | { failed: string });

/**
 * Takes the turns of a task in as many threads, each turn by the one that is free first. Its runs are heard in their
 * order, and of several failures the first turn's is thrown: it is all as if one thread had done it. The threads end
 * with the one that opened them.
 */
export function* runParallel(task: Jobs, threads: number, hear: (run: LabRun) => void): Work<void> {
  const many = Math.min(threads, task.count, MOST_THREADS);
  if (many <= 1) return yield* runJobs(task, undefined, hear);
  const control = new Int32Array(new SharedArrayBuffer(4 * (1 + many)));
  const runs = new Map<number, LabRun>();
  let failed: { at: number; failed: string } | undefined;
  let [heard, open] = [0, many];
  let wake = (): void => undefined;
  const fail = (at: number, words: string): void => {
    if (!failed || at < failed.at) failed = { at, failed: words };
    Atomics.store(control, 0, task.count);
  };
  for (let thread = 0; thread < many; thread++) {
    const worker = new Worker(__filename, { workerData: { task, control, thread } satisfies TakerData });
    worker.on('message', (told: Told) => {
      if ('failed' in told) fail(told.at, told.failed);
      else runs.set(told.at, told.run);
      for (let run = runs.get(heard); run; run = runs.get(++heard)) hear(run);
    });
    worker.on('error', ({ message }) => fail(task.count, message));
    worker.on('exit', () => {
      open--;
      wake();
    });
  }
  while (open > 0) {
    const wait = new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, LOOK);
    });
    yield { share: control.subarray(1).reduce((sum, each) => sum + each, 0) / WHOLE, wait };
  }
  if (failed) throw new Error(failed.failed);
}

/** The life of a thread that takes turns, until none is left. */
export function takeTurns({ task, control, thread }: TakerData, owner: Pick<MessagePort, 'postMessage'>): void {
  let at = -1;
  const turns = function* (): Generator<number> {
    while ((at = Atomics.add(control, 0, 1)) < task.count) yield at;
  };
  const tell = (told: Told): void => owner.postMessage(told);
  try {
    for (const { share } of runJobs(task, turns(), (run) => tell({ at, run })))
      Atomics.store(control, 1 + thread, Math.floor(share * WHOLE));
  } catch (error) {
    tell({ at, failed: error instanceof Error ? error.message : String(error) });
  }
}
