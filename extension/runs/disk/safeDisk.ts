import { limits } from '@surprisal/core';
import type { Disk } from './disk.js';

/** A disk on which whole folders can be moved and removed. */
export interface FolderDisk extends Disk {
  /** Throws where something lies there already. */
  move(from: string, to: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
  /** Bytes of a file; 0 where there is none. */
  size(path: string): Promise<number>;
}

/** What lies under a name, of a link whatever it leads to. */
export interface Kind {
  link: boolean;
  file: boolean;
  size: number;
}

/** Operations of a file system as they are, which go wherever a link leads. */
export interface Files extends Omit<FolderDisk, 'size'> {
  /** Gives null where there is nothing. */
  kind(path: string): Promise<Kind | null>;
}

/** A link stands in the way. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/** The words of errors about a path, which begins at the folder that `Files` have. */
export interface Words {
  link(path: string): string;
  noFile(path: string): string;
  tooLarge(path: string, most: number): string;
  notWritten(path: string, error: unknown): string;
}

/**
 * The folder `below` that of `files`, in which nothing is read, written, moved or removed through a link: before every
 * operation each name of its path is looked at, beginning under the folder of `files`, which itself may be a link. So a
 * folder that came from someone else can't lead out of itself. Symbolic links count, and junctions of Windows; a disk
 * that is mounted somewhere inside does not. What a process of the same person puts there between the look and the
 * operation is not kept out.
 */
export function safeDisk(files: Files, below: string, words: Words): FolderDisk {
  const at = (path: string): string => [below, path].filter((part) => part !== '').join('/');

  async function kindOf(path: string): Promise<Kind | null> {
    const names = path === '' ? [] : path.split('/');
    if (names.some((name) => /^\.{0,2}$|[\\:\0]/.test(name)))
      throw new Error(`"${path}" is no path below this folder.`);
    const paths = names.map((_, i) => names.slice(0, i + 1).join('/'));
    const kinds = await Promise.all(paths.map((each) => files.kind(each)));
    const link = kinds.findIndex((kind) => kind?.link);
    if (link >= 0) throw new LinkError(words.link(paths[link]));
    return kinds.at(-1) ?? null;
  }
  async function change(path: string, work: (path: string) => Promise<void>): Promise<void> {
    await kindOf(path);
    try {
      await work(path);
    } catch (error) {
      throw new Error(words.notWritten(path, error), { cause: error });
    }
  }

  async function sizeOf(path: string): Promise<number | null> {
    const kind = await kindOf(path);
    if (kind && !kind.file) throw new Error(words.noFile(path));
    return kind && kind.size;
  }

  const [rename, append] = [files.rename?.bind(files), files.append?.bind(files)];
  const readFrom = files.readFrom?.bind(files);
  return {
    async read(path) {
      const size = await sizeOf(at(path));
      if (size === null) return null;
      if (size > limits.text) throw new Error(words.tooLarge(at(path), limits.text));
      return files.read(at(path));
    },
    ...(readFrom && {
      async readFrom(path, offset, most) {
        const size = await sizeOf(at(path));
        if (size === null) return null;
        // Nothing is made for bytes that are not there.
        return readFrom(at(path), offset, Math.max(0, Math.min(most, size - offset)));
      },
    }),
    write: (path, bytes) => change(at(path), (found) => files.write(found, bytes)),
    remove: (path) => change(at(path), (found) => files.remove(found)),
    async list(folder) {
      await kindOf(at(folder));
      return files.list(at(folder));
    },
    async move(from, to) {
      await kindOf(at(from));
      await change(at(to), (found) => files.move(at(from), found));
    },
    size: async (path) => (await kindOf(at(path)))?.size ?? 0,
    removeFolder: (path) => change(at(path), (found) => files.removeFolder(found)),
    ...(rename && {
      async rename(from, to) {
        await kindOf(at(from));
        await change(at(to), (found) => rename(at(from), found));
      },
    }),
    ...(append && { append: (path, bytes) => change(at(path), (found) => append(found, bytes)) }),
  };
}
