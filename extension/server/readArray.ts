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

/** A fault with places as offsets. */
export interface Fault extends Omit<Finding, 'range' | 'array' | 'more'>, TextRange {
  array: TextRange;
  more?: number;
  /** Of rows of unlike length: the others are distributions, so that numbers were lost or came in. */
  certain?: boolean;
}

/** An array that was read, with what a finding says of it. */
export interface ReadArray extends Pick<ParsedTensor, 'tensor' | 'rangeOf'> {
  found: FoundArray;
}

/** The array, the fault that it is ragged, or null where it holds no numbers or more than is read. */
export type Read = ReadArray | Fault | null;

/**
 * Reads an array. One in which another has a key holds more than numbers and is not read, so that what is read of a
 * document, however deep its arrays lie in one another, is never longer than the document.
 */
export type Reader = (found: FoundArray & { inside?: number }) => Read;

const isReadable = ({ start, end, inside = Infinity }: Parameters<Reader>[0]): boolean =>
  inside === Infinity && end - start <= limits.hoverArray;

/** A copy that keeps no hold of the text it was cut from, which would stay in memory as long as the part does. */
export const detached = (part: string): string => ` ${part}`.slice(1);

/** An array by its own text, its places counted from its start. */
type Alone = ParsedTensor | { ragged: CoreError; certain: boolean } | 'unread';

function readAlone(text: string, syntax: Syntax): Alone {
  try {
    return parseTensor(text, { syntax });
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return error.code === 'ragged' ? { ragged: error, certain: hasLostNumbers(text) } : 'unread';
  }
}

/** Whether the rows of the most usual length, most of all, are distributions, and none of the others is. */
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

/** What was read alone, at its place. */
function placed(alone: Alone, found: FoundArray): Read {
  if (alone === 'unread') return null;
  const { start, end } = found;
  if ('ragged' in alone) {
    const { ragged, certain } = alone;
    const at = start + (ragged.place.offset ?? 0);
    const place = { start: at, end: Math.min(end, at + 1), array: found };
    return { code: 'ragged', found: ragged.found, expected: ragged.expected, fixes: [], certain, ...place };
  }
  const rangeOf = (index: number): TextRange => {
    const range = alone.rangeOf(index);
    return { start: range.start + start, end: range.end + start };
  };
  return { tensor: alone.tensor, rangeOf, found };
}

/** Reads each array of a text once. */
export function readerOf(text: string, syntax: Syntax): Reader {
  const known = new Map<number, Read>();
  return (found) => {
    if (!isReadable(found)) return null;
    const before = known.get(found.start);
    if (before !== undefined) return before;
    const read = placed(readAlone(text.slice(found.start, found.end), syntax), found);
    known.set(found.start, read);
    return read;
  };
}

/** Reads arrays of a text that changes: what stood there at the last look, wherever it stood, is not read again. */
export class KeptReads {
  private last = new Map<string, Alone>();

  constructor(private readonly syntax: Syntax) {}

  /** A reader for the text as it is now; what it is not asked for is forgotten by the next. */
  of(text: string): Reader {
    const before = this.last;
    const now = (this.last = new Map<string, Alone>());
    return (found) => {
      if (!isReadable(found)) return null;
      const part = detached(text.slice(found.start, found.end));
      let alone = now.get(part);
      if (alone === undefined) now.set(part, (alone = before.get(part) ?? readAlone(part, this.syntax)));
      return placed(alone, found);
    };
  }
}
