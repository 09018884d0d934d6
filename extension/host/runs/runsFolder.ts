import { type ExtensionContext, Uri, workspace } from 'vscode';

/** Where runs lie, in `below` of a folder that is as it is given: it may be a link, and nothing under it. */
export interface RunsFolder {
  folder: Uri;
  below: string;
}

/** In the first folder of the workspace, or in the extension's own storage where nothing can be written there. */
export function runsFolder({ storageUri, globalStorageUri }: ExtensionContext): RunsFolder {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return !folder || workspace.fs.isWritableFileSystem(folder.scheme) === false
    ? { folder: Uri.joinPath(storageUri ?? globalStorageUri, 'runs'), below: '' }
    : { folder, below: `${IGNORED}/runs` };
}

/** A folder among the person's own, kept out of version control. */
export const IGNORED = '.surprisal';
