import type { AnalysisEvents } from '../protocol/analysis.js';
import { soon } from './platform.node.js';

/** Milliseconds of work between two looks at the messages that came in. */
const SLICE = 30;
/** Milliseconds between two words on how far it is. */
const TELL = 100;

/** A long piece of work, which says now and then how far it is, and perhaps what it waits for. */
export type Work<R> = Generator<AnalysisEvents['analysed'] & { wait?: Promise<void> }, R, undefined>;

/** Does a long piece of work in slices, so that the thread stays alive to its owner, and tells ten times a second how far it is. */
export async function inSlices<R>(work: Work<R>, tell: (how: AnalysisEvents['analysed']) => void): Promise<R> {
  let told = performance.now();
  for (;;) {
    const began = performance.now();
    while (performance.now() - began < SLICE) {
      const { done, value } = work.next();
      if (done) return value;
      const { wait, ...how } = value;
      if (performance.now() - told >= TELL) {
        tell(how);
        told = performance.now();
      }
      if (wait) await wait;
    }
    await new Promise<void>((resolve) => soon(resolve));
  }
}
