import { matrixAt, type PrintedConfusion, syntaxOfLanguage, transposed } from '@surprisal/core';
import * as v from 'valibot';
import { commands, Position, type TextDocument, Uri, window, workspace } from 'vscode';
import { nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import * as prompts from '../ports/prompts.js';
import type { CountedMatrix } from '../../runs/predictions/countedMatrix.js';
import { t } from '../ports/t.js';
import type { Services } from './services.js';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Arguments = v.object({
  uri: v.optional(v.string()),
  version: v.optional(count),
  position: v.optional(v.object({ line: count, character: count })),
  rows: v.optional(v.picklist(['actual', 'predicted'])),
});

/** Opens the counts around the caret, or at a place of a link, as a confusion matrix; gives what was opened. */
export async function openConfusion(_services: Services, argument: unknown): Promise<CountedMatrix | undefined> {
  const { uri, version, position, rows } = v.parse(Arguments, argument ?? {});
  const editor = window.activeTextEditor;
  const document = uri === undefined ? editor?.document : await workspace.openTextDocument(Uri.parse(uri, true));
  if (!document) return notify.info(t('No counts to read: open a file and put the caret in a confusion matrix.'));
  const name = nameOf(document.uri);
  if (version !== undefined && version !== document.version)
    return notify.info(t('{0} has changed since. Hover the matrix again.', name));
  const place = position && new Position(position.line, position.character);
  const printed = countsAt(
    document,
    place ?? (editor?.document === document ? editor.selection.start : new Position(0, 0)),
  );
  if (!printed)
    return notify.info(
      t('No confusion matrix here: a square of whole counts, or a report over two classes that fixes it.'),
    );
  const side = rows ?? printed.rows ?? (await askRows());
  if (!side) return undefined;
  const { classes, counts } = side === 'predicted' ? transposed(printed) : printed;
  const matrix = { title: t('Matrix in {0}', name), classes: [...classes], counts: [...counts] };
  await commands.executeCommand('surprisal.importPredictions', matrix);
  return matrix;
}

function countsAt(document: TextDocument, at: Position): PrintedConfusion | null {
  const text = document.getText();
  const offset = document.offsetAt(at);
  const blank = /^\s{0,200}/.exec(text.slice(offset, offset + 200));
  const syntax = syntaxOfLanguage(document.languageId);
  return matrixAt(text, offset, syntax) ?? matrixAt(text, offset + (blank?.[0].length ?? 0), syntax);
}

/** Counts do not say which way they stand. */
async function askRows(): Promise<'actual' | 'predicted' | undefined> {
  const items = [
    { label: t('Rows are actual'), description: t('As scikit-learn prints them'), value: 'actual' as const },
    { label: t('Columns are actual'), description: t('Transposed'), value: 'predicted' as const },
  ];
  return (await prompts.pick(items, { title: t('Which side of the matrix is actual?') }))?.value;
}
