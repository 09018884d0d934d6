import { shown } from './describe.js';

/** What kind of thing was wrong with an input; stable, so that callers can translate it. */
export type ErrorCode =
  | 'syntax'
  | 'truncated'
  | 'ragged'
  | 'limit'
  | 'shape'
  /** An array has another shape than its print says. */
  | 'saidShape'
  | 'empty'
  | 'notFinite'
  | 'negative'
  | 'unnormalised'
  | 'range'
  | 'option'
  | 'undefined'
  | 'data';

/** Where an error stands: in the text that was read, or in an argument by its index path. */
export interface ErrorPlace {
  /** The argument's name, such as `prediction`. */
  argument?: string;
  /** Index path in that argument: `[2, 1]` is row 2, column 1. */
  path?: readonly number[];
  /** UTF-16 offset in the text that was read, with its zero-based line and column. */
  offset?: number;
  line?: number;
  column?: number;
  /** The data file or field, by name. */
  file?: string;
}

/**
 * The one error of this library: what was found, where, and what was expected.
 * `message` is plain English made of those three; a host may word it anew from the fields.
 */
export class CoreError extends Error {
  override readonly name = 'CoreError';
  readonly found: string;
  readonly expected: string;
  constructor(
    readonly code: ErrorCode,
    found: string,
    expected: string,
    readonly place: ErrorPlace = {},
  ) {
    super(`${shown(placeText(place))}${shown(found)}; expected ${shown(expected)}`);
    this.found = shown(found);
    this.expected = shown(expected);
  }
}

/** `prediction[2][1]: `, `line 3, column 7: `, or nothing where no place is known. */
function placeText({ argument, path, line, column, file }: ErrorPlace): string {
  const parts: string[] = [];
  if (file !== undefined) parts.push(file);
  if (argument !== undefined || path?.length)
    parts.push((argument ?? 'value') + (path ?? []).map((i) => `[${i}]`).join(''));
  if (line !== undefined && column !== undefined) parts.push(`line ${line + 1}, column ${column + 1}`);
  return parts.length ? `${parts.join(', ')}: ` : '';
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
