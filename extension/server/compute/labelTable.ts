import { ArrayIndex, CoreError, counted, type Label, type TextRange } from '@surprisal/core';
import type { Question } from '../../protocol/compute.js';
import type { Remark } from '../../protocol/answers.js';
import { isTarget } from '../meaning/names.js';
import { Misplaced } from './misplaced.js';
import { leftOut } from './operands.js';

/** One label an item, under a name. */
export interface Column {
  name: string;
  /** Where it stands by itself; null for a column of a table. */
  range: TextRange | null;
  values: Label[];
  /** The same as numbers, where every one is. */
  numbers: Float64Array | null;
}

/** Columns of one length, and which of them is the label that the others tell of. */
export interface Table {
  columns: Column[];
  label: number;
  range: TextRange;
  /** Of arrays that stand beside these and are no columns of theirs. */
  remarks: Remark[];
}

/**
 * Labels as people keep them: two selected arrays, the arrays of an object, a list of objects, or lines of
 * comma-separated values with a head. Null where there is one array alone, or the caret is in one of rows, which may be a
 * table of counts.
 */
export function readTable(question: Question): Table | null {
  const { source, selections, caret, syntax } = question;
  if (selections.length > 1) {
    const columns = selections.map((range, i) => columnOf(String(i + 1), wordsIn(source, range), range));
    return tableOf(columns, 0, { start: selections[0].start, end: selections.at(-1)!.end });
  }
  const [range] = selections;
  const text = range ? source.slice(range.start, range.end) : '';
  if (range && /^\s*\[\s*\{/.test(text)) return ofObjects(text, range);
  if (range && !/[[\]{}]/.test(text)) return ofLines(text, range);
  if (range && /^\s*\[/.test(text)) return null;
  const at = range ? Math.max(range.start, source.indexOf('{', range.start)) + 1 : caret;
  const index = new ArrayIndex(source, syntax);
  const whole = range ? null : index.outermost(caret);
  if (whole && !flat(source, whole)) return null;
  const siblings = index.siblings(at);
  const arrays = siblings.filter((array) => flat(source, array));
  const columns = arrays.map((array) => columnOf(array.key.text, wordsIn(source, array), array));
  const [first] = columns;
  if (columns.length < 2 || !first) return null;
  const alike = columns.filter(({ values }) => values.length === first.values.length);
  // Two of unlike lengths are refused with both; among more, those that go with the first are a table.
  const chosen = alike.length < 2 ? columns : alike;
  const remarks = siblings.flatMap((array) => {
    if (chosen.some((column) => column.range?.start === array.start)) return [];
    const column = columns.find(({ range }) => range === array);
    const found = column ? counted(column.values.length, 'label') : 'arrays in an array';
    return [leftOut(array.key.text, array, `${found}, and ${first.name} has ${counted(first.values.length, 'label')}`)];
  });
  const table = tableOf(chosen, labelOf(chosen), { start: arrays[0].start, end: arrays.at(-1)!.end });
  return { ...table, remarks };
}

const flat = (source: string, { start, end }: TextRange): boolean => !/[[{]/.test(source.slice(start + 1, end));

/** The column that is named as a target, else the last. */
function labelOf(columns: readonly Column[]): number {
  const named = columns.findIndex(({ name }) => isTarget(name) || /^(?:class|outcome|play|y)$/i.test(name));
  return named >= 0 ? named : columns.length - 1;
}

function tableOf(columns: Column[], label: number, range: TextRange): Table {
  const length = columns[label].values.length;
  const other = columns.find(({ values }) => values.length !== length);
  if (other)
    throw new Misplaced(
      new CoreError(
        'shape',
        `${counted(other.values.length, 'label')} in ${other.name}`,
        `${counted(length, 'label')}, as many as in ${columns[label].name}`,
      ),
      other.range ?? range,
      columns[label].range,
    );
  if (length === 0) throw new Misplaced(new CoreError('empty', 'no labels', 'at least one'), range);
  return { columns, label, range, remarks: [] };
}

const TOKEN = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[^\s,[\](){}]+|\[/g;

/** What stands in one array; arrays in it would have to be flattened, and are refused. */
function wordsIn(source: string, range: TextRange): string[] {
  const text = source.slice(range.start, range.end);
  const inner = text.slice(text.indexOf('[') + 1, text.includes(']') ? text.lastIndexOf(']') : undefined);
  return Array.from(inner.matchAll(TOKEN), ([all, double, single]) => {
    if (all === '[') throw new Misplaced(new CoreError('shape', 'arrays in an array', 'one label an item'), range);
    return double ?? single ?? all;
  });
}

/** Labels are whole numbers where every one is; else the words as they stand. */
function columnOf(name: string, words: string[], range: TextRange | null): Column {
  const whole = words.every((word) => /^[-+]?\d{1,15}$/.test(word));
  const numeric = whole || words.every((word) => NUMBER.test(word) && Number.isFinite(Number(word)));
  return {
    name,
    range,
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
  const list = Array.isArray(rows) ? (rows as unknown[]) : [];
  const cells = list.map((row) =>
    typeof row === 'object' && row !== null
      ? new Map(
          Object.entries(row).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
        )
      : new Map<string, string>(),
  );
  const names = [...(cells[0]?.keys() ?? [])];
  cells.forEach((row, i) => {
    if (row.size === names.length && names.every((name) => row.has(name))) return;
    const found = `item ${i + 1} with ${quote(row.keys())}`;
    throw new Misplaced(new CoreError('ragged', found, `${quote(names)}, as in the first`), range);
  });
  return named(
    names.map((name) => [name, cells.map((row) => row.get(name)!)]),
    range,
  );
}

const quote = (names: Iterable<string>): string =>
  [...names].map((name) => JSON.stringify(name)).join(', ') || 'no keys';

function ofLines(text: string, range: TextRange): Table | null {
  const lines = Array.from(text.matchAll(/[^\r\n]+/g)).filter(([line]) => line.trim() !== '');
  if (lines.length < 3) return null;
  const separator = [',', '\t', ';'].find((mark) => lines.every(([line]) => line.includes(mark)));
  if (separator === undefined) return null;
  const [head, ...rows] = lines.map(([line]) => line.split(separator).map((cell) => cell.trim()));
  const ragged = rows.findIndex((row) => row.length !== head.length);
  if (ragged >= 0) {
    const found = `a line of ${counted(rows[ragged].length, 'cell')}`;
    const placeOf = ({ 0: line, index }: RegExpExecArray): TextRange => {
      const start = range.start + index;
      return { start, end: start + line.length };
    };
    throw new Misplaced(
      new CoreError('ragged', found, `${counted(head.length, 'cell')}, as the head has`),
      placeOf(lines[ragged + 1]),
      placeOf(lines[0]),
    );
  }
  return named(
    head.map((name, i) => [name, rows.map((row) => row[i])]),
    range,
  );
}

function named(columns: [string, string[]][], range: TextRange): Table {
  const made = columns.map(([name, words]) => columnOf(name, words, null));
  if (made.length < 2)
    throw new Misplaced(new CoreError('shape', counted(made.length, 'column'), 'two columns or more'), range);
  return tableOf(made, labelOf(made), range);
}
