import type { Uri } from 'vscode';
import { loadStore } from '../ports/lateBundles.node.js';
import type { Corrections } from './corrections.js';
import type { RunsFolder } from './runsFolder.js';
import type { Store } from './store.js';

/** Opens the runs of a folder; `changed` hears of one whose writer, another process, ended, came back or went on. */
export type OpenStore = (place: RunsFolder, changed: (id: string) => void) => Promise<Store>;

/** The corrections of labels, which load with the store. */
export function lateCorrections(extension: Uri, place: RunsFolder): () => Promise<Corrections> {
  let opened: Promise<Corrections> | undefined;
  return () => (opened ??= loadStore(extension).then((store) => new store.Corrections(place)));
}

/** The store of the runs is a bundle of its own, which loads when the runs are first read or written. */
export const lateStore =
  (extension: Uri): OpenStore =>
  async (place, changed) => {
    const { openStore, owner } = await loadStore(extension);
    return openStore(place, changed, owner);
  };
