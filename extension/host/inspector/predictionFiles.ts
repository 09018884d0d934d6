import type { NamedBytes } from '@surprisal/core';
import { type Uri, workspace } from 'vscode';
import { readDataFile } from '../ports/dataFile.js';
import { files, nameOf } from '../ports/files.js';
import { t } from '../ports/t.js';

/** Names that tell the files apart: short ones, or their places in the workspace. */
export function namesOf(uris: readonly Uri[]): string[] {
  const short = uris.map(nameOf);
  return new Set(short).size === short.length ? short : uris.map((uri) => workspace.asRelativePath(uri));
}

export const titleOf = (uris: readonly Uri[]): string => namesOf(uris).join(', ');

export const pathOf = (uris: readonly Uri[]): string => uris.map((uri) => workspace.asRelativePath(uri)).join(', ');

/** The bytes of files; throws by name as `readDataFile` does. */
export function readAll(uris: readonly Uri[]): Promise<NamedBytes[]> {
  const names = namesOf(uris);
  return Promise.all(uris.map((uri, i) => readDataFile(uri, names[i], t('{0} is not there any more.', names[i]))));
}

export const stampsOf = (uris: readonly Uri[]): Promise<string[]> =>
  Promise.all(uris.map(async (uri) => (await files.stamp(uri)) ?? ''));
