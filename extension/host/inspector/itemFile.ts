import { commands, Uri, workspace } from 'vscode';
import { isInside, isThere, pathIn } from './rowPictures.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';

/**
 * Opens the file that an item of a run names, by a path from `beside` on or a whole one. One that lies outside of the
 * workspace, or behind a link, is not looked at before a person has seen its whole path and agreed.
 */
export async function openItemFile(text: string, beside: Uri | undefined): Promise<void> {
  const path = pathIn(text);
  if (path.startsWith('//')) throw new Error(t('It lies on another machine, and is not opened: {0}', text));
  const isWhole = path.startsWith('/') || /^[a-z]:\//i.test(path);
  const folders = (workspace.workspaceFolders ?? []).map((each) => each.uri);
  const from = beside ?? folders[0];
  if (!from) throw new Error(t('No folder is open from which {0} could be found.', text));
  const uri = isWhole ? Uri.joinPath(from.with({ path: '/' }), path) : Uri.joinPath(from, path);
  const folder = folders.find((each) => isInside(uri, each));
  if (folder) {
    const there = await isThere(uri, folder).catch(() => 'link' as const);
    if (there === false) throw new Error(t('{0} is not there.', text));
    if (there === true) return open(uri);
  }
  const shown = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  const why = folder ? t('A link leads there.') : t('It lies outside of the workspace.');
  await notify.confirm(t('Open this file? {0}', why), shown, [t('Open'), () => open(uri)]);
}

const open = async (uri: Uri): Promise<void> => void (await commands.executeCommand('vscode.open', uri));
