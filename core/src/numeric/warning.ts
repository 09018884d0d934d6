import type { ErrorPlace } from './error.js';

/** What a value is to be read with: it was computed, but something in the input deserves a look. */
export type WarningCode = 'unnormalised' | 'infinite' | 'ignored' | 'clamped' | 'unused' | 'empty' | 'undefined';

/** A warning that stands beside a value; as text it is its message. */
export class CoreWarning {
  constructor(
    readonly code: WarningCode,
    readonly message: string,
    readonly place: ErrorPlace = {},
  ) {}

  toString(): string {
    return this.message;
  }
}
