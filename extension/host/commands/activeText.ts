import type { TextRange } from '@surprisal/core';
import { type TextDocument, window } from 'vscode';
import { nameOf } from '../ports/files.js';
import { offsetsIn, type Origin } from './place.js';
import type { TextChanges } from './textChanges.js';

/** The text of the active editor when a command was called, and what was selected in it. */
export interface ActiveText {
  origin: Origin & { document: TextDocument };
  selections: TextRange[];
  caret: number;
}

/** Taken before anything is waited for: the text may change while the bundle of the commands still loads. */
export function activeText(changes: TextChanges): ActiveText | undefined {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selections, selection } = editor;
  return {
    origin: originOf(changes, document),
    selections: selections.map((each) => offsetsIn(document, each)),
    caret: document.offsetAt(selection.active),
  };
}

export function originOf(changes: TextChanges, document: TextDocument): ActiveText['origin'] {
  const { uri, version } = document;
  const moment = changes.follow(document);
  const now: Origin['now'] = (place) => changes.now(document, moment, place);
  return { uri, name: nameOf(uri), document, version, text: document.getText(), now };
}
