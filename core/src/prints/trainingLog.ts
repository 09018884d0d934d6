import { isSpace, type TextRange } from '../tensor/source.js';
import { lineAt } from './lines.js';

/** The values of one name over a log; places count its lines from 0. */
export interface LogSeries {
  name: string;
  n: number;
  first: number;
  last: number;
  /** Over the finite values; NaN without one. */
  least: number;
  greatest: number;
  leastAt: LogStep;
  greatestAt: LogStep;
  /** How many are NaN or infinite, and where the first stands. */
  notFinite: number;
  notFiniteAt: LogStep | null;
  percent: boolean;
}

/** The epoch or the step that a log was in, or the line where it names none. */
export interface LogStep {
  unit: 'epoch' | 'step' | 'line';
  at: number;
}

/** One number of a log and its name. */
export interface LogEntry extends TextRange {
  name: string;
  value: number;
  percent: boolean;
}

const METRIC =
  /(?:^|[\s_./-])(?:loss|nll|acc(?:uracy)?|f1|auc|auroc|recall|perplexity|ppl|mae|mse|rmse|bleu|wer|iou|lr|learning[_ ]rate|grad[_ ]norm|reward|bce|dice|logloss|rmsle)(?:@?\d+)?$|[\s_./-](?:error|err|precision|map|kl|score)$/i;
const STEP = /^(?:epoch|ep)$/i;
const ITERATION = /^(?:global[_ ]step|step|iter|iteration|it|batch)$/i;
const isStep = (name: string): boolean => STEP.test(name) || ITERATION.test(name);
/** Names of one log; further ones are not kept. */
const MOST_NAMES = 64;
/** Characters of a name. */
const MOST_NAME = 60;

/** Blanks between a name and its number; `accuracy` of a classification report stands further away. */
const MOST_APART = 16;

/** Whether a name is one of a loss, a score or a rate, as people call them. */
export const isMetric = (name: string): boolean => METRIC.test(name);

/**
 * The named numbers of a line: `loss=0.5`, `loss: 0.5`, `'loss': 0.5`, `- loss: 0.5 - val_acc: 93%`, `Epoch 3/10`.
 * One pass over the line.
 */
