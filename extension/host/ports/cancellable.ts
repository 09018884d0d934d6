import { CancellationError } from 'vscode';
import { endsWithin } from './endsWithin.js';
import * as notify from './notify.js';
import { t } from './t.js';

/** A reading that is done sooner needs no word, ms. */
const SOON = 500;

/**
 * What is read of a file of this name. Where that takes longer it is told, with a Cancel that throws a `CancellationError`:
 * a file system may never answer, and what it gives after that is forgotten.
 */
export async function cancellable<T>(name: string, reading: PromiseLike<T>): Promise<T> {
  if (await endsWithin(reading, SOON)) return reading;
  return notify.progress(t('Reading {0}', name), (token) => {
    const cancelled = new Promise<never>((_, reject) =>
      token.onCancellationRequested(() => reject(new CancellationError())),
    );
    return Promise.race([reading, cancelled]);
  });
}
