import { placeOf, textOf, type Source, type TextOrigin, type TextRange } from './source.js';

/** What was read, but not as it may have been meant, or is not JSON. */
export type ParseWarningCode =
  | 'nan'
  | 'infinity'
  | 'precisionLost'
  | 'overflow'
  | 'underflow'
  | 'negativeZero'
  | 'boolean'
  | 'trailingComma'
  | 'comment'
  | 'dtype';

/** All occurrences of one kind, by the first: how many, where in the document, and the text found there. */
export interface ParseWarning extends TextRange {
  code: ParseWarningCode;
  count: number;
  line: number;
  column: number;
  found: string;
  message: string;
}

const MEANING: Record<ParseWarningCode, [one: string, many: string]> = {
  nan: ['NaN is not JSON', 'NaN values; NaN is not JSON'],
  infinity: ['Infinity is not JSON', 'infinite values; Infinity is not JSON'],
  precisionLost: ['whole number above 2^53 lost precision', 'whole numbers above 2^53 lost precision'],
  overflow: [
    'number above the range of a double became infinite',
    'numbers above the range of a double became infinite',
  ],
  underflow: ['number below the range of a double became 0', 'numbers below the range of a double became 0'],
  negativeZero: ['negative zero, kept as -0', 'negative zeros, kept as -0'],
  boolean: ['boolean read as 1 or 0', 'booleans read as 1 or 0'],
  trailingComma: ['trailing comma, which is not JSON', 'trailing commas, which are not JSON'],
  comment: ['comment, which is not JSON', 'comments, which are not JSON'],
  dtype: ['value does not fit the dtype and was kept', 'values do not fit the dtype and were kept'],
};

/** Collects warnings by kind, so that a million of one cost no more than one. */
export class ParseWarnings {
  private readonly first = new Map<ParseWarningCode, { count: number; start: number; end: number }>();

  add(code: ParseWarningCode, start: number, end: number, count = 1): void {
    const known = this.first.get(code);
    if (known) known.count += count;
    else this.first.set(code, { count, start, end });
  }

  /** In the order of the text, with places in the document. */
  list(source: Source, origin: TextOrigin = {}): ParseWarning[] {
    let from = 0;
    let place = placeOf(source, 0, 0, origin);
    return [...this.first]
      .sort(([, a], [, b]) => a.start - b.start)
      .map(([code, { count, start, end }]) => {
        place = placeOf(source, start, from, place);
        from = start;
        const found = textOf(source, start, Math.min(end, start + 40));
        const [one, many] = MEANING[code];
        const message = count === 1 ? `${found}: ${one}` : `${count} ${many}; the first is ${found}`;
        const { offset, line, column } = place;
        return { code, count, start: offset, end: offset + end - start, line, column, found, message };
      });
  }
}
