type Work = (this: Mocha.Context) => unknown;

/**
 * An `it` for the steps of one path, such as a person's from a training to its export. Each is reported by itself; one
 * that is run alone, by `--grep`, first takes the steps before it that were not taken.
 */
export function steps(): (title: string, work: Work) => void {
  const path: Work[] = [];
  let taken = 0;
  return (title, work) => {
    const own = path.push(work);
    it(title, async function () {
      this.timeout(this.timeout() * Math.max(1, own - taken));
      while (taken < own) {
        taken += 1;
        await path[taken - 1].call(this);
      }
    });
  };
}
