import type { RunConfig, RunFiles } from '@surprisal/core';
import { Uri } from 'vscode';
import { checkFolderAlone, readPictureFolder } from '../../runs/pictures/pictureFolder.js';
import { cancellable } from '../ports/cancellable.js';
import { files, nameOf } from '../ports/files.js';

/** The pictures of a folder that a configuration names; a cancel ends the reading. */
export async function readPictures(root: Uri, named: NonNullable<RunConfig['data']['files']>): Promise<RunFiles> {
  checkFolderAlone(named);
  const at = (path: string): Uri => (path === '' ? root : Uri.joinPath(root, path));
  let ended = false;
  const folder = {
    list: (path: string) => files.entries(at(path)),
    size: (path: string) => files.size(at(path)),
    read: (path: string) => files.read(at(path)),
  };
  try {
    return await cancellable(
      nameOf(root),
      readPictureFolder(named.images, folder, () => ended),
    );
  } finally {
    ended = true;
  }
}

export type ReadPictures = typeof readPictures;
