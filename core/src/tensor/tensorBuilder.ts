import { grouped, tuple } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { Elements } from './elements.js';
import type { Failure } from './failure.js';
import { LineRows } from './lineRows.js';
import { Nesting, SCALAR, sameShape, type LevelKind } from './nesting.js';
import type { NumberScanner } from './numberScanner.js';
import { ParseWarnings } from './parseWarnings.js';
import { codeAt, isSpace, type Source } from './source.js';
import type { Dialect } from './syntax.js';

const CLOSER: Record<LevelKind, string> = { text: 'the end', array: '"]"', tuple: '")"', call: '")"' };

/** Takes numbers, brackets and separators as they come, and knows at each what may come next; ends with the shape. */
export class TensorBuilder {
  readonly warnings = new ParseWarnings();
  readonly elements: Elements;
  private readonly nesting = new Nesting();
  private readonly lines = new LineRows();
  /** Where the value, bracket or comma that was read last ends, and which of them it was. */
  private lastEnd = 0;
  private before: 'open' | 'comma' | 'value' = 'open';
  /** What separates the numbers, once two were met. */
  private separator: 'comma' | 'space' | null = null;
  /** Where the first comment among numbers stands. */
  private firstComment = -1;

  constructor(
    private readonly source: Source,
    private readonly dialect: Dialect,
    readonly failure: Failure,
    scanner?: NumberScanner,
  ) {
    this.elements = new Elements(source, scanner);
  }

  get inCall(): boolean {
    return this.nesting.top.kind === 'call';
  }

  /** Whether a value stood right before, after which one may not begin without a separator. */
  get afterValue(): boolean {
    return this.before === 'value';
  }

  get afterComma(): boolean {
    return this.before === 'comma';
  }

  addNumber(value: number, start: number, end: number): void {
    if (this.before === 'value') this.separate(start);
    if (this.elements.count >= limits.elements)
      throw this.failure.at(start, 'limit', 'one more element', `at most ${grouped(limits.elements)} in one tensor`);
    this.elements.add(value, start);
    this.endValue(SCALAR, start, end);
  }

  /** The fast path through the plain numbers of a bracket and of rows like it; `start` where the first is not plain. */
  addRun(start: number): number {
    const { elements, source } = this;
    const { top, parent } = this.nesting;
    if (top.kind !== 'array' || top.shape !== SCALAR || this.before === 'value' || this.separator === 'space')
      return start;
    const before = elements.count;
    const first = (elements.rowFirst = before - top.count);
    const isRow = parent.kind === 'array' && parent.shape.length === 1 && parent.count > 0;
    const at = elements.addRun(source, start, isRow ? parent.shape[0] : 0);
    if (elements.count === before) return start;
    if (elements.rowFirst > first) {
      parent.count += (elements.rowFirst - first) / parent.shape[0];
      top.start = elements.rowStart;
    }
    top.count = elements.count - elements.rowFirst;
    this.lastEnd = at;
    while (isSpace(codeAt(source, this.lastEnd - 1))) this.lastEnd--;
    const last = codeAt(source, this.lastEnd - 1);
    this.before = last === 44 ? 'comma' : last === 91 ? 'open' : 'value';
    if (last === 44 || elements.count > before + 1) this.separator = 'comma';
    return at;
  }

  /** Opens a level for what begins at `start`; gives the offset behind its bracket. */
  open(kind: LevelKind, start: number, bracket: number): number {
    if (this.before === 'value') this.separate(start);
    if (this.nesting.isFull)
      throw this.failure.at(
        bracket,
        'limit',
        'one more bracket',
        `at most ${grouped(limits.nesting)} open at one time`,
      );
    this.nesting.open(kind, start);
    this.before = 'open';
    return (this.lastEnd = bracket + 1);
  }

  close(kind: LevelKind, at: number): number {
    const { top } = this.nesting;
    if (top.kind !== kind || (kind === 'call' && top.count === 0))
      throw this.failure.at(at, 'syntax', this.failure.found(at), this.expected());
    if (this.before === 'comma' && kind === 'array') this.warnings.add('trailingComma', this.lastEnd - 1, this.lastEnd);
    return this.endValue(this.nesting.close(), top.start, at + 1);
  }

  /** Closes a call of which more than the value was read, and the shape that it tells of itself. */
  closeCall(told: readonly number[] | null, end: number): number {
    const { start } = this.nesting.top;
    const shape = this.nesting.close();
    const bothEmpty = told?.includes(0) && shape.includes(0);
    if (told && !bothEmpty && !sameShape(told, shape))
      throw this.failure.at(start, 'saidShape', shapeText(shape), `${shapeText(told)}, as it says of itself`);
    return this.endValue(told ?? shape, start, end);
  }

