import { cellEnd } from '../data/csvCells.js';
import { decimalNumber } from '../data/decimalNumber.js';
import { wordOf } from '../data/utf8.js';
import { limits } from '../numeric/limits.js';
import { ByteLines } from './byteLines.js';
import { CurveSet } from './curveSet.js';

/** Columns that say where a row stands, the better first. */
const STEPS = ['step', 'global_step', 'iteration', 'iter', 'batch', '_step'];
const EPOCHS = ['epoch', 'epochs'];
const TIMES = ['timestamp', 'wall_time', 'wall time', 'created_at', '_timestamp'];
const ABSENT = /^(?:|na|n\/a|null|none|-)$/i;
const SPECIAL = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;
const QUOTE = 34;
/** The better first. */
const SEPARATORS = [9, 59, 44];
const HASH = 35;
const COLON = 58;
/** Bytes of a cell that holds no number. */
const MOST_WORD = 40;

interface Columns {
  separator: number;
  names: readonly string[];
  /** Their places; -1 for none. */
  step: number;
  epoch: number;
  time: number;
}

/**
 * Reads the curves of a table that grows: each column of numbers is one, and a cell without a number is no point. This is
 * how Lightning (sparse rows), the CSVLogger of Keras, DVCLive and TensorBoard's own download write them. The first line
 * names the columns; x is a step, else an epoch, else the number of the row, from 0. A row of other names begins anew.
 */
export class CsvCurves {
  readonly curves = new CurveSet('line');
  private readonly lines = new ByteLines(
    (line, number) => this.line(line, number),
    (number) => this.curves.note('long', number),
  );
  private columns: Columns | null = null;
  private row = 0;

  get waiting(): number {
    return this.lines.waiting;
  }

  push(bytes: Uint8Array): void {
    this.lines.push(bytes);
  }

  private line(given: Uint8Array, number: number): void {
    const { curves } = this;
    const line = number === 1 ? given.subarray(markOf(given)) : given;
    if (isBlank(line) || line[0] === HASH) return;
    if (!this.columns) return this.begin(namesOf(line, separatorOf(line)), separatorOf(line), number);
    const cells = cellsOf(line, this.columns.separator);
    const { names } = this.columns;
    const fits = cells !== null && cells.length === 2 * names.length;
    if (fits && !this.mayBeHead(line, cells)) return this.read(line, cells, number);
    const separator = separatorOf(line);
    const head = namesOf(line, separator);
    if (headed(head)) {
      if (once(head).join('\n') !== names.join('\n')) curves.note('columns', number);
      this.begin(head, separator, number);
    } else if (fits) this.read(line, cells, number);
    else curves.note('cells', number);
  }

  private begin(names: readonly string[], separator: number, number: number): void {
    const lower = names.map((name) => name.toLowerCase());
    const place = (known: readonly string[]): number =>
      known.map((name) => lower.indexOf(name)).find((found) => found >= 0) ?? -1;
    if (names.length > limits.curveNames) return this.curves.note('names', number);
    if (names.every((name) => valueIn(name) !== undefined)) return this.curves.note('form', number, names[0]);
    this.columns = { separator, names: once(names), step: place(STEPS), epoch: place(EPOCHS), time: place(TIMES) };
  }

  /** Words stand where a step is expected. */
  private mayBeHead(line: Uint8Array, cells: Uint32Array): boolean {
    const { step, epoch } = this.columns!;
    const at = Math.max(0, step >= 0 ? step : epoch);
    const first = line[cells[2 * at]];
    return (first >= COLON || first === QUOTE) && numberOf(line, cells, at) === null;
  }

  private read(line: Uint8Array, cells: Uint32Array, number: number): void {
    const { names, step, epoch, time } = this.columns!;
    const row = this.row++;
    const numberAt = (at: number): number => (at < 0 ? NaN : (numberOf(line, cells, at) ?? NaN));
    const beside = { epoch: step >= 0 ? numberAt(epoch) : NaN, time: seconds(numberAt(time)) };
    const x = step >= 0 ? numberAt(step) : epoch >= 0 ? numberAt(epoch) : row;
    for (let at = 0; at < names.length; at++) {
      if (at === step || at === epoch || at === time) continue;
      const value = numberOf(line, cells, at);
      if (value !== null) this.curves.add(names[at], x, value, number, beside);
      else if (!ABSENT.test(textOf(line, cells, at))) this.curves.note('number', number, names[at]);
    }
  }
}

