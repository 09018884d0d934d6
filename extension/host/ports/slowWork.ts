/** Whether `work` ends, well or not, within `ms` milliseconds. Late work goes on. */
export function endsWithin(work: PromiseLike<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const ended = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(ended, ended);
  });
}

/** Waits up to `most` ms for each work. Late work goes on and is not begun again; `again` is called when it has ended. */
export class SlowWork {
  private readonly late = new Map<string, PromiseLike<unknown>>();

  constructor(
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
