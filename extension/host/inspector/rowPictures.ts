import { type ExtraColumn, extraText, messageOf, type Predictions } from '@surprisal/core';
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

/** The rows that name pictures, and where their paths begin. */
interface NamedPictures {
  predictions: Pick<Predictions, 'extras' | 'actual'> | undefined;
  beside: readonly Uri[];
}
const folders = (): Uri[] => (workspace.workspaceFolders ?? []).map(({ uri }) => uri);
const picturesOf = ({ rows, folder }: Pictured): NamedPictures => ({
  predictions: rows?.predictions,
  beside: [folder, ...folders()],
});

/** The pictures that the rows of an import name by path. */
export const showsPictures = (set: Pictured): Pick<Handlers<RowsApi>, 'rowPictures' | 'openRowPicture'> => ({
  rowPictures: ({ column, indices }) => readPictures(picturesOf(set), column, indices),
  openRowPicture: async ({ column, index }) => {
    const { predictions, beside } = picturesOf(set);
    const uri = await find(textOf(predictions, column, index), beside);
    await read(uri);
    await commands.executeCommand('vscode.open', uri);
  },
});

/** The pictures that some rows name, as many as one answer holds. */
export async function readPictures(
  named: NamedPictures,
  column: number | null,
  indices: readonly number[],
): Promise<RowPicture[]> {
  const found: RowPicture[] = [];
  let bytes = 0;
  for (const index of indices) {
    const picture =
      bytes < MOST_AT_ONCE - MOST ? await pictureOf(named, column, index) : { index, later: true as const };
    if ('bytes' in picture) bytes += picture.bytes.length;
    found.push(picture);
  }
  return found;
}

/** Opens a picture of a folder that was trained on, by its path below the workspace folder; no link is followed. */
export async function openPicture(path: string | undefined): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (path === undefined || !folder) throw new Error(t('The image has no file of its own.'));
  const uri = Uri.joinPath(folder, path);
  if (!isInside(uri, folder)) throw new Error(t('It lies outside of the workspace folder, and is not read.'));
  if (!(await isThere(uri, folder))) throw new Error(t('{0} is not there any more.', path));
  await commands.executeCommand('vscode.open', uri);
}

async function pictureOf(
  { predictions, beside }: NamedPictures,
  column: number | null,
  index: number,
): Promise<RowPicture> {
  try {
    return { index, ...(await read(await find(textOf(predictions, column, index), beside))) };
  } catch (error) {
    return { index, problem: messageOf(error) };
  }
}

/** The path that a row has in a column of such. */
export function textOf(
  predictions: NamedPictures['predictions'],
  column: number | null,
  index: number,
  kinds: readonly ExtraColumn['is'][] = ['image'],
): string {
  const { extras, actual } = predictions ?? { extras: [], actual: [] };
  const found = extras[column ?? -1];
  if (!found || !kinds.includes(found.is) || index >= actual.length) throw new Error(t('The row names no picture.'));
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
 * The file that a path means, from one of the folders on; absolute ones too, if they are in
 * such a folder. Throws, before anything is read, for what lies elsewhere, for addresses and for links.
 */
async function find(text: string, beside: readonly Uri[]): Promise<Uri> {
  const path = pathIn(text);
  const drive = /^[a-z]:\//i.test(path);
  const candidates =
    path.startsWith('/') || drive
      ? folders().map((folder) => Uri.joinPath(folder.with({ path: '/' }), path))
      : beside.map((folder) => Uri.joinPath(folder, path));
  const inside = candidates.flatMap((uri) => {
    const folder = folders().find((each) => isInside(uri, each));
    return folder && !path.startsWith('//') ? [{ uri, folder }] : [];
  });
  if (inside.length === 0) throw new Error(t('It lies outside of the workspace folder, and is not read.'));
  for (const { uri, folder } of inside) if (await isThere(uri, folder)) return uri;
  throw new Error(t('It is not there.'));
}

/** A path with slashes; throws for addresses and for what can be no path. */
export function pathIn(text: string): string {
  const scheme = /^([a-z][a-z\d+.-]+):/i.exec(text.trim())?.[1];
  if (scheme !== undefined) throw new Error(t('It is an address of {0}, and no path of a file.', scheme));
  const path = text.trim().replaceAll('\\', '/');
  if (path === '' || path.includes('\0')) throw new Error(t('The row names no picture.'));
  return path;
}

export const isInside = (uri: Uri, folder: Uri): boolean =>
  uri.scheme === folder.scheme &&
  uri.authority === folder.authority &&
  uri.path.startsWith(folder.path.endsWith('/') ? folder.path : `${folder.path}/`);

/** Whether a file is there, and each folder above it down from that of the workspace; throws at a link. */
export async function isThere(uri: Uri, folder: Uri): Promise<boolean> {
  const parts = uri.path.slice(folder.path.length).split('/').filter(Boolean);
  for (let depth = 1; depth <= parts.length; depth++) {
    const link = await files.isLink(Uri.joinPath(folder, ...parts.slice(0, depth)));
    if (link === undefined) return false;
    if (link) throw new Error(t('A link leads there, and links are not followed.'));
  }
  return true;
}
