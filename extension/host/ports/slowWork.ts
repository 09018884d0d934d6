import { endsWithin } from './endsWithin.js';

/** Waits so long for each work and no longer. What is late is not begun again; `again` is called when it has ended. */
export class SlowWork {
  private readonly late = new Map<string, PromiseLike<unknown>>();

  constructor(
    /** Milliseconds. */
    private readonly most: number,
    private readonly again: () => void,
  ) {}

  /** What `work` gives, or what it gave since it was late; undefined while it is. */
  async wait<T>(name: string, work: () => PromiseLike<T>): Promise<{ value: T } | undefined> {
    const before = this.late.get(name) as PromiseLike<T> | undefined;
    const given = before ?? work();
    if (await endsWithin(given, before ? 0 : this.most)) {
      this.late.delete(name);
      return { value: await given };
    }
    if (!before) {
      this.late.set(name, given);
      given.then(this.again, this.again);
    }
    return undefined;
  }
}
