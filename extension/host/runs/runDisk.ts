import { FileSystemError, Uri } from 'vscode';
import { partOf, type Disk } from '../../runs/disk.js';
import { files } from '../files.js';
import { t } from '../t.js';

/** The runs' folder as the store asks for it; what can't be written is said with its path and the cause. */
export function diskAt(root: Uri): Disk {
  const at = (path: string): Uri => Uri.joinPath(root, path);
  const writing = async (path: string, work: Thenable<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      throw new Error(t('{0} could not be written: {1}', at(path).fsPath, causeOf(error)), { cause: error });
    }
  };
  return {
    read: async (path) => (await files.readIfThere(at(path))) ?? null,
    write: (path, bytes) => writing(path, files.put(at(path), bytes)),
    rename: (from, to) => writing(to, files.move(at(from), at(to))),
    remove: (path) => files.remove(at(path)),
    list: (folder) => files.list(at(folder)),
    // The editor renames over a file by deleting it first, and asks its window to do so.
    async replace(path, bytes) {
      const part = partOf(path);
      await writing(part, files.put(at(part), bytes));
      await writing(path, files.put(at(path), bytes));
      await files.remove(at(part));
    },
  };
}

/** The editor wraps what the file system said, path and all; the first line of it is enough. */
function causeOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const inner = /\(\w+(?: \(FileSystemError\))?: (?:Error: )?(.+)\)$/s.exec(text)?.[1] ?? text;
  const code = error instanceof FileSystemError && error.code !== 'Unknown' ? `${error.code}: ` : '';
  return `${code}${inner.split('\n')[0]}`;
}
