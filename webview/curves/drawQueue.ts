type Draw = () => void;

/** What is drawn anew at the next frame: the crosshairs first, then as many charts as fit in the time of a frame. */
const overs = new Map<object, Draw>();
const bases = new Map<object, Draw>();
let asked = false;

/** How long charts are drawn in a frame before the others wait for the next one, ms. */
const BUDGET = 8;
/** A frame that took longer than this after charts were drawn halves their number in the next one, ms. */
const LONG = 34;
const MOST = 8;
/** So many crosshairs beside them; all of them where no chart waits. */
const BESIDE = 12;
/** So many charts are drawn in a frame: most of their time passes in the browser, after the script has ended. */
let many = 2;
let before = -Infinity;

function drawAll(time: number): void {
  many = time - before > LONG && time - before < 500 ? Math.max(1, many >> 1) : Math.min(MOST, many + 1);
  const began = performance.now();
  const some = (queue: Map<object, Draw>, most: number, budget: number): void => {
    for (const [key, draw] of queue) {
      if (most-- <= 0) break;
      queue.delete(key);
      draw();
      if (performance.now() - began > budget) break;
    }
  };
  some(overs, bases.size > 0 ? BESIDE : Infinity, 2 * BUDGET);
  some(bases, many, BUDGET);
  before = time;
  asked = false;
  if (overs.size + bases.size > 0) ask();
  else before = -Infinity;
}

function ask(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(drawAll);
}

/** Draws soon, in place of what was to be drawn for the same `key`. Gives what takes it back. */
export function drawSoon(what: 'base' | 'over', key: object, draw: Draw): () => void {
  const queue = what === 'base' ? bases : overs;
  queue.set(key, draw);
  ask();
  return () => void queue.delete(key);
}

/** Acts on each of some parts. What a frame has no time for waits for the next one, with what the page makes of it. */
export async function inFrames<T>(parts: Iterable<T>, act: (part: T) => void): Promise<void> {
  let began = performance.now();
  for (const part of parts) {
    if (performance.now() - began > BUDGET) {
      await new Promise(requestAnimationFrame);
      began = performance.now();
    }
    act(part);
    // Preact renders what changed once the script has ended.
    await Promise.resolve();
  }
}
