import { fitOf, readArguments } from './callArguments.js';
import type { Failure } from './failure.js';
import { divisorAt } from './fraction.js';
import { elementEnd, NumberReader } from './numberReader.js';
import type { NumberScanner } from './numberScanner.js';
import { skipComment, skipString } from './skip.js';
import { codeAt, isSpace, skipSpace, textOf, type Source } from './source.js';
import { TensorBuilder } from './tensorBuilder.js';
import { isWordUnit, prefixAt, wordEnd, wordValue, WordValues, type Dialect } from './syntax.js';

/** One pass over a text, without recursion and without going back. */
export class TensorParser {
  readonly builder: TensorBuilder;
  dtype: string | null = null;
  private readonly number = new NumberReader();
  private readonly words: WordValues;

  constructor(
    private readonly source: Source,
    private readonly dialect: Dialect,
    failure: Failure,
    scanner?: NumberScanner,
  ) {
    this.words = new WordValues(source);
    this.builder = new TensorBuilder(source, dialect, failure, scanner);
  }

  /** Reads it all; gives the shape. */
  parse(): readonly number[] {
    const { source, builder } = this;
    const { length } = source;
    let at = codeAt(source, 0) === 0xef && codeAt(source, 1) === 0xbb && codeAt(source, 2) === 0xbf ? 3 : 0;
    while (at < length) {
      const code = codeAt(source, at);
      if (code === 44) at = builder.inCall && builder.afterValue ? this.endCall(at) : builder.comma(at);
      else if ((code >= 48 && code <= 57) || code === 45 || code === 46 || code === 43) at = this.readNumber(at);
      else if (isSpace(code) || (code === 59 && this.dialect.semicolons)) at = skipSpace(source, at + 1, length);
      else if (code === 91) at = builder.open('array', at, at);
      else if (code === 93) at = builder.close('array', at);
      else if (code === 40) at = builder.open('tuple', at, at);
      else if (code === 41) at = builder.close(builder.inCall ? 'call' : 'tuple', at);
      else if (code === 47 || code === 35) at = this.readComment(at);
      else if (code === 34 || code === 39) at = this.readString(at);
      else at = this.readWord(at, at);
    }
    const shape = builder.finish();
    this.checkType();
    return shape;
  }

  private readNumber(start: number): number {
    const { source, builder, number } = this;
    const after = builder.addRun(start);
    if (after > start) return after;
    const value = number.read(source, start);
    const { end, loss } = number;
    if (end > start) {
      if (loss !== null) builder.warnings.add(loss, start, end);
      const divisor = this.dialect.fractions ? divisorAt(source, end) : -1;
      if (divisor >= 0) return this.readFraction(value, start, divisor);
      builder.addNumber(value, start, end);
      return end;
    }
    const code = codeAt(source, start);
    const first = code === 45 || code === 43 ? start + 1 : start;
    const isDotted = codeAt(source, first) === 46;
    const next = codeAt(source, isDotted ? first + 1 : first);
    const isWord = isWordUnit(next) && !(next >= 48 && next <= 57);
    if (isWord && (!isDotted || this.words.at(first, wordEnd(source, first, source.length))))
      return this.readWord(start, first);
    throw builder.failure.notNumber(start, 'a number');
  }

  /** `1/3`: the double nearest to the quotient of the two doubles, as every language divides. */
  private readFraction(dividend: number, start: number, at: number): number {
    const { source, builder, number } = this;
    const divisor = number.read(source, at);
    const { end, loss } = number;
    const { failure } = builder;
    if (end === at) throw failure.notNumber(at, 'a number');
    if (divisor === 0) throw failure.at(at, 'range', 'a division by 0', 'a divisor other than 0');
    const listed = builder.afterComma || codeAt(source, skipSpace(source, end, source.length)) === 44;
    if (this.dialect.fractions === 'listed' && !listed)
      throw failure.at(start, 'syntax', failure.found(start), 'a number: fractions are read in lists with commas');
    if (loss !== null) builder.warnings.add(loss, at, end);
    builder.addNumber(dividend / divisor, start, end);
    return end;
  }

  /** Reads `NaN`, `-np.inf`, `True`, or what leads to an array, such as `np.array(`; `start` is that of the sign. */
  private readWord(start: number, first: number): number {
    const { source, builder } = this;
    builder.checkApart(start);
    const last = wordEnd(source, first, source.length);
    const known = this.words.at(first, last);
    if (known) {
      builder.addNumber(codeAt(source, start) === 45 ? -known.value : known.value, start, last);
      builder.warnings.add(known.code, start, last);
      return last;
    }
    const prefix = first === start ? prefixAt(source, first, source.length) : null;
    if (!prefix || (!this.dialect.arrays && textOf(source, first, last) === 'Array' && prefix.isCall))
      throw builder.failure.notNumber(first, builder.expected());
    this.dtype ??= prefix.type;
    return builder.open(prefix.isCall ? 'call' : 'array', start, prefix.bracket);
  }

  /** `float("nan")` is a number; no other string is. */
  private readString(start: number): number {
    const { source, builder } = this;
    const end = skipString(source, start, source.length);
    const text = textOf(source, start, Math.min(end, start + 20));
    const [, sign, word] = /^["']\s*([+-]?)(nan|inf|infinity)\s*["']$/i.exec(text) ?? [];
    const known = word !== undefined && builder.inCall && !builder.afterValue ? wordValue(word) : null;
    if (!known) throw builder.failure.notNumber(start, builder.expected());
    builder.addNumber(sign === '-' ? -known.value : known.value, start, end);
    builder.warnings.add(known.code, start, end);
    return end;
  }

  /** Reads what stands after the value of a call, up to its end. */
  private endCall(at: number): number {
    const { source, builder } = this;
    const { dtype, shape, end, odd } = readArguments(source, at, source.length);
    if (end === source.length) throw builder.unclosed();
    if (odd >= 0) throw builder.failure.at(odd, 'syntax', builder.failure.found(odd), 'a named argument or ")"');
    this.dtype ??= dtype;
    return builder.closeCall(shape, end + 1);
  }

  private readComment(at: number): number {
    const { source, dialect, builder } = this;
    const { failure } = builder;
    const end = skipComment(source, at, source.length, dialect.slash, dialect.hash);
    if (end === at) throw failure.at(at, 'syntax', failure.found(at), builder.expected());
    const isBlock = codeAt(source, at + 1) === 42;
    if (isBlock && (end < at + 4 || codeAt(source, end - 2) !== 42 || codeAt(source, end - 1) !== 47))
      throw failure.at(at, 'syntax', 'a comment that nothing ends', '"*/"');
    const mayDivide = builder.afterValue && dialect.hash && dialect.slash;
    if (mayDivide && /^\/\/\s*[\d.(+-]/.test(textOf(source, at, Math.min(end, at + 20))))
      throw failure.at(at, 'syntax', failure.found(at), 'a comma, as after a number this may be a division');
    return builder.comment(at, end);
  }

  private checkType(): void {
    const fits = this.dtype === null ? null : fitOf(this.dtype);
    if (!fits) return;
    const { elements, warnings } = this.builder;
    const data = elements.take();
    const first = data.findIndex((value) => !fits(value));
    if (first < 0) return;
    const start = elements.starts()(first);
    const count = data.reduce((misfits, value) => misfits + (fits(value) ? 0 : 1), 0);
    warnings.add('dtype', start, elementEnd(this.source, start), count);
  }
}
