import { messageOf } from '@surprisal/core';
import { CancellationError, type CancellationToken, type Disposable, ProgressLocation, window } from 'vscode';
import { log } from './log.js';
import { plain } from './plain.js';

/*
 * What a person hears of us. Here and in `prompts.ts` and `items.ts` is the one door for all words of ours outside of a page:
 * every text becomes plain, our own with what they quote of a file, a path or an error, for none of ours holds a link.
 */

/** A button and what it does. */
export type Act<T = unknown> = readonly [label: string, act: () => T | PromiseLike<T>];

/** Does the work, and tells a person what it throws; then `failed` says what is given in place of its answer. */
export async function attempt<T, F>(
  what: string,
  work: () => T | PromiseLike<T>,
  failed: (words: string) => F,
): Promise<T | F | undefined> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof CancellationError) return undefined;
    log.error(what, fault);
    const words = plain(messageOf(fault));
    void error(words);
    return failed(words);
  }
}

const tell =
  (show: (message: string, ...labels: string[]) => PromiseLike<string | undefined>) =>
  async <T = undefined>(message: string, ...acts: Act<T>[]): Promise<T | undefined> => {
    const chosen = await show(plain(message), ...acts.map(([label]) => label));
    const act = acts.find(([label]) => label === chosen)?.[1];
    return act && attempt(chosen!, act, () => undefined);
  };

/** Each gives what the chosen button did. */
export const info = tell((...shown) => window.showInformationMessage(...shown));
export const warn = tell((...shown) => window.showWarningMessage(...shown));
export const error = tell((...shown) => window.showErrorMessage(...shown));

/** Asks in the middle of the window, and waits for the answer. */
export const confirm = <T>(question: string, detail: string, ...acts: Act<T>[]): Promise<T | undefined> =>
  tell((message, ...labels) => window.showWarningMessage(message, { modal: true, detail: plain(detail) }, ...labels))(
    question,
    ...acts,
  );

/** Something done, for two seconds in the status bar. */
export const done = (message: string): Disposable => window.setStatusBarMessage(plain(message), 2000);

/** Tells that work is under way, with a Cancel. */
export const progress = <T>(title: string, work: (token: CancellationToken) => PromiseLike<T>): Thenable<T> =>
  window.withProgress({ location: ProgressLocation.Notification, title: plain(title), cancellable: true }, (_, token) =>
    work(token),
  );
