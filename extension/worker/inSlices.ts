import type { AnalysisEvents } from '../protocol/analysis.js';
import { soon } from './platform.node.js';
import type { Work } from './work.js';

/** Milliseconds of work between two looks at the messages that came in. */
const SLICE = 30;
/** Milliseconds between two reports of how far it is. */
const INTERVAL = 100;

/** Does a long piece of work in slices, so that the thread still answers, and reports ten times a second how far it is. */
export async function inSlices<R>(work: Work<R>, report: (how: AnalysisEvents['analysed']) => void): Promise<R> {
  let lastReport = performance.now();
  for (;;) {
    const began = performance.now();
    while (performance.now() - began < SLICE) {
      const { done, value } = work.next();
      if (done) return value;
      const { wait, ...how } = value;
      if (performance.now() - lastReport >= INTERVAL) {
        report(how);
        lastReport = performance.now();
      }
      if (wait) await wait;
    }
    await new Promise<void>((resolve) => soon(resolve));
  }
}
