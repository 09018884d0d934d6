import { limits } from '@surprisal/core';
import { type Disposable, FileSystemError, FileType, RelativePattern, Uri, workspace } from 'vscode';
import type { FolderEntry } from '../../runs/pictures/pictureFolder.js';
import { nonce } from './nonce.js';
import { count } from './numbers.js';
import { t } from './t.js';

/** In Node the editor gives a Buffer, which a message to a page would turn into a list of numbers. */
const plain = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The last part of a path. */
export const nameOf = ({ path }: { path: string }): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether nothing lies there. */
export const isMissing = (error: unknown): boolean =>
  error instanceof FileSystemError && (error.code === 'FileNotFound' || error.code === 'FileNotADirectory');

async function ifThere<T, U>(work: PromiseLike<T>, otherwise: U): Promise<T | U> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return otherwise;
    throw error;
  }
}

/** What is said of files, with their names before it where none is in the words. */
export const withName = (names: readonly string[], words: string): string =>
  names.some((name) => words.includes(name)) ? words : t('{0}: {1}', names.join(', '), words);

/** Calls `changed` when a file that fits the pattern, in a folder, is written, made or removed. */
export function watchFiles(folder: Uri, pattern: string, changed: (uri: Uri) => void): Disposable {
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, pattern));
  const events = [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete];
  const parts = [watcher, ...events.map((listen) => listen(changed))];
  return { dispose: () => parts.forEach((part) => void part.dispose()) };
}

export const watchFile = (uri: Uri, changed: () => void): Disposable =>
  watchFiles(Uri.joinPath(uri, '..'), nameOf(uri), changed);

/** What a file system says of a file: it need not name it. */
async function named<T>(uri: Uri, work: Thenable<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error) error.message = withName([nameOf(uri)], error.message);
    throw error;
  }
}

/** Bytes of a file, as its file system has it. A pipe or a device has no end, and only a disk knows of such. */
async function sizeOf(uri: Uri): Promise<number> {
  const { type, size } = await named(uri, workspace.fs.stat(uri));
  const known = (type & (FileType.File | FileType.Directory)) !== 0;
  if (type & FileType.Directory || (!known && uri.scheme === 'file'))
    throw new Error(t('{0} is no file: it is a folder, a device or a pipe.', nameOf(uri)));
  return size;
}

const kindOf = (type: FileType): FolderEntry['kind'] => {
  if (type & FileType.SymbolicLink) return 'link';
  if (type & FileType.Directory) return 'folder';
  return type & FileType.File ? 'file' : 'other';
};

/** The most that any reader takes. A size is but a hint, so what was read is measured again. */
async function read(uri: Uri): Promise<Uint8Array> {
  const check = (size: number): void => {
    if (size > limits.npzTotal)
      throw new Error(t('{0}: {1} bytes; expected at most {2}', nameOf(uri), count(size), count(limits.npzTotal)));
  };
  check(await sizeOf(uri));
  const bytes = await named(uri, workspace.fs.readFile(uri));
  check(bytes.length);
  return plain(bytes);
}

/** The one port for files: every file system that the workspace may live on, the disk among them. */
export const files = {
  /** Throws by name what is no file, and what is larger than any that is read. */
  read,

  /** Gives undefined where there is no such file. */
  readIfThere: (uri: Uri): Promise<Uint8Array | undefined> => ifThere(read(uri), undefined),

  /** Changes whenever the file does; undefined where there is none. */
  async stamp(uri: Uri): Promise<string | undefined> {
    try {
      const { mtime, size } = await workspace.fs.stat(uri);
      return `${mtime} ${size}`;
    } catch {
      return undefined;
    }
  },

  size: sizeOf,

  /** Whether a folder stands there. */
  isFolder: (uri: Uri): Promise<boolean> =>
    ifThere(
      workspace.fs.stat(uri).then(({ type }) => (type & FileType.Directory) !== 0),
      false,
    ),

  /** What stands in a folder; throws where it is not there. */
  async entries(uri: Uri): Promise<FolderEntry[]> {
    const found = await named(uri, workspace.fs.readDirectory(uri));
    return found.map(([name, type]) => ({ name, kind: kindOf(type) }));
  },

  /** Whether a link stands there, which may lead anywhere; undefined where nothing does. */
  isLink: (uri: Uri): Promise<boolean | undefined> =>
    ifThere(
      workspace.fs.stat(uri).then(({ type }) => (type & FileType.SymbolicLink) !== 0),
      undefined,
    ),

  /** Names in a folder; none where it is not there. */
  list: (uri: Uri): Promise<string[]> =>
    ifThere(
      workspace.fs.readDirectory(uri).then((found) => found.map(([name]) => name)),
      [],
    ),

  /** Moves a file or a whole folder; the folders above its new place are made. */
  move: (from: Uri, to: Uri, overwrite = true): Thenable<void> => workspace.fs.rename(from, to, { overwrite }),

  /** A file, or a folder with nothing in it. */
  remove: (uri: Uri): Promise<void> =>
    ifThere(workspace.fs.delete(uri, { useTrash: false, recursive: false }), undefined),

  /** Writes in place; the folders above are made. */
  put: (uri: Uri, bytes: Uint8Array): Thenable<void> => workspace.fs.writeFile(uri, bytes),

  /** Writes beside and renames over, so that a reader sees the old file or the new one, whole. */
  async write(uri: Uri, bytes: Uint8Array): Promise<void> {
    // Under a name that nobody knows before: a link that waits there would lead the bytes elsewhere.
    const beside = uri.with({ path: `${uri.path}.${nonce()}.tmp` });
    try {
      await named(uri, workspace.fs.writeFile(beside, bytes));
      await named(uri, workspace.fs.rename(beside, uri, { overwrite: true }));
    } catch (error) {
      await files.remove(beside).catch(() => undefined);
      throw error;
    }
  },
};