/** Bytes of the mark of the byte order that a file may begin with. */
const markOf = (bytes: Uint8Array): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

function isBlank(line: Uint8Array): boolean {
  for (let at = 0; at < line.length; at++) if (line[at] > 32) return false;
  return true;
}

/** The tab, semicolon or comma that parts the names; one that stands in quotes belongs to a name. */
function separatorOf(line: Uint8Array): number {
  let best = SEPARATORS.length;
  for (let at = 0, quoted = false; at < line.length; at++) {
    if (line[at] === QUOTE) quoted = !quoted;
    const place = quoted ? -1 : SEPARATORS.indexOf(line[at]);
    if (place >= 0) best = Math.min(best, place);
  }
  return SEPARATORS[best] ?? 44;
}

/** Where each cell begins and ends, one after the other; null where a quote is not closed. */
function cellsOf(line: Uint8Array, separator: number): Uint32Array | null {
  let count = 1;
  for (let at = 0; at < line.length; at++) if (line[at] === separator) count++;
  const cells = new Uint32Array(2 * count);
  let size = 0;
  for (let at = 0; ; at++) {
    while (at < line.length && line[at] === 32 && separator !== 32) at++;
    const end = cellEnd(line, at, separator);
    if (end < 0 || (end < line.length && line[end] !== separator)) return null;
    cells[size++] = at;
    cells[size++] = end;
    at = end;
    if (at >= line.length) return cells.subarray(0, size);
  }
}

function textOf(line: Uint8Array, cells: Uint32Array, at: number): string {
  const [from, to] = [cells[2 * at], cells[2 * at + 1]];
  const quote = line[from] === QUOTE ? 1 : 0;
  return wordOf(line, from + quote, to - quote, limits.word).trim();
}

/** Null where the cell holds no number; NaN and the infinities are some. */
function numberOf(line: Uint8Array, cells: Uint32Array, at: number): number | null {
  const [from, to] = [cells[2 * at], cells[2 * at + 1]];
  const value = decimalNumber(line, from, to);
  if (!Number.isNaN(value) || to - from > MOST_WORD || to === from) return Number.isNaN(value) ? null : value;
  return valueIn(textOf(line, cells, at)) ?? null;
}

function valueIn(text: string): number | undefined {
  const special = SPECIAL.exec(text);
  if (special) return special[2] ? NaN : special[1] === '-' ? -Infinity : Infinity;
  const value = decimalNumber(text, 0, text.length);
  return Number.isNaN(value) ? undefined : value;
}

function namesOf(line: Uint8Array, separator: number): string[] {
  const cells = cellsOf(line, separator) ?? new Uint32Array(0);
  const names: string[] = [];
  for (let at = 0; 2 * at < cells.length && at <= limits.curveNames; at++) names.push(textOf(line, cells, at));
  return names;
}

/** Whether the beginning of a file is the first line of such a table: names, an epoch or a step among them. */
export function isCurveTable(beginning: Uint8Array): boolean {
  const from = markOf(beginning);
  const end = beginning.indexOf(10);
  if (end < 0 || end - from > limits.curveLine) return false;
  const line = beginning.subarray(from, beginning[end - 1] === 13 ? end - 1 : end);
  const names = namesOf(line, separatorOf(line));
  return names.length > 1 && headed(names);
}

/** Whether a row is one of names: no number, and a column among them that says where a row stands. */
function headed(names: readonly string[]): boolean {
  const stands = (name: string): boolean => STEPS.includes(name.toLowerCase()) || EPOCHS.includes(name.toLowerCase());
  return names.some(stands) && names.every((name) => valueIn(name) === undefined);
}

/** A name that stands twice gets a number; one that is empty, its place. */
function once(names: readonly string[]): string[] {
  const [given, used] = [new Set(names), new Set<string>()];
  const counts = new Map<string, number>();
  return names.map((name, at) => {
    const base = name || `column ${at}`;
    let [own, again] = [base, counts.get(base) ?? 1];
    while (used.has(own) || (own !== name && given.has(own))) own = `${base} (${++again})`;
    counts.set(base, again);
    used.add(own);
    return own;
  });
}

/** A time of a table is in seconds, or in the largest of their thousandths, millionths and billionths that lies before the year 5000. */
function seconds(time: number): number {
  return time > 1e17 ? time / 1e9 : time > 1e14 ? time / 1e6 : time > 1e11 ? time / 1000 : time;
}
