/** Words of a line of the processor's nearest memory: what one thread writes often has a line of its own. */
const LINE = 16;
/** Where the words lie that threads agree through. */
const enum Word {
  /** Number of the call, and what it asks for. */
  call,
  phase,
  tasks,
  closed,
  /** Whether anyone sleeps until `call`, or the leader until `done`, changes. */
  asleep = LINE,
  leaderAsleep,
  done = 2 * LINE,
  /** For each thread a line: number of the call in its high half, its next task in its low half. */
  next = 3 * LINE,
}

/** Bytes of shared memory that so many threads agree through. */
export function teamBytes(threads: number): number {
  return (Word.next + threads * LINE) * 4;
}

const CLOSED_TASKS = 0xffff;
/** Looks at a word before going to sleep on it: some tens of microseconds. */
const SPINS = 20_000;

/**
 * Shares the tasks of a phase out among threads over shared memory. Each has tasks of its own, the same in every
 * call, so that what it wrote is still in its nearest memory; whoever is done helps the others. Which thread does a
 * task makes no difference to its result. `control` is the same `teamBytes(threads)` of shared memory on every
 * thread; the leader is thread 0.
 */
export class Team<Phase extends number> {
  private readonly words: Int32Array;

  constructor(
    control: SharedArrayBuffer,
    private readonly thread: number,
    private readonly threads: number,
  ) {
    this.words = new Int32Array(control);
  }

  /** The leader's side: does tasks until none is left, then waits for those that others still do. */
  run(phase: Phase, tasks: number, work: (phase: Phase, task: number) => void): void {
    const { words } = this;
    const call = (Atomics.load(words, Word.call) + 1) & 0x7fff;
    // Nobody can take a task while the call is being changed.
    this.open((call << 16) | CLOSED_TASKS);
    Atomics.store(words, Word.phase, phase);
    Atomics.store(words, Word.tasks, tasks);
    Atomics.store(words, Word.done, 0);
    this.open(call << 16);
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
    this.open(CLOSED_TASKS);
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

  /** Sets what each thread takes next: in a call, the first of its own tasks. */
  private open(call: number): void {
    for (let t = 0; t < this.threads; t++) Atomics.store(this.words, Word.next + t * LINE, call | t);
  }

  private take(call: number, phase: Phase, tasks: number, work: (phase: Phase, task: number) => void): void {
    const { words, threads } = this;
    for (let i = 0; i < threads; i++) {
      const at = Word.next + ((this.thread + i) % threads) * LINE;
      for (;;) {
        const next = Atomics.load(words, at);
        const task = next & CLOSED_TASKS;
        if (next >>> 16 !== call || task >= tasks) break;
        if (Atomics.compareExchange(words, at, next, next + threads) !== next) continue;
        work(phase, task);
        const done = Atomics.add(words, Word.done, 1) + 1;
        if (done === tasks && Atomics.load(words, Word.leaderAsleep)) Atomics.notify(words, Word.done);
      }
    }
  }
}
