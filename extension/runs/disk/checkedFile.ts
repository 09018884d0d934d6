import { CoreError } from '@surprisal/core';
import * as v from 'valibot';

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** What is wrong with a file, and at which of its fields. */
export const wrong = (argument: string, found: string, expected: string): CoreError =>
  new CoreError('data', found, expected, { argument });

/** What a file holds in JSON; throws what is wrong with it, and where. */
export function checkedFile<S extends v.GenericSchema>(shape: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(shape, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw wrong(v.getDotPath(issue) ?? 'the file', issue.received, issue.expected ?? 'another value');
}
