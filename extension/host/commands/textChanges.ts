import type { TextRange } from '@surprisal/core';
import {
  type Disposable,
  EventEmitter,
  type TextDocument,
  type TextDocumentContentChangeEvent,
  workspace,
} from 'vscode';

/** At most this many changes of a document are noted. Places of an older text can no longer be found. */
const MOST = 5000;

interface Change {
  start: number;
  removed: number;
  inserted: number;
}

interface Log {
  changes: Change[];
  /** How many changes came before the first that is noted. */
  dropped: number;
  /** A text was read after the last one, so the next is not joined to it. */
  sealed: boolean;
}

/** Where a place is now, and whether what stands there is no longer what it was. */
export interface Moved extends TextRange {
  touched: boolean;
}

/** What was changed in documents since they were read, so that a place of the old text is found in the present one. */
export class TextChanges implements Disposable {
  private readonly logs = new Map<TextDocument, Log>();
  private readonly emitter = new EventEmitter<TextDocument>();
  /** A document that was read has changed. */
  readonly onDidChange = this.emitter.event;
  private readonly listeners = [
    this.emitter,
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const log = this.logs.get(document);
      if (!log || contentChanges.length === 0) return;
      for (const change of contentChanges) add(log, change);
      this.emitter.fire(document);
    }),
    workspace.onDidCloseTextDocument((document) => this.logs.delete(document)),
  ];

  /** Notes what is changed from now on; gives the place of this moment among the changes. */
  follow(document: TextDocument): number {
    let log = this.logs.get(document);
    if (!log) this.logs.set(document, (log = { changes: [], dropped: 0, sealed: false }));
    log.sealed = true;
    return log.dropped + log.changes.length;
  }

  /** Where a place of the text at a moment is now; null where it was replaced with what is around it, or is not known. */
  now(document: TextDocument, moment: number, { start, end }: TextRange): Moved | null {
    const log = this.logs.get(document);
    if (!log || moment < log.dropped) return null;
    const place = { start, end, touched: false };
    for (let i = moment - log.dropped; i < log.changes.length; i++) {
      const change = log.changes[i];
      const [changeEnd, longer] = [change.start + change.removed, change.inserted - change.removed];
      if (change.start >= place.end) continue;
      if (changeEnd > place.start && (change.start < place.start || changeEnd > place.end)) return null;
      place.touched ||= changeEnd > place.start;
      if (changeEnd <= place.start) place.start += longer;
      place.end += longer;
    }
    return place;
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }
}

/** Adds a change, or joins it to the last one, as typing and taking back do. */
function add(log: Log, { rangeOffset: start, rangeLength: removed, text }: TextDocumentContentChangeEvent): void {
  const last = log.changes.at(-1);
  const inserted = text.length;
  if (last && !log.sealed && start >= last.start && start + removed <= last.start + last.inserted) {
    last.inserted += inserted - removed;
    return;
  }
  log.sealed = false;
  log.changes.push({ start, removed, inserted });
  if (log.changes.length <= MOST) return;
  log.changes.shift();
  log.dropped++;
}
