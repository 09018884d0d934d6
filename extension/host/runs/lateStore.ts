import { Uri, workspace } from 'vscode';
import { files } from '../ports/files.js';
import { loadStore } from '../ports/lateBundles.node.js';
import type { Corrections } from './corrections.js';
import { LateFolders } from './lateFolders.js';
import type { RunFolders } from './runFolders.js';
import { IGNORED, type RunsFolder } from './runsFolder.js';
import type { Store } from './store.js';

/** Opens the runs of a folder; `changed` hears of one whose writer, another process, ended, came back or went on. */
export type OpenStore = (place: RunsFolder, changed: (id: string) => void) => Promise<Store>;

/** The corrections of labels, which load with the store. */
export function lateCorrections(extension: Uri, place: RunsFolder): () => Promise<Corrections> {
  let opened: Promise<Corrections> | undefined;
  return () => (opened ??= loadStore(extension).then((store) => new store.Corrections(place)));
}

/** Reads the folders where one of the workspace has runs: a program may log one now, with no view open. */
export async function wake(folders: LateFolders): Promise<void> {
  const marks = (workspace.workspaceFolders ?? []).map(({ uri }) => Uri.joinPath(uri, IGNORED, '.gitignore'));
  if ((await Promise.all(marks.map((mark) => files.stamp(mark)))).some(Boolean)) await folders.ready();
}

/** The folders of runs, which load with the store. */
export const lateFolders = (
  extension: Uri,
  parts: Omit<ConstructorParameters<typeof RunFolders>[0], 'news'>,
): LateFolders =>
  new LateFolders(async (news) => {
    const store = await loadStore(extension);
    return new store.RunFolders({ ...parts, news });
  });

/** The store of the runs is a bundle of its own, which loads when the runs are first read or written. */
export const lateStore =
  (extension: Uri): OpenStore =>
  async (place, changed) => {
    const { openStore, owner } = await loadStore(extension);
    return openStore(place, changed, owner);
  };
