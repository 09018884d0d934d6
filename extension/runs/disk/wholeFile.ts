import { type Disk, partOf } from './disk.js';

/**
 * Writes a file so that whenever the process ends, the old or the new one can be read whole: under another name first,
 * which then takes the place of the old one. A disk that can't rename keeps the new one under that name until it lies in
 * its place too.
 */
export async function writeWhole(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const part = partOf(path);
  await disk.write(part, bytes);
  if (disk.rename) return disk.rename(part, path);
  await disk.write(path, bytes);
  await disk.remove(part);
}

/**
 * Reads such a file; null where there is none. Where a disk that can't rename ended amid its writing, what was to be
 * written is read in its place. Throws what `parse` says of the file itself.
 */
export async function readWhole<T>(disk: Disk, path: string, parse: (bytes: Uint8Array) => T): Promise<T | null> {
  const bytes = await disk.read(path);
  try {
    if (bytes) return parse(bytes);
  } catch (error) {
    const whole = await readPart(disk, path, parse);
    if (whole !== null) return whole;
    throw error;
  }
  return readPart(disk, path, parse);
}

async function readPart<T>(disk: Disk, path: string, parse: (bytes: Uint8Array) => T): Promise<T | null> {
  if (disk.rename) return null;
  const bytes = await disk.read(partOf(path));
  try {
    return bytes && parse(bytes);
  } catch {
    return null;
  }
}
