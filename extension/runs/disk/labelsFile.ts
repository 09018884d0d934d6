import { crc32, limits } from '@surprisal/core';
import * as v from 'valibot';
import type { DoubtfulLabels, LabelsState } from '../../protocol/inspector/labels.js';
import { checkedFile, count, share, wrong } from './checkedFile.js';
import { parsedJson } from './parsedJson.js';

/** The name of the file, which lies beside the record of its run. */
export const LABELS_FILE = 'labels.json';

/** What was found of a run's labels, and what the check of it said. */
export interface StoredLabels {
  found: DoubtfulLabels | null;
  check: LabelsState['check'];
}

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const margin = v.pipe(v.number(), v.minValue(-1), v.maxValue(1));
const item = v.object({ index: count, given: count, suggested: count, confidence: share, probability: share, margin });
const shape = v.object({
  surprisal: v.literal('doubtful labels'),
  version: v.literal(1),
  crc32: count,
  found: v.nullable(
    v.object({
      count: v.pipe(count, v.minValue(1)),
      errors: amount,
      joint: v.array(v.array(count)),
      estimated: v.array(v.array(amount)),
      items: v.array(item),
      probabilities: v.array(share),
      pixels: v.string(),
      source: v.optional(
        v.object({
          classes: v.array(v.string()),
          rows: v.array(count),
          old: v.array(count),
          paths: v.optional(v.array(v.string())),
          files: v.optional(v.array(v.object({ file: v.string(), sha256: v.string() }))),
        }),
      ),
    }),
  ),
  check: v.nullable(v.object({ count, found: count, flipped: count, right: count, first: count })),
});

const textOf = (bytes: Uint8Array): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
};
const sumOf = (content: unknown): number => crc32(new TextEncoder().encode(JSON.stringify(content)));

/** What was found as a file; null where that would be larger than a checkpoint may be. */
export function labelsFile({ found, check }: StoredLabels): Uint8Array | null {
  const listed = found && {
    count: found.count,
    errors: found.errors,
    joint: found.joint,
    estimated: found.estimated,
    items: found.items,
    probabilities: [...found.probabilities],
    pixels: btoa(textOf(found.pixels)),
    ...(found.source && { source: found.source }),
  };
  const content = { found: listed, check };
  const text = JSON.stringify({ surprisal: 'doubtful labels', version: 1, crc32: sumOf(content), ...content });
  return text.length > limits.checkpoint ? null : new TextEncoder().encode(`${text}\n`);
}

/** Reads such a file of a run with so many classes; throws what is wrong with it, and where. */
export function readLabels(bytes: Uint8Array, classes: number): StoredLabels {
  if (bytes.length > limits.checkpoint)
    throw wrong('the file', `${bytes.length} bytes`, `at most ${limits.checkpoint}`);
  const json = parsedJson(new TextDecoder().decode(bytes));
  const { crc32: sum, found: listed, check } = checkedFile(shape, json);
  const found = listed && unpackLabels(listed, classes);
  const content = json as Record<'found' | 'check', unknown>;
  const read = sumOf({ found: content.found, check: content.check });
  if (read !== sum) throw wrong('crc32', `${sum}`, `${read}, that of what it holds`);
  return { found, check };
}

type Listed = NonNullable<v.InferOutput<typeof shape>['found']>;

function unpackLabels({ pixels: packed, probabilities, ...rest }: Listed, classes: number): DoubtfulLabels {
  const { items, joint, estimated } = rest;
  const square = (rows: number[][]): boolean =>
    rows.length === classes && rows.every(({ length }) => length === classes);
  if (!square(joint) || !square(estimated)) throw wrong('joint', `${joint.length} rows`, `${classes} by ${classes}`);
  const strange = items.findIndex(
    ({ given, suggested }) => given >= classes || suggested >= classes || given === suggested,
  );
  if (strange >= 0) throw wrong(`items.${strange}`, 'other classes', `two of ${classes}`);
  const bits = atob(packed);
  const pixels = new Uint8Array(bits.length);
  for (let i = 0; i < bits.length; i++) pixels[i] = bits.charCodeAt(i);
  const rows = Math.max(1, items.length);
  if (probabilities.length !== items.length * classes || pixels.length % rows !== 0)
    throw wrong(
      'probabilities',
      `${probabilities.length} with ${pixels.length} pixels`,
      `those of ${items.length} images`,
    );
  const { source } = rest;
  const lists = source && [source.rows, source.old, source.paths ?? items];
  if (lists?.some(({ length }) => length !== items.length))
    throw wrong('source', 'other lists', `those of ${items.length} images`);
  if (source?.old.some((label) => label >= source.classes.length))
    throw wrong('source.old', 'another label', `one of ${source.classes.length}`);
  return { ...rest, pixels, probabilities: Float64Array.from(probabilities) };
}