export function logEntries(text: string, start: number, end: number): LogEntry[] {
  const entries: LogEntry[] = [];
  for (let at = start; at < end;) {
    const before = at > start ? text.charCodeAt(at - 1) : 32;
    const to = isWord(before) || before === 46 || !mayBegin(text.charCodeAt(at)) ? -1 : numberEnd(text, at, end);
    if (to < 0) {
      if (!isWord(text.charCodeAt(at))) at++;
      else while (at < end && isWord(text.charCodeAt(at))) at++;
      continue;
    }
    const name = nameBefore(text, start, at);
    const word = text.slice(at, to);
    const value = numberOf(word.replaceAll(',', ''));
    // Of a loss, `1,234` may as well be 1.234, and `9/10` is no 9.
    const parted = word.includes(',') || (text[to] === '/' && to + 1 < end && isDigit(text.charCodeAt(to + 1)));
    if (name !== null && (!parted || isStep(name)))
      entries.push({ name, value, percent: text[to] === '%' && to < end, start: at, end: to });
    at = to;
  }
  return entries;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code > 127;

/** A digit, a sign, a point, or the first letter of `nan` and `inf`. */
const mayBegin = (code: number): boolean =>
  isDigit(code) || code === 43 || code === 45 || code === 46 || (code | 32) === 110 || (code | 32) === 105;

/** Digits with a comma before every three. */
const GROUPED = /[1-9]\d{0,2}(?:,\d{3}){1,6}(?![\w.,]?\d|\w)/y;

/** Where the number at `at` ends; -1 where none is, as in `10ms`, `12:30`, `0,5` or `1.2.3`. */
function numberEnd(text: string, at: number, end: number): number {
  let to = at;
  if (text[to] === '-' || text[to] === '+') to++;
  const word = text.slice(to, Math.min(to + 8, end)).toLowerCase();
  for (const special of ['nan', 'infinity', 'inf'])
    if (word.startsWith(special)) return isWord(text.charCodeAt(to + special.length)) ? -1 : to + special.length;
  const from = to;
  while (to < end && isDigit(text.charCodeAt(to))) to++;
  let digits = to - from;
  if (text[to] === ',' && to + 1 < end && isDigit(text.charCodeAt(to + 1))) {
    GROUPED.lastIndex = from;
    return GROUPED.test(text) ? GROUPED.lastIndex : -1;
  }
  if (text[to] === '.' && to < end) {
    const point = ++to;
    while (to < end && isDigit(text.charCodeAt(to))) to++;
    digits += to - point;
  }
  if (digits === 0 || digits > 400) return -1;
  if ((text[to] === 'e' || text[to] === 'E') && to < end) {
    let exponent = to + 1;
    if (text[exponent] === '-' || text[exponent] === '+') exponent++;
    const first = exponent;
    while (exponent < end && isDigit(text.charCodeAt(exponent))) exponent++;
    if (exponent > first) to = exponent;
  }
  const next = to < end ? text.charCodeAt(to) : 32;
  return isWord(next) || (next === 58 && isDigit(text.charCodeAt(to + 1))) || next === 46 ? -1 : to;
}

function numberOf(word: string): number {
  const lower = word.toLowerCase();
  if (lower.endsWith('nan')) return NaN;
  if (lower.includes('inf')) return lower.startsWith('-') ? -Infinity : Infinity;
  return Number(word);
}

/** The name that a number at `at` has by what stands before it; null without one. */
function nameBefore(text: string, start: number, at: number): string | null {
  let to = at;
  while (to > start && isSpace(text.charCodeAt(to - 1))) to--;
  const mark = text[to - 1];
  const joined = mark === ':' || mark === '=';
  if (!joined && at - to > MOST_APART) return null;
  if (joined && to > start) {
    to--;
    while (to > start && isSpace(text.charCodeAt(to - 1))) to--;
  }
  const quote = text[to - 1];
  if (joined && (quote === '"' || quote === "'") && to > start) {
    const open = text.lastIndexOf(quote, to - 2);
    return open >= start && to - open < MOST_NAME ? text.slice(open + 1, to - 1) : null;
  }
  const least = Math.max(start, to - MOST_NAME);
  let from = to;
  for (;;) {
    let word = from;
    while (word > least && isNamed(text.charCodeAt(word - 1))) word--;
    if (word === from || isDigit(text.charCodeAt(word)) || isLevel(text.slice(word, from))) break;
    from = word;
    if (!joined || from - 1 <= least || text[from - 1] !== ' ' || !isNamed(text.charCodeAt(from - 2))) break;
    from--;
  }
  const name = text.slice(from, to).trim();
  return /^[-./]*$/.test(name) ? null : name.replace(/^[-./]+/, '');
}

const isNamed = (code: number): boolean => isWord(code) || code === 45 || code === 46 || code === 47 || code === 64;
const isLevel = (word: string): boolean =>
  /^(?:info|debug|warn|warning|error|trace|-+|\||[T\d:.-]+)$/i.test(word) && word !== 'error';

/** The series of a log, in the order in which they begin; what is no metric, no epoch and no step is left out. */
export function readLog(text: string): LogSeries[] {
  const found = new Map<string, LogSeries>();
  const known = new Map<string, boolean>();
  const isKnown = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const metric = isMetric(name);
    if (known.size < MOST_NAMES) known.set(name, metric);
    return metric;
  };
  let step: LogStep | null = null;
  for (let start = 0, line = 0; start < text.length; line++) {
    let end = start;
    while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
    const entries = logEntries(text, start, end);
    step = stepOf(entries) ?? step;
    for (const entry of entries) if (isKnown(entry.name)) add(found, entry, step ?? { unit: 'line', at: line + 1 });
    start = end + (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? 2 : 1);
  }
  return [...found.values()];
}

/** The named numbers of the line at an offset; empty where none of them is of a loss, a score or a rate. */
export function logLine(
  text: string,
  offset: number,
): { range: TextRange; entries: LogEntry[]; commented: boolean } | null {
  const line = lineAt(text, offset);
  if (!line) return null;
  const entries = logEntries(text, line.start, line.end).filter(({ name }) => isMetric(name));
  const { start, end, from } = line;
  return entries.length > 0 ? { range: { start, end }, entries, commented: from > start } : null;
}

function stepOf(entries: readonly LogEntry[]): LogStep | null {
  const epoch = entries.find(({ name }) => STEP.test(name));
  if (epoch) return { unit: 'epoch', at: epoch.value };
  const step = entries.find(({ name }) => ITERATION.test(name));
  return step ? { unit: 'step', at: step.value } : null;
}

function add(found: Map<string, LogSeries>, { name, value, percent }: LogEntry, at: LogStep): void {
  const series = found.get(name);
  const finite = Number.isFinite(value);
  if (!series) {
    if (found.size >= MOST_NAMES) return;
    const [least, notFinite] = finite ? [value, 0] : [NaN, 1];
    const places = { leastAt: at, greatestAt: at, notFiniteAt: finite ? null : at };
    found.set(name, { name, n: 1, first: value, last: value, least, greatest: least, notFinite, percent, ...places });
    return;
  }
  series.n++;
  series.last = value;
  if (!finite) {
    series.notFinite++;
    series.notFiniteAt ??= at;
    return;
  }
  if (!(value >= series.least)) [series.least, series.leastAt] = [value, at];
  if (!(value <= series.greatest)) [series.greatest, series.greatestAt] = [value, at];
}
