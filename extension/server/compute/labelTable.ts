import { ArrayIndex, CoreError, type Label, type TextRange } from '@surprisal/core';
import type { Question } from '../../protocol/compute.js';
import { pairKeys } from '../findPair.js';
import { Misplaced } from './operand.js';

/** One label an item, under a name. */
export interface Column {
  name: string;
  values: Label[];
  /** The same as numbers, where every one is. */
  numbers: Float64Array | null;
}

/** Columns of one length, and which of them is the label that the others tell of. */
export interface Table {
  columns: Column[];
  label: number;
  range: TextRange;
}

/**
 * Labels as people keep them: two selected arrays, the arrays of an object, a list of objects, or lines of
 * comma-separated values with a head. Null where there is one array alone, which may be a table of counts.
 */
export function readTable(question: Question): Table | null {
  const { source, selections, caret, syntax } = question;
  if (selections.length > 1) {
    const columns = selections.map(({ start, end }, i) => columnOf(String(i + 1), wordsIn(source.slice(start, end))));
    return tableOf(columns, 0, { start: selections[0].start, end: selections.at(-1)!.end });
  }
  const [range] = selections;
  const text = range ? source.slice(range.start, range.end) : '';
  if (range && /^\s*\[\s*\{/.test(text)) return ofObjects(text, range);
  if (range && !/[[\]{}]/.test(text)) return ofLines(text, range);
  if (range && /^\s*\[/.test(text)) return null;
  const at = range ? Math.max(range.start, source.indexOf('{', range.start)) + 1 : caret;
  const arrays = new ArrayIndex(source, syntax).siblings(at).filter(({ start, end }) => flat(source.slice(start, end)));
  const [first] = arrays;
  if (arrays.length < 2 || !first) return null;
  const columns = arrays.map(({ start, end, key }) => columnOf(key.text, wordsIn(source.slice(start, end))));
  const alike = columns.filter(({ values }) => values.length === columns[0].values.length);
  return alike.length < 2 ? null : tableOf(alike, labelOf(alike), { start: first.start, end: arrays.at(-1)!.end });
}

const flat = (text: string): boolean => text.indexOf('[', 1) < 0 && !text.includes('{');

/** The column that is named as a target, else the last. */
function labelOf(columns: readonly Column[]): number {
  const named = columns.findIndex(({ name }) => pairKeys.target.test(name) || /^(?:class|outcome|play|y)$/i.test(name));
  return named >= 0 ? named : columns.length - 1;
}

function tableOf(columns: Column[], label: number, range: TextRange): Table {
  const length = columns[label].values.length;
  const other = columns.find(({ values }) => values.length !== length);
  if (other)
    throw new Misplaced(
      new CoreError(
        'shape',
        `${other.values.length} labels in ${other.name}`,
        `${length}, as many as in ${columns[label].name}`,
      ),
      range,
    );
  if (length === 0) throw new Misplaced(new CoreError('empty', 'no labels', 'at least one'), range);
  return { columns, label, range };
}

const TOKEN = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[^\s,[\](){}]+/g;

/** What stands in one array. */
function wordsIn(text: string): string[] {
  const inner = text.slice(text.indexOf('[') + 1, text.includes(']') ? text.lastIndexOf(']') : undefined);
  return Array.from(inner.matchAll(TOKEN), ([all, double, single]) => double ?? single ?? all);
}

/** Labels are whole numbers where every one is; else the words as they stand. */
function columnOf(name: string, words: string[]): Column {
  const whole = words.every((word) => /^[-+]?\d{1,15}$/.test(word));
  const numeric = whole || words.every((word) => NUMBER.test(word) && Number.isFinite(Number(word)));
  return {
    name,
    values: whole ? words.map(Number) : words,
    numbers: numeric ? Float64Array.from(words, Number) : null,
  };
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

function ofObjects(text: string, range: TextRange): Table {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    throw new Misplaced(new CoreError('syntax', 'a list that is not JSON', 'objects of one shape, as JSON'), range);
  }
  const columns = new Map<string, string[]>();
  const list = Array.isArray(rows) ? (rows as unknown[]) : [];
  list.forEach((row, i) => {
    if (typeof row !== 'object' || row === null) return;
    for (const [key, value] of Object.entries(row)) {
      const values = columns.get(key) ?? [];
      if (i > 0 && values.length === 0) continue;
      values[i] = typeof value === 'string' ? value : JSON.stringify(value);
      columns.set(key, values);
    }
  });
  return named([...columns], range);
}

function ofLines(text: string, range: TextRange): Table | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 3) return null;
  const separator = [',', '\t', ';'].find((mark) => lines.every((line) => line.includes(mark)));
  if (separator === undefined) return null;
  const [head, ...rows] = lines.map((line) => line.split(separator).map((cell) => cell.trim()));
  return named(
    head.map((name, i) => [name, rows.map((row) => row[i] ?? '')]),
    range,
  );
}

function named(columns: [string, string[]][], range: TextRange): Table {
  const made = columns.map(([name, words]) =>
    columnOf(
      name,
      Array.from(words, (word) => word ?? ''),
    ),
  );
  if (made.length < 2)
    throw new Misplaced(new CoreError('shape', `${made.length} columns`, 'two columns or more'), range);
  return tableOf(made, labelOf(made), range);
}
