import { logEntries, type LogEntry, isMetric } from '../prints/trainingLog.js';
import { finished } from '../numeric/finished.js';
import { limits } from '../numeric/limits.js';
import { CurveSet } from './curveSet.js';

const EPOCH = /^(?:epoch|ep)$/i;
const STEP = /^(?:global[_ ]step|step|iter|iteration|it|batch)$/i;
/** What stands on a line beside the values and is none of them. */
const ASIDE = /^(?:eta|elapsed|time|of|line|seed|version|pid|rank|it\/s|s\/it|s|ms|gpu|cuda|port)$/i;
/** The part of the data that a value is of, before its name. */
const PART = /(?:^|[\s|,;[(-])(train|training|val|valid|validation|test|eval|dev)[\s_-]+$/i;
/** `10/100 [00:01<00:09` of tqdm, `469/469 [====` and `469/469 ━━━━` of Keras. */
const BAR = /(?:^|[\s|])(\d{1,15})\/(\d{1,15})\s*(?:\[|━)/;
/** How many steps there are, behind one. */
const OF = /^\s?\/\s?(\d{1,15})(?![\d.])/;
const NUMBERS = /^[\s[(]*[-+]?(?:\d|\.\d|nan\b|inf)[-+\d.eE\s,;|naifNAIF\t\])]*$/;
const PARTS = /[\s,;|[\]()]+/;

/** A log as curves. */
export interface LogCurves {
  curves: CurveSet;
  /** Lines with something on them that gave no value. */
  unread: number;
  /** The first of them, from 1; 0 without one. */
  unreadAt: number;
}

/** Where a line stands in its training. */
interface Place {
  step: number;
  epoch: number;
}

/**
 * Reads the numbers of a training log as curves: `epoch 3 loss 0.412 acc 91.2%`, `{'loss': 0.41, 'lr': 1e-4}`, the
 * progress lines of tqdm and Keras, and columns of bare numbers. A name stands before its number; a counter that is named
 * (epoch, step, it) or a bar's is x, else the lines that gave values are counted from 0. A value in percent stays as it
 * is printed, under a name that says so. Of a step that stands more than once the last value stays, as in the lines of a
 * bar. A name that is met once and is none of a loss, a score or a rate is left out.
 */
export const readLogCurves = (text: string): LogCurves => finished(logCurves(text));

/** The same in parts, a line each. */
export function* logCurves(text: string): Generator<undefined, LogCurves> {
  const curves = new CurveSet('line', false);
  const place = new Counter();
  let [unread, unreadAt, number, row] = [0, 0, 0, 0];
  for (let start = 0; start < text.length;) {
    const end = lineEnd(text, start);
    number++;
    const isLong = end - start > limits.curveLine;
    if (isLong) curves.note('long', number);
    const line = isLong ? '' : text.slice(start, end).replace(/\p{Cc}\[[\d;]*m/gu, '');
    const entries = logEntries(line, 0, line.length);
    const bar = BAR.exec(line);
    const at = place.at(line, entries, bar);
    const values = entries.length > 0 ? valuesOf(line, entries, bar) : columnsOf(line);
    if (values.size > limits.curveNames) curves.note('names', number);
    for (const [name, value] of values) {
      const series = curves.scalars.get(name);
      const step = at?.step ?? row;
      // The lines of a bar tell of one step many times.
      if (!bar && series?.steps[series.size - 1] === step) curves.note('again', number, name);
      curves.add(name, step, value, number, { line: number - 1, epoch: at?.epoch ?? NaN });
    }
    if (values.size > 0) row++;
    else if (entries.length === 0 && !bar && line.trim() !== '' && unread++ === 0) unreadAt = number;
    start = end + (text.startsWith('\r\n', end) ? 2 : 1);
    yield;
  }
  for (const [name, { size }] of curves.scalars)
    if (size < 2 && !isMetric(name) && curves.scalars.size > 1) curves.scalars.delete(name);
  return { curves, unread, unreadAt };
}

/** Says where each line stands, by the counters that lines before it had too. */
class Counter {
  private epoch = NaN;
  private first = NaN;
  private step = NaN;
  /** Steps of an epoch, by the bar, or by `step 10/469` where that begins anew with each epoch. */
  private length = 0;
  /** The step of the line before as it stood there, and its epoch. */
  private last = { step: NaN, epoch: NaN };

  at(line: string, entries: readonly LogEntry[], bar: RegExpExecArray | null): Place | null {
    const epoch = entries.find(({ name }) => EPOCH.test(name))?.value;
    if (epoch !== undefined && Number.isFinite(epoch)) {
      this.epoch = epoch;
      if (Number.isNaN(this.first)) this.first = epoch;
    }
    const counter = entries.find(({ name }) => STEP.test(name));
    const named = counter?.value;
    if (bar) {
      this.length = Number(bar[2]);
      this.step = this.before() + Number(bar[1]);
    } else if (counter && named !== undefined && Number.isFinite(named)) {
      const of = Number(OF.exec(line.slice(counter.end, counter.end + 20))?.[1] ?? 0);
      const { last } = this;
      if (of > 0 && this.epoch > last.epoch && named <= last.step) this.length = of;
      this.step = (of > 0 && of === this.length ? this.before() : 0) + named;
      this.last = { step: named, epoch: this.epoch };
    } else if (epoch !== undefined && this.length === 0 && Number.isNaN(this.step)) return { step: epoch, epoch };
    if (Number.isNaN(this.step)) return Number.isNaN(this.epoch) ? null : { step: this.epoch, epoch: this.epoch };
    return { step: this.step, epoch: this.epoch };
  }

  /** Steps of the epochs before this one. */
  private before(): number {
    return Number.isNaN(this.epoch) ? 0 : Math.max(0, this.epoch - this.first) * this.length;
  }
}

function valuesOf(line: string, entries: readonly LogEntry[], bar: RegExpExecArray | null): Map<string, number> {
  const values = new Map<string, number>();
  const times = new Map<string, number>();
  const barEnd = bar ? bar.index + bar[0].length : -1;
  for (const { name, value, percent, start } of entries) {
    if (values.size > limits.curveNames) break;
    if (EPOCH.test(name) || STEP.test(name) || ASIDE.test(name)) continue;
    if (bar && start < barEnd && start >= bar.index) continue;
    // The share of a bar that is done, as `Training: 45%|███`.
    if (percent && bar && start < bar.index) continue;
    const at = line.lastIndexOf(name, start);
    const part = at > 0 ? PART.exec(line.slice(Math.max(0, at - 24), at))?.[1] : undefined;
    const isPart = part && !name.toLowerCase().startsWith(part.toLowerCase());
    const own = `${isPart ? `${part} ` : ''}${name}${percent ? ' (%)' : ''}`;
    const again = (times.get(own) ?? 0) + 1;
    times.set(own, again);
    values.set(again === 1 ? own : `${own} (${again})`, value);
  }
  return values;
}

/** The numbers of a line that holds nothing else. */
function columnsOf(line: string): Map<string, number> {
  const values = new Map<string, number>();
  if (line.length > 10_000 || !NUMBERS.test(line)) return values;
  const words = line.split(PARTS).filter(Boolean);
  for (const [at, word] of words.entries()) {
    const value = /^[-+]?nan$/i.test(word) ? NaN : Number(word.replace(/^([-+]?)inf(inity)?$/i, '$1Infinity'));
    if (Number.isNaN(value) && !/nan/i.test(word)) return new Map();
    values.set(words.length === 1 ? 'value' : `column ${at}`, value);
  }
  return values;
}

function lineEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++;
  return end;
}
