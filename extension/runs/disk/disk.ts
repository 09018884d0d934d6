export type Hash = (bytes: Uint8Array) => string | Promise<string>;

/** File operations, passed in by whoever has them; paths are relative to one folder, with forward slashes. */
export interface Disk {
  /** Null where there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
  /** A new file, or one in place; makes the folders that are missing. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names in a folder; none where it is not there. */
  list(folder: string): Promise<string[]>;
  /** Puts a file in another's place; there only where that is one step. */
  rename?(from: string, to: string): Promise<void>;
  /** Adds to the end of a file, which is made where it is missing; there only where bytes can be added. */
  append?(path: string, bytes: Uint8Array): Promise<void>;
}

/** Where a file is written before it takes its place. */
export const partOf = (path: string): string => `${path}.part`;
