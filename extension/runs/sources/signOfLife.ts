/** Milliseconds without a sign, until a writer counts as silent. */
const SILENT = 40_000;
/** The most that counts between two looks: nobody looked meanwhile, or the machine slept. */
const MOST = 30_000;

/**
 * Whether a writer lives, by what it writes: another count in its heartbeat, or anything else. No time of a file or of
 * the writer's clock is asked.
 */
export class SignOfLife {
  /** A sign was seen. */
  heard = false;
  private last: string | undefined;
  private looked: number;
  private silent = 0;

  constructor(private readonly clock: () => number) {
    this.looked = clock();
  }

  /** The heartbeat as it is now, and whether something else was written; gives whether the writer is silent. */
  look(sign: string, wrote: boolean): boolean {
    const now = this.clock();
    const first = this.last === undefined;
    this.silent += Math.min(MOST, Math.max(0, now - this.looked));
    this.looked = now;
    if (first) this.silent = 0;
    else if (wrote || sign !== this.last) {
      this.silent = 0;
      this.heard = true;
    }
    this.last = sign;
    return this.silent >= SILENT;
  }
}
