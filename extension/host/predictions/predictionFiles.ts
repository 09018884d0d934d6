import { limits, type NamedBytes } from '@surprisal/core';
import { FileSystemError, type Uri, workspace } from 'vscode';
import { files, nameOf } from '../files.js';
import { count } from '../numbers.js';
import { t } from '../t.js';

/** Names that tell the files apart: short ones, or their places in the workspace. */
export function namesOf(uris: readonly Uri[]): string[] {
  const short = uris.map(nameOf);
  return new Set(short).size === short.length ? short : uris.map((uri) => workspace.asRelativePath(uri));
}

export const titleOf = (uris: readonly Uri[]): string => namesOf(uris).join(', ');

/** The bytes of files; throws by name where one is too large, by what its file system says and by what it gives. */
export function readAll(uris: readonly Uri[]): Promise<NamedBytes[]> {
  const names = namesOf(uris);
  return Promise.all(
    uris.map(async (uri, i) => {
      const name = names[i];
      const check = (size: number): void => {
        if (size > limits.text)
          throw new Error(t('{0}: {1} bytes; expected at most {2}', name, count(size), count(limits.text)));
      };
      check(
        await files.size(uri).then(undefined, (error: unknown) => {
          if (error instanceof FileSystemError && error.code === 'FileNotFound')
            throw new Error(t('{0} is not there any more.', name));
          throw new Error(
            t('{0} could not be read: {1}', name, error instanceof Error ? error.message : String(error)),
          );
        }),
      );
      const bytes = await files.read(uri);
      check(bytes.length);
      return { name, bytes };
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
