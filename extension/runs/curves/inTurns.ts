/** Milliseconds that a long work takes at one time. */
const TURN = 20;

/** Does a work that comes in parts, between which other work gets its turn; `stopped` ends it without an answer. */
export function inTurns<T>(parts: Generator<undefined, T>): Promise<T>;
export function inTurns<T>(parts: Generator<undefined, T>, stopped: () => boolean): Promise<T | undefined>;
export async function inTurns<T>(
  parts: Generator<undefined, T>,
  stopped: () => boolean = () => false,
): Promise<T | undefined> {
  for (let began = performance.now(); ;) {
    const part = parts.next();
    if (part.done) return part.value;
    if (performance.now() - began < TURN) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (stopped()) return undefined;
    began = performance.now();
  }
}
