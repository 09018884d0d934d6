export type Hash = (bytes: Uint8Array) => string | Promise<string>;

/** File operations, passed in by whoever has them; paths are relative to one folder, with forward slashes. */
export interface Disk {
  /** Gives null where there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
  /** Writes a file, new or over an old one; makes the folders that are missing. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /**
   * Reads up to `most` bytes of a file from a place on, fewer where it ends before, and null where there is no such file;
   * a disk that gives files only as a whole has no such method.
   */
  readFrom?(path: string, offset: number, most: number): Promise<Uint8Array | null>;
  /** Bytes of a file, 0 where there is none; a disk that can't tell has no such method. */
  size?(path: string): Promise<number>;
  remove(path: string): Promise<void>;
  /** Gives the names in a folder; none where the folder is not there. */
  list(folder: string): Promise<string[]>;
  /** Renames a file over another in one step; a disk that can't do that has no such method. */
  rename?(from: string, to: string): Promise<void>;
  /** Adds to the end of a file, which is made where it is missing; a disk that can't do that has no such method. */
  append?(path: string, bytes: Uint8Array): Promise<void>;
}

/** The name under which a file is written before it is renamed. */
export const partOf = (path: string): string => `${path}.part`;

/** The files of one run. */
export interface RunFolder {
  id: string;
  names: readonly string[];
  read(file: string): Promise<Uint8Array | null>;
  /** Files that are to be written before a record of this version can name them; empty where they are there. */
  made: ReadonlyMap<string, () => Promise<Uint8Array>>;
}
