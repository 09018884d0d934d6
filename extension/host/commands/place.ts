import {
  type Position,
  Range,
  Selection,
  type TextDocument,
  TextEditorRevealType,
  type Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { TextRange } from '@surprisal/core';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import type { Moved } from './textChanges.js';

/** Where answers come from: a document of the editor, or bytes of a file that is too large for it. */
export interface Origin {
  uri: Uri;
  name: string;
  /** Null if the file was read from disk, where links have nowhere to lead. */
  document: TextDocument | null;
  /** The version and text of the document when it was read; places refer to this text. */
  version: number;
  text: string;
  /** Where a place of that text is now; null where it was replaced with what is around it. */
  now(place: TextRange): Moved | null;
}

/** The document where it is as it was read; null where it is not. */
export const asRead = ({ document, version, text }: Origin): TextDocument | null =>
  !document || document.version === version || document.getText() === text ? document : null;

/** Where a place of the text as it was read is now, and in which document; null where what stood there is gone. */
export function placeNow(origin: Origin, place: TextRange): (Moved & { document: TextDocument }) | null {
  const { document: read, uri, text, version } = origin;
  const sameFile = ({ uri: other }: TextDocument): boolean => other.toString() === uri.toString();
  const document = read?.isClosed ? (workspace.textDocuments.find(sameFile) ?? read) : read;
  if (!document) return null;
  if (document === read && document.version === version) return { document, ...place, touched: false };
  const moved = document === read ? origin.now(place) : null;
  if (moved?.touched === false) return { document, ...moved };
  // After an undo or a reopening the text can be again what was read.
  const now = moved ?? { ...place, touched: true };
  const same = document.getText(rangeIn(document, now)) === text.slice(place.start, place.end);
  return moved || same ? { document, ...now, touched: !same } : null;
}

export const rangeIn = (document: TextDocument, { start, end }: TextRange): Range =>
  new Range(document.positionAt(start), document.positionAt(end));

export const offsetsIn = (document: TextDocument, range: Range): TextRange => ({
  start: document.offsetAt(range.start),
  end: document.offsetAt(range.end),
});

/** Selects a place in its editor, and opens that first if it was closed. A message says if the place is gone. */
export async function showPlace(origin: Origin, place: TextRange): Promise<void> {
  if (!origin.document) return;
  if (origin.document.isClosed) await workspace.openTextDocument(origin.uri);
  const now = placeNow(origin, place);
  if (!now) {
    void notify.info(t('{0} has changed since: what stood at this place was replaced.', origin.name));
    return;
  }
  const { document } = now;
  const viewColumn =
    window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn ?? ViewColumn.One;
  const editor = await window.showTextDocument(document, { viewColumn, preserveFocus: true, preview: false });
  const range = rangeIn(document, now);
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** `line 3`, or `lines 4–17`. */
export function lines(document: TextDocument, place: TextRange): { first: number; last: number } {
  const { start, end } = rangeIn(document, place);
  return { first: start.line + 1, last: end.line + 1 };
}

/** Where a place begins now, with how a person finds it: `a.json:3:7`; null where it is gone. */
export function startOf(origin: Origin, place: TextRange | null): { at: Position; text: string } | null {
  const now = place && placeNow(origin, place);
  const at = now?.document.positionAt(now.start);
  return at ? { at, text: `${origin.name}:${at.line + 1}:${at.character + 1}` } : null;
}
