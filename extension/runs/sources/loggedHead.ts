import { limits } from '@surprisal/core';
import * as v from 'valibot';
import { RUN_FILE, whole } from '../disk/storedRun.js';
import { unsealed } from '../disk/sealed.js';
import { refused } from './brackets.js';
import { quoted, RecordError, type RecordProblems } from './recordProblems.js';

const MOST_CLASSES = limits.predictedClasses;
const MOST_ITEMS = 2 ** 31;
const LETTERS = 10_000;
const LAST_DATE = 8.64e15;
/** The most bytes of a head. */
const MOST_BYTES = 16 * 2 ** 20;

const text = v.pipe(v.string(), v.maxLength(LETTERS));
const count = whole(0, MOST_ITEMS);
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(LAST_DATE));
/** A file of a run as its record names it. */
export const loggedFile = v.object({
  file: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}\.(npy|json|safetensors)$/)),
  bytes: v.optional(whole(0, Number.MAX_SAFE_INTEGER)),
  sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
});

/** The fields of a head, each with what is expected of it. */
const fields = {
  title: [text, 'a text'],
  started: [time, 'milliseconds since 1970'],
  ended_at: [v.optional(time), 'milliseconds since 1970'],
  status: [v.picklist(['running', 'finished', 'stopped', 'failed']), 'running, finished, stopped or failed'],
  message: [v.optional(text), 'a text'],
  classes: [
    v.optional(v.pipe(v.array(text), v.minLength(1), v.maxLength(MOST_CLASSES))),
    `a list of 1 to ${MOST_CLASSES} names`,
  ],
  counts: [
    v.optional(v.object({ train: v.optional(count), validation: v.optional(count), test: v.optional(count) })),
    'numbers of items of train, validation and test',
  ],
  epochs: [v.optional(whole(1, MOST_ITEMS)), 'a whole number of epochs'],
  steps: [v.optional(whole(1, Number.MAX_SAFE_INTEGER)), 'a whole number of steps'],
  parent: [v.optional(v.object({ id: text, epoch: v.optional(count) })), 'the id of a run, and an epoch'],
  logger: [v.optional(text), 'a text'],
  labels: [v.optional(loggedFile), 'a file of the run'],
  items: [
    v.optional(
      v.object({
        images: v.optional(loggedFile),
        list: v.optional(loggedFile),
        features: v.optional(loggedFile),
      }),
    ),
    'files of the run: images, list, features',
  ],
} as const;
type Fields = typeof fields;
type Checked = { [N in keyof Fields]: v.InferOutput<Fields[N][0]> };

/** The head of a logged run; unknown names are nobody's business here. */
export interface LoggedHead extends Checked {
  config: unknown;
}

/** The record is of another kind of run, which another reader reads. */
export class OtherKindError extends Error {
  override readonly name = 'OtherKindError';
}

/** A folder has no head that can be read, so that nobody knows of what kind its run is. */
export class NoRecordError extends RecordError {}

/**
 * The head of a logged run in the folder `id`. A field that is wrong is told and left out. Throws `NoRecordError` where it
 * can't be read at all, `OtherKindError` where it is none of a logged run, and `RecordError` for another version.
 */
export function readHead(bytes: Uint8Array, id: string, problems: RecordProblems): LoggedHead {
  const file = RUN_FILE;
  const { value, fits } = parsedHead(bytes);
  const given = new Map<string, unknown>(Object.entries(value));
  if (given.get('kind') !== 'logged') throw new OtherKindError(`${id} is no logged run.`);
  if (given.get('version') !== 2)
    throw new RecordError({ file, found: `version ${quoted(given.get('version'))}`, expected: 'version 2' });
  if (given.get('id') !== undefined && given.get('id') !== id)
    problems.add({ file, found: `id ${quoted(given.get('id'))}`, expected: `"${id}", as its folder is called` });
  if (given.has('crc') && !fits)
    problems.add({ file, found: 'a check sum that does not fit', expected: 'the head as it was written' });
  const missing: Partial<Checked> = { title: id, started: 0, status: 'running' };
  const head: Record<string, unknown> = { config: given.get('config') };
  for (const [name, [shape, expected]] of Object.entries(fields)) {
    // Python writes nothing as null.
    const parsed = v.safeParse(shape, given.get(name) ?? undefined, { abortEarly: true });
    if (!parsed.success) problems.add({ file, found: `${name} ${quoted(given.get(name))}`, expected });
    head[name] = parsed.success ? parsed.output : missing[name as keyof Checked];
  }
  return head as LoggedHead & typeof head;
}

function parsedHead(bytes: Uint8Array): { value: object; fits: boolean } {
  const fail = (found: string, expected: string): never => {
    throw new NoRecordError({ file: RUN_FILE, found, expected });
  };
  if (bytes.length > MOST_BYTES) fail(`${bytes.length} bytes`, `at most ${MOST_BYTES}`);
  const why = refused(bytes);
  if (why !== undefined) fail(why, 'an object of JSON');
  let read: ReturnType<typeof unsealed>;
  try {
    read = unsealed(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail('no JSON', 'an object');
  }
  const { value, fits } = read;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { value, fits }
    : fail(quoted(value), 'an object');
}
