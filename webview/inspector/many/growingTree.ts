import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { classTreeSteps, type ClassTree, type ConfusionMatrix } from '@surprisal/core';

/** The tree of so many classes takes less than a frame: it is there at once. */
const AT_ONCE = 128;
/** Milliseconds of work between two looks at what a person does. */
const SLICE = 12;

/** The matrix whose classes are to be ordered. */
export interface Wanted {
  run: string;
  cm: ConfusionMatrix;
  /** While it trains its first tree stays, so that rows do not move while a person reads them. */
  live: boolean;
}

/** The tree of the matrix that is wanted: of many classes null until it is known, while the page goes on. */
export function growingTree(wanted: ReadonlySignal<Wanted | null>): ReadonlySignal<ClassTree | null> {
  let grown: Wanted | null = null;
  const tree = signal<ClassTree | null>(null);
  effect(() => {
    const now = wanted.value;
    if (now?.run !== grown?.run || now?.cm.labels.length !== tree.peek()?.order.length) grown = tree.value = null;
    if (!now || grown?.cm === now.cm || (grown && now.live)) return undefined;
    const work = classTreeSteps(now.cm);
    const atOnce = now.cm.labels.length <= AT_ONCE;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const go = (): void => {
      const began = performance.now();
      do {
        const { done, value } = work.next();
        if (!done) continue;
        grown = now;
        tree.value = value;
        return;
      } while (atOnce || performance.now() - began < SLICE);
      timer = setTimeout(go);
    };
    // A matrix that has just come is drawn before.
    if (atOnce) go();
    else timer = setTimeout(go);
    return () => clearTimeout(timer);
  });
  return tree;
}
