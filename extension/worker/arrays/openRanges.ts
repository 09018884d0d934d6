import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** A file of this machine that stays open and is read by ranges. */
export interface Ranges {
  readonly size: number;
  /** So many bytes from a place on, fewer where the file ends before. */
  read(from: number, length: number): Uint8Array;
  /** Whether it has been written to since it was opened. */
  hasChanged(): boolean;
  close(): void;
}

/** Opens a file; throws where there is none, or something else, such as a pipe, which would have to be waited for. */
export function openRanges(path: string): Ranges {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stamp = (): string => {
    const { size, mtimeMs } = fstatSync(descriptor);
    return `${size} ${mtimeMs}`;
  };
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) {
    closeSync(descriptor);
    throw new Error(`${path} is no file`);
  }
  const opened = stamp();
  return {
    size: stats.size,
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
}
