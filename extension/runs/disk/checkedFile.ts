import { CoreError, limits } from '@surprisal/core';
import * as v from 'valibot';

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** What is wrong with a file, and at which of its fields. */
export const wrong = (argument: string, found: string, expected: string): CoreError =>
  new CoreError('data', found, expected, { argument });

/** What a file of JSON holds; throws what is wrong with it, and where. */
export function checkedFile<S extends v.GenericSchema>(shape: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(shape, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw wrong(v.getDotPath(issue) ?? 'the file', issue.received, issue.expected ?? 'another value');
}

const [QUOTE, BACKSLASH] = ['"', '\\'].map((sign) => sign.charCodeAt(0));

/**
 * The value of a JSON text. Brackets within brackets would take `JSON.parse` seconds and many times their bytes, so more
 * than `limits.nesting` are refused before it begins.
 */
export function parsedJson(text: string): unknown {
  let [depth, quoted] = [0, false];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > limits.nesting) throw wrong('the file', `more than ${limits.nesting} open brackets`, 'fewer');
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return JSON.parse(text);
}
