/**
 * What a log may say of an error: its kind, its code and where in our code it arose. Its words may quote a file, and
 * stay with the person who reads them.
 */
export function errorShape(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { name, message, stack = '', cause } = error;
  const { code } = error as { code?: unknown };
  const behind = stack.lastIndexOf(message) + message.length;
  const parts = [/^[\w ()]{1,60}$/.test(name) ? name : 'Error', codeOf(code), placeIn(stack.slice(behind))];
  return parts.filter((part) => part !== '').join(' ') + (cause === undefined ? '' : `, by ${errorShape(cause)}`);
}

/** What a log may say of words that others wrote: how many letters, and of which place in our code. */
export const textShape = (text: string): string => [`${text.length} letters`, placeIn(text)].join(' ').trim();

const codeOf = (code: unknown): string =>
  typeof code === 'number' || (typeof code === 'string' && /^\w{1,40}$/.test(code)) ? String(code) : '';

/** Such as `extension.js:1:4711`. */
const placeIn = (stack: string): string =>
  /\b(?:extension|commands|client|store|tensors|server|compute|worker)\.js:\d+:\d+/.exec(stack)?.[0] ?? '';
