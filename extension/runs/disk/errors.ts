import type { ChangedError } from './changedError.js';
import type { RunLockedError } from './holder.js';
import type { LoggedError, NoRunError } from './runFolder.js';
import type { LinkError } from './safeDisk.js';

interface Errors {
  RunLockedError: RunLockedError;
  NoRunError: NoRunError;
  LoggedError: LoggedError;
  ChangedError: ChangedError;
  LinkError: LinkError;
}

/** Whether the store threw this, told by name: where it is a bundle of its own, so are its classes. */
export const isError = <N extends keyof Errors>(error: unknown, name: N): error is Errors[N] =>
  error instanceof Error && error.name === name;
