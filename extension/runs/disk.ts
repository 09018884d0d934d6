export type Hash = (bytes: Uint8Array) => string | Promise<string>;

/** File operations, passed in by whoever has them; paths are relative to one folder, with forward slashes. */
export interface Disk {
  /** Null where there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
  /** Makes the folders that are missing. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Puts a file in another's place at once. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names in a folder; none where it is not there. */
  list(folder: string): Promise<string[]>;
  /** Where renaming over a file is not one step: writes it so that it or its part is whole at any moment. */
  replace?(path: string, bytes: Uint8Array): Promise<void>;
}

/** Where a file is written before it takes its place. */
export const partOf = (path: string): string => `${path}.part`;

/** Writes a file so that at any moment either the old one or the new one stands there, whole. */
export async function writeWhole(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  if (disk.replace) return disk.replace(path, bytes);
  const part = partOf(path);
  await disk.write(part, bytes);
  await disk.rename(part, path);
}
