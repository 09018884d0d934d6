import { type ExtensionContext, Uri, workspace } from 'vscode';

/** Where runs lie: in the first folder of the workspace, or in the extension's own storage where nothing can be written there. */
export function runsFolder({ storageUri, globalStorageUri }: ExtensionContext): { root: Uri; ignored?: Uri } {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (!folder || workspace.fs.isWritableFileSystem(folder.scheme) === false)
    return { root: Uri.joinPath(storageUri ?? globalStorageUri, 'runs') };
  const ignored = Uri.joinPath(folder, '.surprisal');
  return { root: Uri.joinPath(ignored, 'runs'), ignored };
}
