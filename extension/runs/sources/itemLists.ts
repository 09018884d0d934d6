import type { ExtraColumn, NamedBytes } from '@surprisal/core';
import * as v from 'valibot';
import type { ItemLists } from '../../protocol/itemLists.js';
import { unsealed } from '../disk/sealed.js';
import { refused } from './brackets.js';
import { RecordError } from './recordProblems.js';

/** The most bytes of a list of names. */
const MOST_LIST = 64 * 2 ** 20;
/** Letters of a text that stands beside predictions. */
const LETTERS = 4000;
/** So many names tell whether all are of pictures. */
const SAMPLE = 100;
const PICTURE = /\.(png|jpe?g|gif|webp)$/i;

const texts = v.optional(v.array(v.string()));
const list = v.object({ files: texts, texts, ids: texts, columns: texts });

/** Reads `items.json`; throws what is wrong with it. A list of a million names takes seconds. */
export function readItemLists({ name: file, bytes }: NamedBytes): ItemLists {
  const wrong = (found: string, expected: string): RecordError => new RecordError({ file, found, expected });
  if (bytes.length > MOST_LIST) throw wrong(`${bytes.length} bytes`, `at most ${MOST_LIST}`);
  const why = refused(bytes);
  if (why !== undefined) throw wrong(why, 'an object of JSON');
  let value: unknown;
  try {
    ({ value } = unsealed(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw wrong('no JSON', 'an object');
  }
  const parsed = v.safeParse(list, value, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw wrong(`${v.getDotPath(issue) ?? 'it'}: ${issue.received}`, issue.expected ?? 'lists of texts');
  }
  const { files, texts: own, ids, columns } = parsed.output;
  const ofPictures = files?.slice(0, SAMPLE).every((each) => PICTURE.test(each));
  const named: [name: string, is: ExtraColumn['is'], texts: string[] | undefined][] = [
    ['id', 'id', ids],
    ['file', ofPictures ? 'image' : 'file', files],
    ['text', null, own],
  ];
  const beside = named.flatMap(([name, is, each]) => (each ? [{ name, is, ...unitsOf(each) }] : []));
  return { beside, columns };
}

/** Texts one after the other; what is longer than anyone reads is cut. */
function unitsOf(each: readonly string[]): Pick<ExtraColumn, 'units' | 'ends'> {
  const ends = new Uint32Array(each.length);
  let length = 0;
  for (const [i, { length: own }] of each.entries()) ends[i] = length += Math.min(own, LETTERS);
  const units = new Uint16Array(length);
  let at = 0;
  for (const [i, text] of each.entries()) for (let k = 0; at < ends[i]; k++) units[at++] = text.charCodeAt(k);
  return { units, ends };
}
