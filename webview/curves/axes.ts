import type { XKind } from '../../extension/protocol/curves.js';
import { count, percent, plain } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { logTicks, niceTicks } from '../shared/ticks.js';
import type { ScalarFacts } from './scalars.js';

export interface Range {
  min: number;
  max: number;
}

export interface Axis extends Range {
  logarithmic: boolean;
  ticks: number[];
  format: (value: number) => string;
}

/** Where a value lies on an axis: 0 at its least end, 1 at its greatest, beyond these outside. */
export function placeOf({ min, max, logarithmic }: Pick<Axis, 'min' | 'max' | 'logarithmic'>, value: number): number {
  if (!logarithmic) return (value - min) / (max - min);
  return value > 0 ? Math.log(value / min) / Math.log(max / min) : -1e3;
}

/** The value at a place between 0 and 1 of an axis. */
export const valueAt = ({ min, max, logarithmic }: Pick<Axis, 'min' | 'max' | 'logarithmic'>, place: number): number =>
  logarithmic ? min * (max / min) ** place : min + place * (max - min);

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

/** Multiples of a time that people count in. */
function timeTicks(min: number, max: number, most: number): number[] {
  const step = SECONDS.find((each) => (max - min) / each < most);
  if (max - min < 4 || step === undefined) return niceTicks(min, max, most);
  const shift = new Date(min * 1000).getTimezoneOffset() * 60;
  const first = min > 1e8 ? Math.ceil((min - shift) / step) * step + shift : Math.ceil(min / step) * step;
  const ticks: number[] = [];
  for (let i = 0; i <= most && first + i * step <= max; i++) ticks.push(first + i * step);
  return ticks;
}

export function xName(kind: XKind, logarithmic = false): string {
  const name = { step: t('step'), epoch: t('epoch'), relative: t('time'), wall: t('clock') }[kind];
  return logarithmic ? t('{0}, log', name) : name;
}

/** A place on the x axis in words: `step 792`, `epoch 4.5`, `1:05`, `14:03:22`. */
export const atWords = (kind: XKind, x: number): string =>
  kind === 'step' || kind === 'epoch' ? `${xName(kind)} ${xText(kind, x)}` : xText(kind, x);

export function xText(kind: XKind, x: number, span = 0): string {
  if (kind === 'step') return Number.isInteger(x) || span > 20 ? count(x) : plain(Number(x.toPrecision(6)));
  if (kind === 'epoch') return plain(Number(x.toFixed(3)));
  if (kind === 'relative') return duration(x, span);
  const date = new Date(x * 1000);
  if (span > 2 * 86400) return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  const second = span > 600 ? undefined : '2-digit';
  return date.toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    ...(second && { second }),
    hour12: false,
  });
}

/** 0.4 s, 42 s, 1:05, 2:03:00 */
function duration(seconds: number, span: number): string {
  if (Math.max(seconds, span) < 60) return t('{0} s', plain(Number(seconds.toFixed(span > 20 ? 0 : 2))));
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** How much of the x axis a number and the gap after it take, px. */
const X_NUMBER = 64;

export function xAxis(kind: XKind, { min, max }: Range, width: number, logarithmic = false): Axis {
  const most = Math.max(2, Math.floor(width / X_NUMBER));
  const isTime = kind === 'relative' || kind === 'wall';
  const ticks = logarithmic ? logMarks(min, max) : isTime ? timeTicks(min, max, most) : niceTicks(min, max, most);
  if (logarithmic) return { min, max, logarithmic, ticks, format: (value) => xText(kind, value) };
  return { min, max, logarithmic, ticks, format: (value) => xText(kind, value, max - min) };
}

/** What is left out at either end of the values before an axis is laid through them. */
const CUT = 0.01;

/**
 * The axis of some values: their middle 98%, or all of them where `whole`, with the `kept` ones always in it. A
 * logarithmic axis holds positive values alone.
 */
export function yAxis(
  values: Float64Array,
  kept: readonly number[],
  facts: ScalarFacts,
  { logarithmic, whole, height }: { logarithmic: boolean; whole: boolean; height: number },
): Axis {
  const some = whole ? values : sampled(values);
  const fit = some.filter((value) => Number.isFinite(value) && (!logarithmic || value > 0)).sort();
  const cut = whole ? 0 : Math.floor(fit.length * CUT);
  const inside = kept.filter((value) => Number.isFinite(value) && (!logarithmic || value > 0));
  let min = Math.min(fit[cut] ?? Infinity, ...inside);
  let max = Math.max(fit[fit.length - 1 - cut] ?? -Infinity, ...inside);
  const format = (value: number): string => yText(facts, value, min, max);
  if (min > max) return { min: logarithmic ? 1e-9 : 0, max: 1, logarithmic, ticks: [], format };
  if (logarithmic) {
    const room = max > min ? 1.08 : 2;
    [min, max] = [Math.max(min / room, Number.MIN_VALUE), Math.min(max * room, Number.MAX_VALUE)];
    return { min, max, logarithmic, ticks: logMarks(min, max), format };
  }
  const room = (max - min) * 0.04 || Math.abs(max) * 0.1 || 1;
  const [least, most] = [min, max];
  min -= room;
  max += room;
  if (least >= 0 && min < 0) min = 0;
  if (facts.isShare && most <= 1 && max > 1) max = 1;
  // What stays the same has its own value for its only number, with as many digits as there is room for.
  if (least === most)
    return { min, max, logarithmic, ticks: [least], format: (value) => format(Number(value.toPrecision(4))) };
  return { min, max, logarithmic, ticks: niceTicks(min, max, height > 130 ? 6 : 4), format };
}

/** Powers of ten or 1, 2 and 5 of them; a range that holds none or one of these has the marks of a linear axis. */
function logMarks(min: number, max: number): number[] {
  const ticks = logTicks(min, max);
  return ticks.length > 1 ? ticks : niceTicks(min, max).filter((tick) => tick > 0);
}

/** Of more values than these so many are enough to find the middle ones. */
const ENOUGH = 2000;

function sampled(values: Float64Array): Float64Array {
  if (values.length <= 2 * ENOUGH) return values;
  const every = values.length / ENOUGH;
  return Float64Array.from({ length: ENOUGH }, (_, i) => values[Math.floor(i * every)]);
}

function yText({ isShare }: ScalarFacts, value: number, min: number, max: number): string {
  const step = (max - min) / 5;
  if (isShare && max <= 1.5) return percent(value, step < 0.001 ? 2 : step < 0.005 ? 1 : 0);
  return Math.abs(value) >= 1e5 ? value.toExponential().replace('e+', 'e').replaceAll('-', '−') : plain(value);
}
