import { extraText, messageOf } from '@surprisal/core';
import { commands, Uri, workspace } from 'vscode';
import type { RowPicture, RowsApi } from '../../protocol/inspector/rows.js';
import type { Handlers } from '../../protocol/rpc.js';
import { pictureType } from '../../runs/predictions/pictureType.js';
import { files } from '../ports/files.js';
import { count } from '../ports/numbers.js';
import { t } from '../ports/t.js';
import type { ImportedSet } from './importedSet.js';

/** Bytes of one picture, and of all in one answer. */
const MOST = 4 * 2 ** 20;
const MOST_AT_ONCE = 12 * 2 ** 20;

export type Pictured = Pick<ImportedSet, 'rows' | 'folder'>;

/** The pictures that the rows of an import name by path. */
export const showsPictures = (set: Pictured): Pick<Handlers<RowsApi>, 'rowPictures' | 'openRowPicture'> => ({
  rowPictures: async ({ column, indices }) => {
    const found: RowPicture[] = [];
    let bytes = 0;
    for (const index of indices) {
      const picture =
        bytes < MOST_AT_ONCE - MOST ? await pictureOf(set, column, index) : { index, later: true as const };
      if ('bytes' in picture) bytes += picture.bytes.length;
      found.push(picture);
    }
    return found;
  },
  openRowPicture: async ({ column, index }) => {
    const uri = await find(textOf(set, column, index), set.folder);
    await read(uri);
    await commands.executeCommand('vscode.open', uri);
  },
});

async function pictureOf(set: Pictured, column: number, index: number): Promise<RowPicture> {
  try {
    return { index, ...(await read(await find(textOf(set, column, index), set.folder))) };
  } catch (error) {
    return { index, problem: messageOf(error) };
  }
}

function textOf(set: Pictured, column: number, index: number): string {
  const { extras, actual } = set.rows?.predictions ?? { extras: [], actual: [] };
  const found = extras[column];
  if (found?.is !== 'image' || index >= actual.length) throw new Error(t('The row names no picture.'));
  return extraText(found, index);
}

async function read(uri: Uri): Promise<{ bytes: Uint8Array; type: string }> {
  const check = (size: number): void => {
    if (size > MOST) throw new Error(t('It has {0} bytes; at most {1} are shown.', count(size), count(MOST)));
  };
  check(await files.size(uri));
  const bytes = await files.read(uri);
  check(bytes.length);
  const type = pictureType(bytes);
  if (!type) throw new Error(t('It is no PNG, JPEG, GIF or WebP, or has too many pixels.'));
  // A small file may lie in a buffer with others, all of which a message would hold.
  return { bytes: bytes.slice(), type };
}

/**
 * The file that a path means, beside the predictions or in a folder of the workspace; absolute ones too, if they are in
 * such a folder. Throws, before anything is read, for what lies elsewhere, for addresses and for links.
 */
async function find(text: string, beside: Uri): Promise<Uri> {
  const scheme = /^([a-z][a-z\d+.-]+):/i.exec(text.trim())?.[1];
  if (scheme !== undefined) throw new Error(t('It is an address of {0}, and no path of a file.', scheme));
  const path = text.trim().replaceAll('\\', '/');
  if (path === '' || path.includes('\0')) throw new Error(t('The row names no picture.'));
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const drive = /^[a-z]:\//i.test(path);
  const candidates =
    path.startsWith('/') || drive
      ? folders.map((folder) => Uri.joinPath(folder.with({ path: '/' }), path))
      : [beside, ...folders].map((folder) => Uri.joinPath(folder, path));
  const inside = candidates.flatMap((uri) => {
    const folder = folders.find((each) => isInside(uri, each));
    return folder && !path.startsWith('//') ? [{ uri, folder }] : [];
  });
  if (inside.length === 0) throw new Error(t('It lies outside of the workspace folder, and is not read.'));
  for (const { uri, folder } of inside) if (await isThere(uri, folder)) return uri;
  throw new Error(t('It is not there.'));
}

const isInside = (uri: Uri, folder: Uri): boolean =>
  uri.scheme === folder.scheme &&
  uri.authority === folder.authority &&
  uri.path.startsWith(folder.path.endsWith('/') ? folder.path : `${folder.path}/`);

/** Whether a file is there, and each folder above it down from that of the workspace; throws at a link. */
async function isThere(uri: Uri, folder: Uri): Promise<boolean> {
  const parts = uri.path.slice(folder.path.length).split('/').filter(Boolean);
  for (let depth = 1; depth <= parts.length; depth++) {
    const link = await files.isLink(Uri.joinPath(folder, ...parts.slice(0, depth)));
    if (link === undefined) return false;
    if (link) throw new Error(t('A link leads there, and links are not followed.'));
  }
  return true;
}
