import type { EpochRecord } from '@surprisal/core';
import { type Disposable, window, workspace } from 'vscode';
import type { LabelsState } from '../../protocol/labels.js';
import type { Inspected, InspectorApi } from '../../protocol/pages.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { WhyProgress, WhyQuery, Why } from '../../protocol/why.js';
import type { OwnExport } from './exporting.js';

interface Explaining {
  explain(query: WhyQuery, tell: (how: WhyProgress) => void): Promise<Why | null>;
  stop(): void;
}

/** What a tab shows, and what it answers to its page. */
export interface Subject {
  readonly id: string;
  readonly title: string;
  summary(): Inspected;
  /** Reads what the summary needs; undefined where it is there. */
  load?(): Promise<void> | undefined;
  readonly serve: Omit<
    Handlers<InspectorApi>,
    'hydrate' | 'remember' | 'importPredictions' | 'ping' | 'chooseExport' | 'saveExport' | 'why' | 'stopWhy'
  >;
  /** What can be exported beside what the page makes, of an epoch or of the latest. */
  exports(epoch: number | null): OwnExport[];
  /** Why a cell is as it is, told how far that is; null for predictions from files. */
  readonly explaining: Explaining | null;
  /** Tells how it goes with doubtful labels. */
  watchLabels?(tell: (state: LabelsState) => void): Disposable;
  /** `changed` sends the whole state to a page that is visible, `send` an event. */
  listen(changed: () => void, send: (record: EpochRecord) => void): Disposable[];
}

export async function openJson(content: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ language: 'json', content }));
}
