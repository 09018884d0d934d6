import { CancellationError } from 'vscode';
import { endsWithin } from './slowWork.js';
import * as notify from './notify.js';
import { t } from './t.js';

/** Work that ends within so many ms shows no progress. */
const SOON = 500;

/**
 * What is read of a file of this name, or what other words say. Where that takes longer, a progress shows a Cancel, which
 * throws a `CancellationError`: a file system may never answer, and what it gives after that is not used.
 */
export async function cancellable<T>(name: string, work: PromiseLike<T>, words = t('Reading {0}', name)): Promise<T> {
  if (await endsWithin(work, SOON)) return work;
  return notify.progress(words, (token) => {
    const cancelled = new Promise<never>((_, reject) =>
      token.onCancellationRequested(() => reject(new CancellationError())),
    );
    return Promise.race([work, cancelled]);
  });
}
