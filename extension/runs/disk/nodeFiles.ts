import type { Files } from './safeDisk.js';

interface Stats {
  isSymbolicLink(): boolean;
  isFile(): boolean;
  size: number;
  nlink: number;
}
interface Handle {
  stat(): Promise<Stats>;
  read(buffer: Uint8Array, offset: number, length: number, at?: number): Promise<{ bytesRead: number }>;
  writeFile(bytes: Uint8Array): Promise<void>;
  truncate(size: number): Promise<void>;
  datasync(): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}
/** What is needed of `node:fs/promises`. */
interface NodeFs {
  constants: { O_RDONLY: number; O_WRONLY: number; O_CREAT: number; O_APPEND: number; O_NOFOLLOW?: number };
  lstat(path: string): Promise<Stats>;
  open(path: string, flags: string | number): Promise<Handle>;
  mkdir(path: string, options: { recursive: true }): Promise<unknown>;
  readdir(path: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { force: true; recursive?: boolean }): Promise<void>;
}

const TRIES = 5;
const PAUSE = 50;

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
/** Gives `otherwise` where there is no such file or folder. */
const ifThere = <T, U>(work: Promise<T>, otherwise: U): Promise<T | U> =>
  work.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return otherwise;
    throw error;
  });

/**
 * The files below a folder of this machine. What is written lies on the disk itself before it is reported. A file is
 * written anew under its name, so another name of the old one (a hard link) keeps what it had; nothing is added to a
 * file that has another name.
 */
export function nodeFiles(fs: NodeFs, folder: string): Files {
  const { O_RDONLY, O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0 } = fs.constants;
  const at = (path: string): string => `${folder}/${path}`;
  const above = (path: string): string => at(path).slice(0, at(path).lastIndexOf('/'));
  async function using<T>(opened: Promise<Handle>, work: (handle: Handle) => Promise<T>): Promise<T> {
    const handle = await opened;
    try {
      return await work(handle);
    } finally {
      await handle.close();
    }
  }
  async function put(handle: Handle, bytes: Uint8Array): Promise<void> {
    await handle.writeFile(bytes);
    await handle.datasync();
  }
  /** Reads so many bytes from a place on, fewer where the file ends before. */
  async function take(handle: Handle, from: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let read = 0;
    for (let more = 1; more > 0 && read < length; read += more)
      more = (await handle.read(bytes, read, length - read, from + read)).bytesRead;
    return read < length ? bytes.slice(0, read) : bytes;
  }
  /** Keeps the names of a folder; not every system can. */
  const keepNames = (path: string): Promise<void> =>
    using(fs.open(path, O_RDONLY), (handle) => handle.sync()).catch(() => undefined);

  return {
    async kind(path) {
      const stats = await ifThere(fs.lstat(at(path)), null);
      return stats && { link: stats.isSymbolicLink(), file: stats.isFile(), size: stats.size };
    },
    read: (path) =>
      ifThere(
        using(fs.open(at(path), O_RDONLY | O_NOFOLLOW), async (handle) => take(handle, 0, (await handle.stat()).size)),
        null,
      ),
    readFrom: (path, offset, most) =>
      ifThere(
        using(fs.open(at(path), O_RDONLY | O_NOFOLLOW), (handle) => take(handle, offset, most)),
        null,
      ),
    async write(path, bytes) {
      await fs.mkdir(above(path), { recursive: true });
      await fs.rm(at(path), { force: true });
      try {
        await using(fs.open(at(path), 'wx'), (handle) => put(handle, bytes));
      } catch (error) {
        await fs.rm(at(path), { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async append(path, bytes) {
      await fs.mkdir(above(path), { recursive: true });
      await using(fs.open(at(path), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW), async (handle) => {
        const stats = await handle.stat();
        if (!stats.isFile() || stats.nlink > 1) throw new Error('it is no file of its own');
        try {
          await put(handle, bytes);
        } catch (error) {
          // No half line is left for the next one to go on with.
          await handle.truncate(stats.size).catch(() => undefined);
          throw error;
        }
      });
    },
    async rename(from, to) {
      // Windows refuses it for a moment where someone reads the old file.
      for (let tries = 1; ; tries++)
        try {
          await fs.rename(at(from), at(to));
          break;
        } catch (error) {
          if (tries === TRIES || !['EPERM', 'EACCES', 'EBUSY'].includes(String(codeOf(error)))) throw error;
          await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
      await keepNames(above(to));
    },
    remove: (path) => fs.rm(at(path), { force: true }),
    list: (path) => ifThere(fs.readdir(at(path)), []),
    async move(from, to) {
      await fs.mkdir(above(to), { recursive: true });
      if (await ifThere(fs.lstat(at(to)), null)) throw new Error('something lies there already');
      await fs.rename(at(from), at(to));
    },
    // A link inside goes as a link; what it leads to stays.
    removeFolder: (path) => fs.rm(at(path), { force: true, recursive: true }),
  };
}
