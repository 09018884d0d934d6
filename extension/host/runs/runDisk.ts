import { messageOf } from '@surprisal/core';
import { FileSystemError, FileType, Uri, workspace } from 'vscode';
import { type Files, type FolderDisk, LinkError, safeDisk, type Words } from '../../runs/disk/safeDisk.js';
import { files, isMissing } from '../ports/files.js';
import { count } from '../ports/numbers.js';
import { t } from '../ports/t.js';
import { localFiles } from './localFiles.node.js';

/** A folder below another one, in which no link is followed; `folder` itself may be one. */
export function diskAt(folder: Uri, below = ''): FolderDisk {
  const at = (path: string): string => {
    const uri = Uri.joinPath(folder, path);
    return uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  };
  const words: Words = {
    link: (path) =>
      t(
        '{0} is a link. Nothing is read or written through a link in this folder. Put the folder or file itself in its place.',
        at(path),
      ),
    noFile: (path) => t('{0} is no file: it is a folder, a device or a pipe.', at(path)),
    tooLarge: (path, most) => t('{0}: expected at most {1} bytes.', at(path), count(most)),
    notWritten: (path, error) => t('{0} could not be written: {1}', at(path), causeOf(error)),
  };
  return safeDisk(localFiles(folder) ?? editorFiles(folder), below, words);
}

/**
 * The files of a folder as the editor reaches them. It renames over a file by deleting it first, adds to none, and says
 * nothing of hard links, which are written in place.
 */
function editorFiles(folder: Uri): Files {
  const at = (path: string): Uri => Uri.joinPath(folder, path);
  const removeFolder = async (path: string): Promise<void> => {
    for (const [name, type] of await workspace.fs.readDirectory(at(path))) {
      const inside = `${path}/${name}`;
      if (type & FileType.SymbolicLink) throw new LinkError(t('{0} is a link.', inside));
      await (type & FileType.Directory ? removeFolder(inside) : files.remove(at(inside)));
    }
    await files.remove(at(path));
  };
  return {
    async kind(path) {
      try {
        const { type, size } = await workspace.fs.stat(at(path));
        return { link: (type & FileType.SymbolicLink) !== 0, file: (type & FileType.Directory) === 0, size };
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    read: async (path) => (await files.readIfThere(at(path))) ?? null,
    write: (path, bytes) => Promise.resolve(files.put(at(path), bytes)),
    remove: (path) => files.remove(at(path)),
    list: (path) => files.list(at(path)),
    move: (from, to) => Promise.resolve(files.move(at(from), at(to), false)),
    removeFolder,
  };
}

/** The editor wraps what the file system said, path and all; the first line of it is enough. */
function causeOf(error: unknown): string {
  const text = messageOf(error);
  const inner = /\(\w+(?: \(FileSystemError\))?: (?:Error: )?(.+)\)$/s.exec(text)?.[1] ?? text;
  const code = error instanceof FileSystemError && error.code !== 'Unknown' ? `${error.code}: ` : '';
  return `${code}${inner.split('\n')[0]}`;
}
