/** Replaces `node:assert/strict` in a browser, with the functions that the suite needs, equally strict. */
export class AssertionError extends Error {}

const show = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
};

function check(holds: boolean, message: string | Error | undefined, words: string): void {
  if (holds) return;
  if (message instanceof Error) throw message;
  throw new AssertionError(message ?? words);
}

/** Compares as strictly as Node: same prototype, same own enumerable keys, numbers by `Object.is`. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Map || a instanceof Set)
    return same([...a], [...(b as Iterable<unknown>)]) && same(Object.entries(a), Object.entries(b));
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    keys.length === others.length &&
    keys.every((key) => Object.hasOwn(b, key) && same((a as never)[key], (b as never)[key]))
  );
}

function assert(value: unknown, message?: string | Error): void {
  check(Boolean(value), message, `${show(value)} does not hold`);
}

export default Object.assign(assert, {
  ok: assert,
  equal: (a: unknown, b: unknown, message?: string) => check(Object.is(a, b), message, `${show(a)} is not ${show(b)}`),
  notEqual: (a: unknown, b: unknown, message?: string) => check(!Object.is(a, b), message, `both are ${show(a)}`),
  deepEqual: (a: unknown, b: unknown, message?: string) => check(same(a, b), message, `${show(a)} is not ${show(b)}`),
  match: (text: string, pattern: RegExp, message?: string) =>
    check(pattern.test(text), message, `${show(text)} does not match ${String(pattern)}`),
  doesNotMatch: (text: string, pattern: RegExp, message?: string) =>
    check(!pattern.test(text), message, `${show(text)} matches ${String(pattern)}`),
  rejects: async (work: Promise<unknown>, expected: RegExp | (new () => Error)) => {
    const thrown = await work.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    check(thrown !== undefined, undefined, 'it was not rejected');
    const { error } = thrown ?? {};
    const words = error instanceof Error ? String(error) : show(error);
    const fits = expected instanceof RegExp ? expected.test(words) : error instanceof expected;
    check(fits, undefined, `${words} is not ${expected instanceof RegExp ? String(expected) : expected.name}`);
  },
});
