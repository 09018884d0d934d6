/** Does a work that comes in parts at once, and gives its answer. */
export function finished<T>(parts: Generator<unknown, T, undefined>): T {
  for (;;) {
    const part = parts.next();
    if (part.done) return part.value;
  }
}
