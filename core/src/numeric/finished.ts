/** Does a work that comes in parts at once, and gives its answer. */
export function finished<T>(parts: Generator<undefined, T>): T {
  for (;;) {
    const part = parts.next();
    if (part.done) return part.value;
  }
}
