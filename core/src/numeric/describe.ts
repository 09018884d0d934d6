/** How long what a message quotes of a file or an argument may be. */
const LONGEST = 300;

/** What ends a message's line, hides in it or turns its direction; the joiners that some scripts are written with do not. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Words as a message holds them: characters that are not seen by their codes, and no longer than one can read. */
export function shown(words: string): string {
  const cut = words.length > LONGEST ? `${words.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…` : words;
  return cut.replace(UNSEEN, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/** How an error quotes a value of any kind, in a few words. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, LONGEST));
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A count with its thousands apart. */
export const grouped = (count: number | bigint): string =>
  Number.isInteger(Number(count)) ? String(count).replace(/\B(?=(?:\d{3})+$)/g, ',') : String(count);

/** `1 label`, `1,118 labels`; a plural that takes more than an s is given. */
export const counted = (count: number | bigint, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${Number(count) === 1 ? one : many}`;

/** A shape as Python writes it: `(28, 28)`, `(3,)`, `()`. */
export const tuple = (shape: readonly number[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
