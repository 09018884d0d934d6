import { count } from './format.js';

/**
 * Every word a person reads passes here: `{0}` stands for the first argument.
 * Arguments go in as they are, so numbers are formatted before (format.ts).
 */
export function t(message: string, ...args: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));
}

/** One message for 1 and another for all other numbers, which `{0}` stands for: `plural(n, '1 pair', '{0} pairs')`. */
export const plural = (n: number, one: string, other: string, ...args: (string | number)[]): string =>
  n === 1 ? t(one, '1', ...args) : t(other, count(n), ...args);
