type Draw = () => void;

/** What is drawn anew at the next frame: the crosshairs first, then as many charts as fit in the time of a frame. */
const overs = new Map<object, Draw>();
const bases = new Map<object, Draw>();
let asked = false;

/** How long charts are drawn in a frame before the others wait for the next one, ms. */
const BUDGET = 8;

function drawAll(): void {
  const began = performance.now();
  const some = (queue: Map<object, Draw>, budget: number): void => {
    for (const [key, draw] of queue) {
      queue.delete(key);
      draw();
      if (performance.now() - began > budget) break;
    }
  };
  some(overs, 2 * BUDGET);
  some(bases, BUDGET);
  asked = false;
  if (overs.size + bases.size > 0) ask();
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
