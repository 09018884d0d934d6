import { FileSystemError, type Uri, workspace } from 'vscode';

/** In Node the editor gives a Buffer, which a message to a page would turn into a list of numbers. */
const plain = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The last part of a path. */
export const nameOf = ({ path }: { path: string }): string => path.slice(path.lastIndexOf('/') + 1);

/** The one port for files: every file system that the workspace may live on, the disk among them. */
export const files = {
  read: (uri: Uri): Thenable<Uint8Array> => workspace.fs.readFile(uri).then(plain),

  /** Gives undefined where there is no such file. */
  async readIfThere(uri: Uri): Promise<Uint8Array | undefined> {
    try {
      return plain(await workspace.fs.readFile(uri));
    } catch (error) {
      if (error instanceof FileSystemError && error.code === 'FileNotFound') return undefined;
      throw error;
    }
  },

  /** Changes whenever the file does; undefined where there is none. */
  async stamp(uri: Uri): Promise<string | undefined> {
    try {
      const { mtime, size } = await workspace.fs.stat(uri);
      return `${mtime} ${size}`;
    } catch {
      return undefined;
    }
  },

  /** Bytes of a file, as its file system has it. */
  size: (uri: Uri): Thenable<number> => workspace.fs.stat(uri).then(({ size }) => size),

  /** Names in a folder; none where it is not there. */
  async list(uri: Uri): Promise<string[]> {
    try {
      return (await workspace.fs.readDirectory(uri)).map(([name]) => name);
    } catch (error) {
      if (error instanceof FileSystemError && error.code === 'FileNotFound') return [];
      throw error;
    }
  },

  /** Moves a file or a whole folder; the folders above its new place are made. */
  move: (from: Uri, to: Uri, overwrite = true): Thenable<void> => workspace.fs.rename(from, to, { overwrite }),

  /** A folder goes with all that is in it where `recursive` says so. */
  async remove(uri: Uri, recursive = false): Promise<void> {
    try {
      await workspace.fs.delete(uri, { useTrash: false, recursive });
    } catch (error) {
      if (!(error instanceof FileSystemError && error.code === 'FileNotFound')) throw error;
    }
  },

  /** Writes in place; the folders above are made. */
  put: (uri: Uri, bytes: Uint8Array): Thenable<void> => workspace.fs.writeFile(uri, bytes),

  /** Writes beside and renames over, so that a reader sees the old file or the new one, whole. */
  async write(uri: Uri, bytes: Uint8Array): Promise<void> {
    const beside = uri.with({ path: `${uri.path}.tmp` });
    await workspace.fs.writeFile(beside, bytes);
    await workspace.fs.rename(beside, uri, { overwrite: true });
  },
};
