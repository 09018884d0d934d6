import assert from 'node:assert/strict';
import type { Disposable, Event } from 'vscode';

/** Seconds that any wait may take, on a machine many times slower too; a test ends a little later. */
export const DEADLINE = 60;

/** Waits for an event after which the condition holds. The error at the deadline says what it waited for. */
export function until(what: string, event: Event<unknown>, holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let listener: Disposable | undefined;
    const done = (error?: unknown): void => {
      clearTimeout(deadline);
      listener?.dispose();
      if (error) reject(error);
      else resolve();
    };
    const look = (): void => {
      try {
        if (holds()) done();
      } catch (error) {
        done(error);
      }
    };
    const deadline = setTimeout(() => done(new Error(`waited ${DEADLINE} s for ${what}`)), DEADLINE * 1000);
    listener = event(look);
    look();
  });
}

/** Asks until there is an answer, if no event tells of it. The error at the deadline says what it waited for. */
export async function poll<T>(what: string, ask: () => Promise<T | undefined>, pause = 100): Promise<T> {
  const deadline = Date.now() + DEADLINE * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    assert(Date.now() < deadline, `waited ${DEADLINE} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
