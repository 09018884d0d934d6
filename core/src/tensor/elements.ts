import { limits } from '../numeric/limits.js';
import type { NumberScanner } from './numberScanner.js';
import { POWERS_OF_TEN, quotient } from './decimal.js';
import { codeAt, type Source } from './source.js';

const FAR = 255;
const BLOCK = 1024;

/**
 * The numbers read so far and where each begins: eight bytes for the value and one for its distance from the
 * number before, so that ranges cost an eighth of the values.
 */
export class Elements {
  count = 0;
  private values: Float64Array;
  private steps: Uint8Array;
  private last = 0;
  /** Index of the first element of the row that `addRun` is in, and the offset of its bracket. */
  rowFirst = 0;
  rowStart = 0;
  private readonly blockStarts: number[] = [];
  private readonly farSteps = new Map<number, number>();

  /** Where the last unit stands at which every loop of `addRun` stops, so that none needs to look for the end. */
  private readonly safeEnd: number;
  private readonly length: number;

  constructor(
    source: Source,
    private readonly scanner?: NumberScanner,
  ) {
    this.length = source.length;
    let end = source.length - 1;
    while (end >= 0 && mayRun(codeAt(source, end))) end--;
    this.safeEnd = end;
    const capacity = Math.min(1024, this.most(0));
    this.values = new Float64Array(capacity);
    this.steps = new Uint8Array(capacity);
  }

  add(value: number, start: number): void {
    const index = this.count;
    if (index === this.values.length) this.grow(start);
    this.values[index] = value;
    if (index % BLOCK === 0) this.blockStarts.push(start);
    const step = start - this.last;
    if (step >= FAR) this.farSteps.set(index, step);
    this.steps[index] = step < FAR ? step : FAR;
    this.last = start;
    this.count = index + 1;
  }

  /**
   * The fast path: numbers without an exponent and with commas between, and, where the rows before have `rowLength`
   * numbers, on through rows like them. Gives the offset of what it left: the end of a number, or what follows a comma
   * or a bracket.
   */
  addRun(source: Source, start: number, rowLength: number): number {
    if (this.scanner?.reach(source, start)) return this.scanRun(this.scanner, start, rowLength);
    const { values, steps, safeEnd } = this;
    const powers = POWERS_OF_TEN;
    let { count, last, rowFirst } = this;
    let at = start;
    let code = codeAt(source, at);
    for (let room = values.length - count; room > 0 && at < safeEnd; room--) {
      const begin = at;
      const negative = code === 45;
      if (negative) code = unitAt(source, ++at);
      const first = at;
      const zero = code === 48;
      let mantissa = 0;
      for (let digit = (code - 48) >>> 0; digit < 10; digit = (code - 48) >>> 0) {
        mantissa = (Math.imul(mantissa, 10) + digit) | 0;
        code = unitAt(source, ++at);
      }
      const whole = at - first;
      let scale = 0;
      let low = 0;
      let lowDigits = 0;
      if (code === 46) {
        const point = ++at;
        const full = point + 9 - (zero ? 0 : whole);
        code = unitAt(source, at);
        for (let digit = (code - 48) >>> 0; digit < 10 && at < full; digit = (code - 48) >>> 0) {
          mantissa = (Math.imul(mantissa, 10) + digit) | 0;
          code = unitAt(source, ++at);
        }
        const lowStart = at;
        for (let digit = (code - 48) >>> 0; digit < 10; digit = (code - 48) >>> 0) {
          low = (Math.imul(low, 10) + digit) | 0;
          code = unitAt(source, ++at);
        }
        lowDigits = at - lowStart;
        scale = at - point;
      }
      const step = begin - last;
      const value =
        lowDigits === 0
          ? mantissa / powers[scale]
          : lowDigits <= 9 && scale <= 22
            ? quotient(mantissa, low, lowDigits, scale)
            : NaN;
      const isPlain = whole > 0 && whole <= 9 && !(zero && whole > 1) && !(negative && value === 0) && value === value;
      if (!isPlain || step >= FAR || (code !== 44 && code !== 93)) {
        at = begin;
        break;
      }
      values[count] = negative ? -value : value;
      steps[count] = step;
      if (count % BLOCK === 0) this.blockStarts.push(begin);
      count++;
      last = begin;
      if (code === 93) {
        if (count - rowFirst !== rowLength) break;
        const comma = skipBlank(source, at + 1);
        const open = skipBlank(source, comma + 1);
        if (codeAt(source, comma) !== 44 || codeAt(source, open) !== 91) break;
        rowFirst = count;
        this.rowStart = at = open;
      }
      do code = unitAt(source, ++at);
      while (code <= 32 && isBlank(code));
      if ((code - 48) >>> 0 > 9 && code !== 45) break;
    }
    this.count = count;
    this.last = last;
    this.rowFirst = rowFirst;
    return at;
  }

  private scanRun(scanner: NumberScanner, start: number, rowLength: number): number {
    const { values, steps, blockStarts, count } = this;
    const phase = count % BLOCK;
    const at = scanner.scan(start, values.length - count, this.last, this.rowFirst - count, rowLength, phase);
    const [added, last, rowFirst, rowStart] = scanner.state;
    values.set(scanner.values.subarray(0, added), count);
    steps.set(scanner.steps.subarray(0, added), count);
    const blocks = Math.ceil((phase + added) / BLOCK) - Math.ceil(phase / BLOCK);
    for (let i = 0; i < blocks; i++) blockStarts.push(scanner.blockStart(i));
    this.count += added;
    this.last = last;
    if (rowFirst + count > this.rowFirst) {
      this.rowFirst = rowFirst + count;
      this.rowStart = rowStart;
    }
    return at;
  }

  /** The values; copied into an array of their length where more than an eighth would be left unused. */
  take(): Float64Array {
    const { values, count } = this;
    return count > values.length * 0.875 ? values.subarray(0, count) : values.slice(0, count);
  }

  /** Gives the offset at which element `index` begins. Keeps nothing of the values. */
  starts(): (index: number) => number {
    const { steps, blockStarts, farSteps } = this;
    return (index) => {
      const block = Math.floor(index / BLOCK);
      let start = blockStarts[block];
      for (let i = block * BLOCK + 1; i <= index; i++) start += steps[i] < FAR ? steps[i] : (farSteps.get(i) as number);
      return start;
    };
  }

  /** The most that can follow: each number and its separator take two units at least. */
  private most(from: number): number {
    return Math.min(limits.elements, this.count + Math.ceil((this.length - from) / 2) + 1);
  }

  /** What the density so far foretells, and a fiftieth; at least half as much again, at most what the text can hold. */
  private grow(start: number): void {
    const foretold = Math.ceil((this.count / (start + 1)) * this.length * 1.02);
    const capacity = Math.min(this.most(start), Math.max(foretold, Math.ceil(this.count * 1.5)));
    const values = new Float64Array(capacity);
    values.set(this.values);
    const steps = new Uint8Array(capacity);
    steps.set(this.steps);
    this.values = values;
    this.steps = steps;
  }
}

/** The unit at an offset that is known to lie before the end. */
function unitAt(source: Source, at: number): number {
  return typeof source === 'string' ? source.charCodeAt(at) : source[at];
}

/** What a loop of `addRun` may pass over: digits, point, sign, comma, blanks. */
function mayRun(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 44 && code <= 46) || isBlank(code);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function skipBlank(source: Source, start: number): number {
  let at = start;
  while (isBlank(codeAt(source, at))) at++;
  return at;
}
