import type { FolderEntry } from '../pictures/pictureFolder.js';
import { type CurveForm, curveFormOf } from './curveForm.js';

/** Folders that are looked into, how deep, and files that are followed. */
const MOST_FOLDERS = 5000;
const DEEPEST = 16;
const MOST_FILES = 1000;
/** Folders of tools, in which nobody trains. */
const ASIDE = /^(?:\.(?!surprisal$).*|node_modules|__pycache__|site-packages|venv)$/;

interface FoundFile {
  path: string;
  form: CurveForm;
  /** Its name alone says what it is. */
  known: boolean;
}

/** What was found below a folder. */
interface FoundFiles {
  /** Their paths from the folder, in the order of the alphabet within each folder. */
  files: FoundFile[];
  folders: number;
  /** There are more folders or files than are looked into. */
  more: boolean;
}

/**
 * The files of curves below a folder, by their names; folder by folder, links not followed. `list` gives what stands in a
 * folder, by its path from the first; one that can't be read is passed over. `stopped` ends the search; with `any`, tables of any name are among
 * them, of which the first line says whether they are curves.
 */
export async function findCurves(
  list: (path: string) => Promise<FolderEntry[]>,
  { stopped = () => false, any = false }: { stopped?: () => boolean; any?: boolean } = {},
): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], folders: 0, more: false };
  let level = [''];
  for (let depth = 0; level.length > 0 && depth < DEEPEST; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (stopped()) return found;
      if (found.folders >= MOST_FOLDERS || found.files.length >= MOST_FILES) return { ...found, more: true };
      found.folders++;
      const entries = await list(folder).catch((): FolderEntry[] => []);
      for (const { name, kind } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = folder === '' ? name : `${folder}/${name}`;
        const form = kind === 'file' ? curveFormOf(`/${path}`, any) : null;
        const known = form !== 'table' || curveFormOf(`/${path}`) !== null;
        if (form && found.files.length >= MOST_FILES) found.more = true;
        else if (form) found.files.push({ path, form, known });
        if (kind !== 'folder' || ASIDE.test(name)) continue;
        if (next.length >= MOST_FOLDERS) found.more = true;
        else next.push(path);
      }
    }
    level = next;
  }
  return { ...found, more: found.more || level.length > 0 };
}
