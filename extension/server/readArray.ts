import {
  CoreError,
  type FoundArray,
  limits,
  parseTensor,
  type ParsedTensor,
  type Syntax,
  type TextRange,
} from '@surprisal/core';
import type { Finding } from '../protocol/language.js';
import { isDistribution } from './meaning/rounding.js';

/** A fault whose places are offsets. */
export interface Fault extends Omit<Finding, 'range' | 'array' | 'more'>, TextRange {
  array: TextRange;
  more?: number;
  /** For rows of unequal lengths: the other rows are distributions, so numbers are missing or superfluous. */
  certain?: boolean;
}

/** An array that was read, with the ranges of its numbers. */
export interface ReadArray extends Pick<ParsedTensor, 'tensor' | 'rangeOf'> {
  found: FoundArray;
}

/** The array, the fault that it is ragged, or null if it holds no numbers or is too long to read. */
export type Read = ReadArray | Fault | null;

/**
 * Reads an array. An array that contains another one with a key holds more than numbers and is not read. So the text that
 * is read is never longer than the document, however deeply its arrays are nested.
 */
export type Reader = (found: FoundArray & { inside?: number }) => Read;

const isReadable = ({ start, end, inside = Infinity }: Parameters<Reader>[0]): boolean =>
  inside === Infinity && end - start <= limits.hoverArray;

/** Copies a part of a text, so that the part does not keep the whole text in memory. */
export const detached = (part: string): string => ` ${part}`.slice(1);

/** What the text of an array holds; offsets count from its start. */
type Unplaced = ParsedTensor | { ragged: CoreError; certain: boolean } | 'unread';

function readUnplaced(text: string, syntax: Syntax): Unplaced {
  try {
    return parseTensor(text, { syntax });
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return error.code === 'ragged' ? { ragged: error, certain: hasLostNumbers(text) } : 'unread';
  }
}

/** Whether most rows have one length and are distributions, and no row of another length is. */
function hasLostNumbers(text: string): boolean {
  const rows = Array.from(text.matchAll(/[[(]([^[\]()]*)[\])]/g), ([, row]) =>
    Float64Array.from(row.split(/[\s,]+/).filter(Boolean), Number),
  );
  const usual = middle(rows.map(({ length }) => length));
  const others = rows.filter((row) => row.length !== usual);
  return (
    others.length * 2 < rows.length && rows.every((row) => isDistribution(row, row.length) === (row.length === usual))
  );
}

const middle = (numbers: number[]): number | undefined => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** Moves what was read to the place of its array in the document. */
function placed(unplaced: Unplaced, found: FoundArray): Read {
  if (unplaced === 'unread') return null;
  const { start, end } = found;
  if ('ragged' in unplaced) {
    const { ragged, certain } = unplaced;
    const at = start + (ragged.place.offset ?? 0);
    const place = { start: at, end: Math.min(end, at + 1), array: found };
    return { code: 'ragged', found: ragged.found, expected: ragged.expected, fixes: [], certain, ...place };
  }
  const rangeOf = (index: number): TextRange => {
    const range = unplaced.rangeOf(index);
    return { start: range.start + start, end: range.end + start };
  };
  return { tensor: unplaced.tensor, rangeOf, found };
}

/** Gives a reader that reads each array of a text once. */
export function readerOf(text: string, syntax: Syntax): Reader {
  const known = new Map<number, Read>();
  return (found) => {
    if (!isReadable(found)) return null;
    const before = known.get(found.start);
    if (before !== undefined) return before;
    const read = placed(readUnplaced(text.slice(found.start, found.end), syntax), found);
    known.set(found.start, read);
    return read;
  };
}

/** Reads arrays of a text that changes. An array that was in the last version, at any place, is not read again. */
export class ReadCache {
  private last = new Map<string, Unplaced>();

  constructor(private readonly syntax: Syntax) {}

  /** Gives a reader of the current text; arrays that it is not asked for are forgotten at the next call. */
  of(text: string): Reader {
    const before = this.last;
    const now = (this.last = new Map<string, Unplaced>());
    return (found) => {
      if (!isReadable(found)) return null;
      const part = detached(text.slice(found.start, found.end));
      let unplaced = now.get(part);
      if (unplaced === undefined) now.set(part, (unplaced = before.get(part) ?? readUnplaced(part, this.syntax)));
      return placed(unplaced, found);
    };
  }
}
