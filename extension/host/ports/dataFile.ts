import { limits, type NamedBytes, messageOf } from '@surprisal/core';
import { FileSystemError, type Uri } from 'vscode';
import { files } from './files.js';
import { count } from './numbers.js';
import { t } from './t.js';

/**
 * The bytes of a person's file; throws by name where one is too large, by what its file system says and by what it gives,
 * and with the words given where it is not there.
 */
export async function readDataFile(uri: Uri, name: string, missing: string): Promise<NamedBytes> {
  const check = (size: number): void => {
    if (size > limits.text)
      throw new Error(t('{0}: {1} bytes; expected at most {2}', name, count(size), count(limits.text)));
  };
  check(
    await files.size(uri).then(undefined, (error: unknown) => {
      if (error instanceof FileSystemError && error.code === 'FileNotFound') throw new Error(missing);
      throw new Error(t('{0} could not be read: {1}', name, messageOf(error)));
    }),
  );
  const bytes = await files.read(uri);
  check(bytes.length);
  return { name, bytes };
}
