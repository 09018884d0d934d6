import { Uri, workspace } from 'vscode';
import { files } from '../ports/files.js';
import { log } from '../ports/log.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import { diskAt } from '../runs/runDisk.js';
import { IGNORED } from '../runs/runsFolder.js';

const LOGGER = 'surprisal_run.py';

/** A file of Python that is packed. */
export const packed = (extension: Uri, name: string): Promise<Uint8Array> =>
  files.read(Uri.joinPath(extension, 'extension', 'python', ...name.split('/')));

/** Line ends are those of whoever keeps the file. */
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
const versionOf = (text: string): number | undefined => {
  const [, version] = /^VERSION = "(\d{1,9})"$/m.exec(text) ?? [];
  return version === undefined ? undefined : Number(version);
};

/**
 * Puts the logger into a folder; another file of its name is replaced only where a person says so. Gives where it lies,
 * or undefined where they turn away.
 */
export async function placeLogger(extension: Uri, folder: Uri): Promise<Uri | undefined> {
  const placed = await place(extension, folder);
  if (placed) await markRuns(folder);
  return placed;
}

async function place(extension: Uri, folder: Uri): Promise<Uri | undefined> {
  const uri = Uri.joinPath(folder, LOGGER);
  const [ours, there] = await Promise.all([packed(extension, LOGGER), files.readIfThere(uri)]);
  if (there && textOf(there) === textOf(ours)) return uri;
  const replace = async (): Promise<Uri> => {
    await files.write(uri, ours);
    return uri;
  };
  if (!there) return replace();
  return notify.confirm(
    t('Replace {0}?', uri.path),
    difference(versionOf(textOf(there)), versionOf(textOf(ours))),
    [t('Replace'), replace],
    [t('Keep It'), () => uri],
  );
}

/** Makes `.surprisal` in the workspace folder, where a logger finds it before the root of a repository around that. */
async function markRuns(folder: Uri): Promise<void> {
  const root = workspace.getWorkspaceFolder(folder)?.uri;
  if (!root) return;
  try {
    const disk = diskAt(root, IGNORED);
    if (!(await disk.list('')).includes('.gitignore')) await disk.write('.gitignore', new TextEncoder().encode('*\n'));
  } catch (error) {
    log.error('the folder of runs', error);
  }
}

function difference(there: number | undefined, ours = 0): string {
  if (there === undefined)
    return t('That file is not a logger of Surprisal. A script beside it imports what it finds.');
  if (there < ours) return t('It is an older logger, version {0}; this one is version {1}.', there, ours);
  if (there > ours) return t('It is a newer logger, version {0}; this one is version {1}.', there, ours);
  return t('It is this logger with changes in it, which would be lost.');
}
