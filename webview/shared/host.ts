import { signal } from '@preact/signals';
import { limits } from '@surprisal/core';
import { Rpc } from '../../extension/protocol/rpc.js';

interface VsCodeApi {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();

type Nothing = Record<never, never>;

/** The page serves nothing and sends nothing by itself: it calls the host and hears its events. */
export type Host<Calls, Hears> = Rpc<Nothing, Calls, Nothing, Hears>;

export function connect<Calls, Hears>(): Host<Calls, Hears> {
  return new Rpc<Nothing, Calls, Nothing, Hears>(
    {
      post: (message, transfer) => vscode.postMessage(message, transfer),
      listen: (receive) =>
        window.addEventListener('message', (event: MessageEvent<unknown>) => {
          receive(event.data);
        }),
    },
    {},
  );
}

/**
 * What the page saved for its next opening, such as open folds; never a run's state, which lives in the host. A state
 * that is larger than any page saves is not ours, and is dropped.
 */
export function loadPageState<T extends object>(fallback: T): T {
  const saved = vscode.getState();
  const ours = typeof saved === 'object' && saved !== null && JSON.stringify(saved).length <= limits.pageState;
  return ours ? { ...fallback, ...saved } : fallback;
}

/** Each part of a page keeps its own fields. */
export function savePageState(state: object): void {
  vscode.setState({ ...loadPageState({}), ...state });
}

/** False while the page is hidden: nothing is drawn then. */
export const visible = signal(document.visibilityState !== 'hidden');
document.addEventListener('visibilitychange', () => {
  visible.value = document.visibilityState !== 'hidden';
});
