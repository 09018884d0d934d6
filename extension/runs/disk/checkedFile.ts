import { CoreError } from '@surprisal/core';
import * as v from 'valibot';

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** What is wrong with a file, and at which of its fields. */
export const wrong = (argument: string, found: string, expected: string): CoreError =>
  new CoreError('data', found, expected, { argument });

/** What a file of JSON holds; throws what is wrong with it, and where. */
export function checkedFile<S extends v.GenericSchema>(shape: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(shape, json, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw wrong(v.getDotPath(issue) ?? 'the file', said(issue.received), expectedWords(issue));
}

/** What the checks call by the words of the language, in plain ones. */
const PLAIN: Record<string, string> = {
  undefined: 'nothing',
  null: 'null',
  Object: 'an object',
  Array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

function expectedWords({ type, expected, message }: v.BaseIssue<unknown>): string {
  if (expected !== null)
    return expected
      .replace(/^\((.*)\)$/, '$1')
      .split(' | ')
      .map(said)
      .join(' or ');
  // A check of ours has words of ours.
  return type === 'check' ? message : 'a whole number';
}

function said(word: string): string {
  const bound = /^([<>])=(.+)$/.exec(word);
  if (bound) return `${bound[1] === '<' ? 'at most' : 'at least'} ${bound[2]}`;
  return word.startsWith('/') ? 'another form of text' : (PLAIN[word] ?? word);
}
