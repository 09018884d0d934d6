/** Words of the block that threads agree through. */
const enum Word {
  /** Number of the call in its high half, next task in its low half. */
  next,
  /** Number of the call, and what it asks for. */
  call,
  phase,
  tasks,
  done,
  /** Whether anyone sleeps until `call`, or the leader until `done`, changes. */
  asleep,
  leaderAsleep,
  closed,
}
/** Bytes of that block. */
export const TEAM_BYTES = 64;

const CLOSED_TASKS = 0xffff;
/** Looks at a word before going to sleep on it: some tens of microseconds. */
const SPINS = 20_000;

/**
 * Shares the tasks of a phase out among threads over shared memory: whoever is free takes the next. Which thread does
 * a task makes no difference to its result. `control` is the same `TEAM_BYTES` of shared memory on every thread.
 */
export class Team<Phase extends number> {
  private readonly words: Int32Array;

  constructor(control: SharedArrayBuffer) {
    this.words = new Int32Array(control, 0, TEAM_BYTES / 4);
  }

  /** The leader's side: does tasks until none is left, then waits for those that others still do. */
  run(phase: Phase, tasks: number, work: (phase: Phase, task: number) => void): void {
    const { words } = this;
    const call = (Atomics.load(words, Word.call) + 1) & 0x7fff;
    // Nobody can take a task while the call is being changed.
    Atomics.store(words, Word.next, (call << 16) | CLOSED_TASKS);
    Atomics.store(words, Word.phase, phase);
    Atomics.store(words, Word.tasks, tasks);
    Atomics.store(words, Word.done, 0);
    Atomics.store(words, Word.next, call << 16);
    Atomics.store(words, Word.call, call);
    if (Atomics.load(words, Word.asleep) > 0) Atomics.notify(words, Word.call);
    this.take(call, phase, tasks, work);
    for (let spins = 0; Atomics.load(words, Word.done) < tasks; spins++) {
      if (spins < SPINS) continue;
      Atomics.store(words, Word.leaderAsleep, 1);
      const done = Atomics.load(words, Word.done);
      if (done < tasks) Atomics.wait(words, Word.done, done, 1);
      Atomics.store(words, Word.leaderAsleep, 0);
    }
  }

  /** A helper's side: does tasks until the team is closed. */
  help(work: (phase: Phase, task: number) => void): void {
    const { words } = this;
    let seen = 0;
    while (!Atomics.load(words, Word.closed)) {
      const call = this.await(seen);
      const phase = Atomics.load(words, Word.phase) as Phase;
      this.take(call, phase, Atomics.load(words, Word.tasks), work);
      seen = call;
    }
  }

  /** Lets the helpers go home. */
  close(): void {
    Atomics.store(this.words, Word.closed, 1);
    Atomics.store(this.words, Word.next, CLOSED_TASKS);
    Atomics.add(this.words, Word.call, 1);
    Atomics.notify(this.words, Word.call);
  }

  /** Waits until another call than `seen` stands, looking for a while before it sleeps. */
  private await(seen: number): number {
    const { words } = this;
    for (let spins = 0; spins < SPINS; spins++) {
      const call = Atomics.load(words, Word.call);
      if (call !== seen) return call;
    }
    Atomics.add(words, Word.asleep, 1);
    Atomics.wait(words, Word.call, seen);
    Atomics.sub(words, Word.asleep, 1);
    return Atomics.load(words, Word.call);
  }

  private take(call: number, phase: Phase, tasks: number, work: (phase: Phase, task: number) => void): void {
    const { words } = this;
    for (;;) {
      const next = Atomics.load(words, Word.next);
      const task = next & CLOSED_TASKS;
      if (next >>> 16 !== call || task >= tasks) return;
      if (Atomics.compareExchange(words, Word.next, next, next + 1) !== next) continue;
      work(phase, task);
      const done = Atomics.add(words, Word.done, 1) + 1;
      if (done === tasks && Atomics.load(words, Word.leaderAsleep)) Atomics.notify(words, Word.done);
    }
  }
}
