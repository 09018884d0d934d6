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
import { t } from '../t.js';

/** Where answers come from: a document of the editor, or bytes of a file that is too large for it. */
export interface Origin {
  uri: Uri;
  name: string;
  /** None where the file came from disk, which has no places to lead to. */
  document: TextDocument | null;
  /** Its version when it was read, and what it held: places hold for that text alone. */
  version: number;
  text: string;
}

/** The document where all of it up to an offset is as it was read, so that places up to there hold; null where it is not. */
export function asRead({ document, version, text }: Origin, end = text.length): TextDocument | null {
  if (!document || document.version === version) return document;
  return document.getText(rangeIn(document, { start: 0, end })) === text.slice(0, end) ? document : null;
}

export const rangeIn = (document: TextDocument, { start, end }: TextRange): Range =>
  new Range(document.positionAt(start), document.positionAt(end));

export const offsetsIn = (document: TextDocument, range: Range): TextRange => ({
  start: document.offsetAt(range.start),
  end: document.offsetAt(range.end),
});

/** Selects a place in its editor, which is shown beside the result if it was closed; of a text that has changed it is told. */
export async function showPlace(origin: Origin, place: TextRange): Promise<void> {
  if (!origin.document) return;
  const open = origin.document.isClosed
    ? { ...origin, document: await workspace.openTextDocument(origin.uri), version: NaN }
    : origin;
  const document = asRead(open, place.end);
  if (!document) {
    void notify.info(t('{0} has changed since; compute again to see the place.', origin.name));
    return;
  }
  const viewColumn =
    window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn ?? ViewColumn.One;
  const editor = await window.showTextDocument(document, { viewColumn, preserveFocus: true, preview: false });
  const range = rangeIn(document, place);
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** `line 3`, or `lines 4–17`. */
export function lines(document: TextDocument, place: TextRange): { first: number; last: number } {
  const { start, end } = rangeIn(document, place);
  return { first: start.line + 1, last: end.line + 1 };
}

export const startOf = (document: TextDocument, place: TextRange): Position => document.positionAt(place.start);
