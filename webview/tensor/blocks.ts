import { type ArrayBlock, messageOf } from '@surprisal/core';
import { signal } from '@preact/signals';
import { ask as put } from './asking.js';
import { opened, size, slice, sliceKey } from './state.js';

/** Numbers are asked for in blocks of so many rows and columns. */
const HIGH = 64;
const WIDE = 32;
/** So many blocks are kept, and so many asked for at a time. */
const KEPT = 120;
const AT_ONCE = 4;

interface Kept {
  block: ArrayBlock | null;
  trouble: string;
}

/** Which of the blocks it is, down and across. */
interface Place {
  key: string;
  row: number;
  column: number;
}

const kept = new Map<string, Kept>();
let wanted: Place[] = [];
let asking = 0;

/** The blocks in sight, by their keys. */
const inSight = signal<ReadonlyMap<string, Place>>(new Map());

/** Counts answers: what shows numbers is drawn again. */
export const arrived = signal(0);

const keyOf = (row: number, column: number): string => `${sliceKey.value} ${row} ${column}`;

function ask(): void {
  while (asking < AT_ONCE) {
    const next = wanted.shift();
    if (!next) return;
    const { rows, columns } = size.value;
    const [row, column] = [next.row * HIGH, next.column * WIDE];
    if (keyOf(next.row, next.column) !== next.key || kept.has(next.key)) continue;
    const place: Kept = { block: null, trouble: '' };
    kept.set(next.key, place);
    asking++;
    const isWanted = (): boolean => keyOf(next.row, next.column) === next.key;
    const query = {
      tensor: opened.value,
      slice: slice.value,
      rows: [row, Math.min(rows, row + HIGH)] as [number, number],
      columns: [column, Math.min(columns, column + WIDE)] as [number, number],
    };
    put('block', query, isWanted)
      .then(
        (block) => (place.block = block),
        (error: unknown) => {
          if (isWanted()) place.trouble = messageOf(error);
          else kept.delete(next.key);
        },
      )
      .finally(() => {
        asking--;
        arrived.value++;
        ask();
      });
  }
}

/** Asks for the blocks of these rows and columns, the latest wish first; earlier wishes that nobody sees are dropped. */
export function want(rows: readonly [from: number, to: number], columns: readonly [from: number, to: number]): void {
  const seen = new Map<string, Place>();
  for (let row = Math.floor(rows[0] / HIGH); row * HIGH < rows[1]; row++)
    for (let column = Math.floor(columns[0] / WIDE); column * WIDE < columns[1]; column++) {
      const key = keyOf(row, column);
      seen.set(key, { key, row, column });
      // What failed is asked for again when it comes back into sight.
      if (kept.get(key)?.trouble && !inSight.peek().has(key)) kept.delete(key);
    }
  if ([...seen.keys()].join() !== [...inSight.peek().keys()].join()) inSight.value = seen;
  for (const key of kept.keys()) {
    if (kept.size <= KEPT) break;
    if (!seen.has(key) && (kept.get(key)?.block || kept.get(key)?.trouble)) kept.delete(key);
  }
  askMissing();
}

/** Asks for what is missing of the blocks in sight. */
function askMissing(): void {
  wanted = [...inSight.peek().values()].filter(({ key }) => !kept.has(key));
  ask();
}

export interface Numeral {
  value: number;
  /** With all its digits. */
  text: string;
  /** The two parts of a complex one. */
  parts?: readonly [real: number, imaginary: number];
}

/** The number of a cell where it has been read. Of a complex one the value is its magnitude. */
export function numberAt(row: number, column: number): Numeral | null {
  const block = kept.get(keyOf(Math.floor(row / HIGH), Math.floor(column / WIDE)))?.block;
  if (!block) return null;
  const at = (row % HIGH) * block.columns + (column % WIDE);
  const [real, text] = [block.values[at], block.texts[at]];
  if (!block.imaginary) return { value: real, text };
  const imaginary = block.imaginary[at];
  return { value: Math.hypot(real, imaginary), text, parts: [real, imaginary] };
}

/** Why numbers in sight could not be read. */
export function troubleInSight(): string {
  void arrived.value;
  for (const key of inSight.value.keys()) if (kept.get(key)?.trouble) return kept.get(key)!.trouble;
  return '';
}

/** Asks again for what is in sight and could not be read. */
export function tryAgain(): void {
  for (const key of inSight.peek().keys()) if (kept.get(key)?.trouble) kept.delete(key);
  arrived.value++;
  askMissing();
}
