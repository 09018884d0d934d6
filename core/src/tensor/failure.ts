import { CoreError, type ErrorCode } from '../numeric/error.js';
import { skipString } from './skip.js';
import { codeAt, placeOf, textOf, type Source, type TextOrigin } from './source.js';
import { wordEnd, isWordUnit } from './syntax.js';

/** Makes the errors of one text: each with its place in the document. */
export class Failure {
  constructor(
    private readonly source: Source,
    private readonly origin: TextOrigin,
  ) {}

  at(at: number, code: ErrorCode, found: string, expected: string): CoreError {
    return new CoreError(code, found, expected, this.place(at));
  }

  place(at: number): Required<TextOrigin> {
    return placeOf(this.source, Math.min(at, this.source.length), 0, this.origin);
  }

  /** The text at `at` up to the next separator, in quotes and cut to what one can read. */
  found(at: number): string {
    const { source } = this;
    if (at >= source.length) return 'the end';
    return JSON.stringify(/^(?:[^\s,[\](){}"']+|.)/su.exec(textOf(source, at, Math.min(source.length, at + 40)))?.[0]);
  }

  /** What stands at `at` right behind a number, without a separator. */
  touching(at: number, expected: string): CoreError {
    const isComplex = /^(?:[+-][\d.]+(?:e[+-]?\d+)?)?[ij](?!\w)/i.test(textOf(this.source, at, at + 40));
    return isComplex
      ? this.at(at, 'shape', 'a complex number', 'real numbers')
      : this.at(at, 'syntax', this.found(at), expected);
  }

  /** What stands at `at` in place of a number. */
  notNumber(at: number, expected: string): CoreError {
    const { source } = this;
    const code = codeAt(source, at);
    if (code === 34 || code === 39) {
      const text = textOf(source, at, Math.min(skipString(source, at, source.length), at + 40));
      return this.at(at, 'shape', `the string ${text}`, 'a number');
    }
    if (code === 123) return this.at(at, 'shape', 'an object', 'a number or an array');
    if (code === 0x2026 || code === 0x22ee || code === 0x22f1 || (code === 46 && codeAt(source, at + 1) === 46)) {
      const spread = code === 46 && isWordUnit(codeAt(source, at + 3));
      const whole = 'every element: a print that was cut short does not hold them';
      if (!spread) return this.at(at, 'truncated', code === 46 || code === 0x2026 ? '"..."' : this.found(at), whole);
    }
    if (code === 45 && codeAt(source, at + 1) === 45)
      return this.at(at, 'shape', 'the masked value "--"', 'a number, as filled() gives');
    if (code < 128 && isWordUnit(code) && !(code >= 48 && code <= 57)) {
      const word = textOf(source, at, Math.min(wordEnd(source, at, source.length), at + 40));
      if (/^(?:crow_|ccol_)?indices$/.test(word) && codeAt(source, at + word.length) === 61)
        return this.at(at, 'shape', 'a sparse tensor', 'a dense one, as to_dense() gives');
      return this.at(at, 'shape', /^(?:null|None|undefined)$/.test(word) ? word : `the name ${word}`, 'a number');
    }
    return this.at(at, 'syntax', this.found(at), expected);
  }
}
