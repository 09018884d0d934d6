import assert from 'node:assert/strict';
import { CoreError, type ErrorCode } from '@surprisal/core';

/** Holds an error to its code, its place and a part of its words. */
export function fails(run: () => unknown, code: ErrorCode, argument?: string, path?: number[], words = ''): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof CoreError, String(error));
    assert.deepEqual([error.code, error.place.argument, error.place.path], [code, argument, path], error.message);
    assert.ok(error.message.includes(words), error.message);
    return true;
  });
}

/** Holds an error to its words. */
export const refuses = (run: () => unknown, message: RegExp | string): void =>
  assert.throws(run, { name: 'CoreError', message });
