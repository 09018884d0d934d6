import { type CancellationToken, CancellationTokenSource } from 'vscode';

/** Asks something that a signal cancels. */
export async function stoppable<T>(stop: AbortSignal, ask: (token: CancellationToken) => Promise<T>): Promise<T> {
  stop.throwIfAborted();
  const cancel = new CancellationTokenSource();
  const end = (): void => cancel.cancel();
  stop.addEventListener('abort', end);
  try {
    return await ask(cancel.token);
  } finally {
    stop.removeEventListener('abort', end);
    cancel.dispose();
  }
}
