import { type MessagePort, Worker } from 'node:worker_threads';
import { type LabRun, messageOf } from '@surprisal/core';
import type { Work } from './work.js';
import { runJobs, type Jobs } from './jobs.js';

/** Each thread holds a memory with the data as its network takes it, so there are not many. */
const MOST_THREADS = 8;
/** Milliseconds between two checks of the progress of the threads. */
const LOOK = 100;
/** A share of 1 as an integer, since threads share integers only. */
const WHOLE = 1e9;

/** What a thread is started with: `control` holds the number of the next job, then the progress of each thread. */
export interface JobsData {
  task: Jobs;
  control: Int32Array;
  thread: number;
}
type Message = { at: number } & ({ run: LabRun } | { failed: string });

/**
 * Shares the jobs of a task among threads: each job goes to the thread that is free first. Runs are reported in the order
 * of the jobs, and of several failures that of the first job is thrown, as if one thread had done everything. The threads
 * end with the one that opened them.
 */
export function* runParallel(task: Jobs, threads: number, onRun: (run: LabRun) => void): Work<void> {
  const many = Math.min(threads, task.count, MOST_THREADS);
  if (many <= 1) return yield* runJobs(task, undefined, onRun);
  const control = new Int32Array(new SharedArrayBuffer(4 * (1 + many)));
  const runs = new Map<number, LabRun>();
  let failed: { at: number; failed: string } | undefined;
  let [next, open] = [0, many];
  let wake = (): void => undefined;
  const fail = (at: number, words: string): void => {
    if (!failed || at < failed.at) failed = { at, failed: words };
    Atomics.store(control, 0, task.count);
  };
  for (let thread = 0; thread < many; thread++) {
    const worker = new Worker(__filename, { workerData: { task, control, thread } satisfies JobsData });
    worker.on('message', (message: Message) => {
      if ('failed' in message) fail(message.at, message.failed);
      else runs.set(message.at, message.run);
      for (let run = runs.get(next); run; run = runs.get(++next)) onRun(run);
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

/** Runs in a thread: takes one job after the other until none is left. */
export function takeJobs({ task, control, thread }: JobsData, owner: Pick<MessagePort, 'postMessage'>): void {
  let at = -1;
  const numbers = function* (): Generator<number> {
    while ((at = Atomics.add(control, 0, 1)) < task.count) yield at;
  };
  const send = (message: Message): void => owner.postMessage(message);
  try {
    for (const { share } of runJobs(task, numbers(), (run) => send({ at, run })))
      Atomics.store(control, 1 + thread, Math.floor(share * WHOLE));
  } catch (error) {
    send({ at, failed: messageOf(error) });
  }
}
