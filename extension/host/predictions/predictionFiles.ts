import { limits, type NamedBytes } from '@surprisal/core';
import { type Uri, workspace } from 'vscode';
import { files } from '../files.js';
import { count } from '../numbers.js';
import { t } from '../t.js';

export const baseName = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** Names that tell the files apart: short ones, or their places in the workspace. */
export function namesOf(uris: readonly Uri[]): string[] {
  const short = uris.map(baseName);
  return new Set(short).size === short.length ? short : uris.map((uri) => workspace.asRelativePath(uri));
}

export const titleOf = (uris: readonly Uri[]): string => namesOf(uris).join(', ');

/** The bytes of files, whose sizes are checked first; throws by name. */
export function readAll(uris: readonly Uri[]): Promise<NamedBytes[]> {
  const names = namesOf(uris);
  return Promise.all(
    uris.map(async (uri, i) => {
      const name = names[i];
      const size = await files.size(uri).then(undefined, () => {
        throw new Error(t('{0} is not there any more.', name));
      });
      if (size > limits.text)
        throw new Error(t('{0}: {1} bytes; expected at most {2}', name, count(size), count(limits.text)));
      return { name, bytes: await files.read(uri) };
    }),
  );
}

export const stampsOf = (uris: readonly Uri[]): Promise<string[]> =>
  Promise.all(uris.map(async (uri) => (await files.stamp(uri)) ?? ''));

/** The first file whose stamp is another one; undefined where all are as they were. */
export function filesChanged(
  uris: readonly Uri[],
  before: readonly string[],
  now: readonly string[],
): string | undefined {
  const at = now.findIndex((stamp, i) => stamp !== before[i]);
  return at < 0 ? undefined : namesOf(uris)[at];
}