  comma(at: number): number {
    const { failure } = this;
    const { top } = this.nesting;
    if (this.before !== 'value') throw failure.at(at, 'syntax', '","', this.expected());
    if (top.kind === 'tuple' && !this.dialect.tuples)
      throw failure.at(at, 'syntax', '"," in round brackets', 'an array in square brackets');
    if (top.kind !== 'text') {
      if (this.separator === 'space') throw failure.at(at, 'syntax', '","', 'spaces alone, as before it');
      this.separator = 'comma';
    }
    top.hasComma = true;
    this.before = 'comma';
    return (this.lastEnd = at + 1);
  }

  comment(at: number, end: number): number {
    if (this.separator === 'space')
      throw this.failure.at(at, 'syntax', 'a comment', 'only numbers and spaces, as before it');
    if (this.nesting.depth > 0 && this.firstComment < 0) this.firstComment = at;
    this.warnings.add('comment', at, end);
    return end;
  }

  /** Throws where a value that begins at `at` touches the one before. */
  checkApart(at: number): void {
    if (this.before === 'value' && at === this.lastEnd) this.separate(at);
  }

  finish(): readonly number[] {
    const { failure, nesting, lines } = this;
    const { top } = nesting;
    if (nesting.depth > 0) throw this.unclosed();
    if (top.count === 0) throw failure.at(this.source.length, 'empty', 'no numbers', 'an array of numbers');
    if (top.shape === SCALAR && lines.isTable) {
      const length = lines.end(top.count, this.source.length);
      if (length !== null) throw this.shortLine(length);
      return lines.shape;
    }
    if (top.count === 1) return top.shape;
    if (top.shape.length === limits.rank)
      throw failure.at(0, 'limit', `a tensor of rank ${limits.rank + 1}`, `at most ${grouped(limits.rank)}`);
    return [top.count, ...top.shape];
  }

  /** What may come next, in words. */
  expected(): string {
    const { kind, count } = this.nesting.top;
    if (this.before === 'value') return kind === 'text' ? CLOSER.text : `"," or ${CLOSER[kind]}`;
    return kind === 'array' || (kind === 'tuple' && count === 0) ? `a number or ${CLOSER[kind]}` : 'a number';
  }

  unclosed(): Error {
    const { kind, start } = this.nesting.top;
    const { line, column } = this.failure.place(start);
    const expected = `${CLOSER[kind]} for what opens at line ${line + 1}, column ${column + 1}`;
    return this.failure.at(this.source.length, 'syntax', 'the end', expected);
  }

  /** Two values with no comma between: lines of a table, or numbers that only spaces separate, as NumPy prints them. */
  private separate(start: number): void {
    const { failure, lastEnd, separator } = this;
    const { kind, count, shape } = this.nesting.top;
    if (start > lastEnd && kind === 'text' && hasLineEnd(this.source, lastEnd, start)) {
      const length = shape === SCALAR ? this.lines.end(count, start) : null;
      if (length !== null) throw this.shortLine(length);
      return;
    }
    if (start === lastEnd || kind === 'call' || separator === 'comma' || !this.dialect.spaces)
      throw start === lastEnd
        ? failure.touching(start, this.expected())
        : failure.at(start, 'syntax', failure.found(start), this.expected());
    if (this.firstComment >= 0)
      throw failure.at(this.firstComment, 'syntax', 'a comment', 'commas between the numbers');
    this.separator = 'space';
  }

  private endValue(shape: readonly number[], start: number, end: number): number {
    if (shape.length > limits.rank)
      throw this.failure.at(start, 'limit', `a tensor of rank ${shape.length}`, `at most ${grouped(limits.rank)}`);
    if (!this.nesting.add(shape))
      throw this.failure.at(start, 'ragged', shapeText(shape), `${shapeText(this.nesting.top.shape)}, as before it`);
    this.before = 'value';
    return (this.lastEnd = end);
  }

  private shortLine(length: number): Error {
    const found = this.lines.lengthOf(this.nesting.top.count);
    return this.failure.at(this.lines.start, 'ragged', `a line of ${found}`, `a line of ${length}, as before it`);
  }
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'a number' : `an array of shape ${tuple(shape)}`;
}

/** A line end, or the semicolon that ends a row where there are such. */
function hasLineEnd(source: Source, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = codeAt(source, at);
    if (code === 10 || code === 13 || code === 59) return true;
  }
  return false;
}
