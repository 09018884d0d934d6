import type { Uri } from 'vscode';
import { nameOf } from '../ports/files.js';
import { t } from '../ports/t.js';

/** The custom editors: one that opens its files by itself, and one that a person chooses. */
export const editors = { single: 'surprisal.tensor', several: 'surprisal.tensors' } as const;

/** Files that are read, in the words of a message. */
export const ENDINGS = ['.npy', '.npz', '.safetensors', '.idx', '-ubyte', '.gz'];

/** Which of them a person chooses from. */
export const tensorFilters = (): Record<string, string[]> => ({
  [t('Tensors')]: ['npy', 'npz', 'safetensors', 'idx', 'gz'],
  [t('All files')]: ['*'],
});

/** Which editor shows a file, by its name; undefined for one that is not read. */
export function editorOf(uri: Pick<Uri, 'path'>): string | undefined {
  const name = nameOf(uri).toLowerCase();
  if (/\.(npz|safetensors)$/.test(name)) return editors.several;
  return /(\.npy|\.idx\d?|[-.]idx\d-\w+|ubyte)(\.gz)?$/.test(name) ? editors.single : undefined;
}
