import type { Disposable, Event } from 'vscode';

/** Waits for an event after which the condition holds; the deadline says what it waited for. */
export function until(what: string, event: Event<unknown>, holds: () => boolean, seconds = 10): Promise<void> {
  return new Promise((resolve, reject) => {
    let listener: Disposable | undefined;
    const done = (error?: Error): void => {
      clearTimeout(deadline);
      listener?.dispose();
      if (error) reject(error);
      else resolve();
    };
    const deadline = setTimeout(() => done(new Error(`waited ${seconds} s for ${what}`)), seconds * 1000);
    if (holds()) done();
    else listener = event(() => holds() && done());
  });
}
