import * as vscode from 'vscode';
import { poll, until } from './until.js';

const { tabGroups } = vscode.window;
/** Tabs can also open and close with their group, so both events count. */
const changed: vscode.Event<unknown> = (listen) =>
  vscode.Disposable.from(tabGroups.onDidChangeTabs(listen), tabGroups.onDidChangeTabGroups(listen));

/** The tabs with pages of a kind, such as `inspector`. */
export const pages = (kind: string): vscode.Tab[] =>
  tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(`surprisal.${kind}`));

export const untilPages = (kind: string, what: string, holds: (open: vscode.Tab[]) => boolean): Promise<void> =>
  until(what, changed, () => holds(pages(kind)));

/** A tab that has moved cannot be closed, so tabs are looked up again. */
export const closePages = (kind: string): Promise<true> =>
  poll(`every ${kind} to close`, async () => {
    const open = pages(kind);
    await tabGroups.close(open, true).then(undefined, () => undefined);
    return open.length === 0 ? true : undefined;
  });

/** Pages open in the order of the requests, so every page requested before has its tab then. */
export async function pagesOpened(): Promise<void> {
  const { Beside } = vscode.ViewColumn;
  const last = vscode.window.createWebviewPanel('surprisal.last', 'Last', { viewColumn: Beside, preserveFocus: true });
  await untilPages('last', 'the last page to open', (open) => open.length === 1);
  last.dispose();
  await untilPages('last', 'the last page to close', (open) => open.length === 0);
}
