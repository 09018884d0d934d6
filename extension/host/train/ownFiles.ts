import { type Uri, workspace } from 'vscode';
import { nameOf } from '../ports/files.js';
import { t } from '../ports/t.js';

/** Files whose labels, or whose test part, stand beside them under a name that differs in one word. */
const LABELS: readonly [RegExp, string][] = [
  [/images/i, 'labels'],
  [/features/i, 'labels'],
  [/idx3/i, 'idx1'],
  [/(^|[-_.])x(?=[-_.])/i, '$1y'],
];
const TESTS: readonly [RegExp, string][] = [
  [/train/i, 't10k'],
  [/train/i, 'test'],
];

/** Whether labels stand in the file itself, as they do in tables and archives. */
export const holdsLabels = (name: string): boolean => /\.(csv|tsv|txt|json|jsonl|ndjson|npz)(\.gz)?$/i.test(name);

/** The names that the labels of a file may have. */
export function labelNames(name: string): string[] {
  const each = LABELS.filter(([from]) => from.test(name)).map(([from, to]) => name.replace(from, to));
  const all = LABELS.reduce((text, [from, to]) => text.replace(from, to), name);
  return [...new Set([all, ...each])].filter((each) => each !== name);
}

export const testNames = (name: string): string[] =>
  TESTS.filter(([from]) => from.test(name)).map(([from, to]) => name.replace(from, to));

/** A file's name in the workspace folder; throws for one outside. */
export function nameInFolder(uri: Uri): string {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const root = `${folder?.path}/`;
  if (!folder || uri.scheme !== folder.scheme || !uri.path.startsWith(root))
    throw new Error(t('{0} lies outside the workspace folder; expected a file in it.', nameOf(uri)));
  return uri.path.slice(root.length);
}
