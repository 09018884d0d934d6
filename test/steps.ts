import { all } from './cases.js';

type Work = (this: Mocha.Context) => unknown;

/** An `it` of `npm test -- --all` alone; in a browser it is known only when the tests begin. */
export const heavy = (title: string, work: Work): unknown =>
  typeof process !== 'undefined' && !all
    ? it.skip(title, work)
    : it(title, function () {
        if (!all) this.skip();
        return work.call(this);
      });

/**
 * An `it` for the steps of one path, such as a person's from a training to its export. Each is reported by itself; one
 * that is run alone, by `--grep`, first takes the steps before it that were not taken, but for those that are `heavy`.
 */
export function steps(): { (title: string, work: Work): void; heavy(title: string, work: Work): void } {
  const path: Work[] = [];
  let taken = 0;
  const step = (title: string, work: Work): void => {
    const own = path.push(work);
    it(title, async function () {
      this.timeout(this.timeout() * Math.max(1, own - taken));
      while (taken < own) {
        taken += 1;
        await path[taken - 1].call(this);
      }
    });
  };
  return Object.assign(step, { heavy: all ? step : (title: string): void => void it.skip(title) });
}
