import type { EpochRecord } from '@surprisal/core';
import { type Disposable, window, workspace } from 'vscode';
import type { Inspected, InspectorApi } from '../../protocol/pages.js';
import type { Handlers } from '../../protocol/rpc.js';

/** What a tab shows, and what it answers to its page. */
export interface Subject {
  readonly id: string;
  readonly title: string;
  summary(): Inspected;
  readonly serve: Omit<Handlers<InspectorApi>, 'hydrate' | 'remember' | 'importPredictions' | 'ping'>;
  /** `changed` sends the whole state to a page that is visible, `send` an event. */
  listen(changed: () => void, send: (record: EpochRecord) => void): Disposable[];
}

export async function openJson(content: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ language: 'json', content }));
}
