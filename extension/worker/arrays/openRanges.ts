import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A file of this machine that stays open and is read by ranges. */
export interface Ranges {
  readonly size: number;
  /** So many bytes from a place on, fewer where the file ends before. */
  read(from: number, length: number): Uint8Array;
  /** Whether it has been written to since it was opened. */
  hasChanged(): boolean;
  close(): void;
}

/** Milliseconds: a file written to less long ago is looked at again after these, so many times. */
const RECENT = 1000;
const REST = 50;
const TRIES = 20;

/**
 * Opens a file. The time of its last write tells another one only if that comes some milliseconds later, so one that has just
 * been written to is waited for. Throws where there is none, or something else, such as a pipe, which would have to be
 * waited for, and where it does not rest.
 */
export async function openRanges(path: string): Promise<Ranges> {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stamp = (): string => {
    const { size, mtimeMs } = fstatSync(descriptor);
    return `${size} ${mtimeMs}`;
  };
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error(`${path} is no file`);
    const opened = stats.mtimeMs < Date.now() - RECENT ? stamp() : await rested(stamp);
    if (opened === null) throw new Error(`${path} is being written to all the time`);
    return {
      size: fstatSync(descriptor).size,
      read(from, length) {
        const bytes = new Uint8Array(length);
        let read = 0;
        for (let more = 1; more > 0 && read < length; read += more)
          more = readSync(descriptor, bytes, read, length - read, from + read);
        return read < length ? bytes.subarray(0, read) : bytes;
      },
      hasChanged: () => stamp() !== opened,
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** What is the same some time later; null where it never is. */
async function rested(stamp: () => string): Promise<string | null> {
  let last = stamp();
  for (let i = 0; i < TRIES; i++) {
    await pause(REST);
    const now = stamp();
    if (now === last) return now;
    last = now;
  }
  return null;
}
