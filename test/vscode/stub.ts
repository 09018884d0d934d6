/** Stands in for what a test does not build: it has these parts, and asking it for another fails. */
export function stub<T extends object>(parts: Partial<T>): T {
  return new Proxy(parts, {
    get(target, name, receiver) {
      if (!(name in target)) throw new Error(`the test has no ${String(name)}`);
      return Reflect.get(target, name, receiver) as unknown;
    },
  }) as T;
}
