/** Text to read: a string, or the bytes of a UTF-8 file as they lie on disk. Offsets count its units. */
export type Source = string | Uint8Array;

/** Where the first unit of a text stands in its document; zero-based. */
export interface TextOrigin {
  offset?: number;
  line?: number;
  column?: number;
}

/** Half-open range of offsets. */
export interface TextRange {
  start: number;
  end: number;
}

/** The unit at `at`, and -1 past the end: a read out of bounds would make every later read slow. */
export function codeAt(source: Source, at: number): number {
  if (at >= source.length) return -1;
  return typeof source === 'string' ? source.charCodeAt(at) : source[at];
}

/** True for what separates and means nothing: space, tab, line ends, the no-break space, the byte-order mark. */
export function isSpace(code: number): boolean {
  return (
    code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff || code === 0x2028 || code === 0x2029
  );
}

/** The first offset from `start` on that holds no space, or the end. */
export function skipSpace(source: Source, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(codeAt(source, at))) at++;
  return at;
}

/** The text between two offsets. Bytes are taken one to one, which is right for the ASCII that numbers are made of. */
export function textOf(source: Source, start: number, end: number): string {
  if (typeof source === 'string') return source.slice(start, end);
  let text = '';
  for (let at = start; at < end; at += 4096)
    text += String.fromCharCode(...source.subarray(at, Math.min(end, at + 4096)));
  return text;
}

/**
 * Offset, line and column in the document of the unit at `at`, counted from the unit `from` which stands at `origin`.
 * LF, CRLF and a lone CR each end a line.
 */
export function placeOf(source: Source, at: number, from = 0, origin: TextOrigin = {}): Required<TextOrigin> {
  let line = origin.line ?? 0;
  let lineStart = from - (origin.column ?? 0);
  for (let i = from; i < at; i++) {
    const code = codeAt(source, i);
    if (code === 10 || (code === 13 && codeAt(source, i + 1) !== 10)) {
      line++;
      lineStart = i + 1;
    }
  }
  return { offset: at - from + (origin.offset ?? 0), line, column: at - lineStart };
}
