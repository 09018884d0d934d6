import { matrixAt, type PrintedConfusion, type Syntax, syntaxOfLanguage, transposed } from '@surprisal/core';
import * as v from 'valibot';
import { commands, Position, Uri, workspace } from 'vscode';
import { nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import * as prompts from '../ports/prompts.js';
import type { CountedMatrix } from '../../runs/predictions/countedMatrix.js';
import { t } from '../ports/t.js';
import type { ActiveText } from './activeText.js';
import type { Services } from './services.js';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Arguments = v.object({
  uri: v.optional(v.string()),
  version: v.optional(count),
  position: v.optional(v.object({ line: count, character: count })),
  rows: v.optional(v.picklist(['actual', 'predicted'])),
});

/** Opens the counts around the caret, or at a place of a link, as a confusion matrix; gives what was opened. */
export async function openConfusion(
  _services: Services,
  argument: unknown,
  active?: ActiveText,
): Promise<CountedMatrix | undefined> {
  const { uri, version, position, rows } = v.parse(Arguments, argument ?? {});
  const file = uri === undefined ? active?.origin.uri : Uri.parse(uri, true);
  if (!file) return notify.info(t('No counts to read: open a file and put the caret in a confusion matrix.'));
  const own = active?.origin.uri.toString() === file.toString() ? active : undefined;
  const document = own?.origin.document ?? (await workspace.openTextDocument(file));
  const text = own?.origin.text ?? document.getText();
  const name = nameOf(file);
  if (version !== undefined && version !== (own?.origin.version ?? document.version))
    return notify.info(t('{0} has changed since. Hover the matrix again.', name));
  const offset = position
    ? document.offsetAt(new Position(position.line, position.character))
    : (own?.selections[0].start ?? 0);
  const printed = countsAt(text, offset, syntaxOfLanguage(document.languageId));
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

function countsAt(text: string, offset: number, syntax: Syntax): PrintedConfusion | null {
  const blank = /^\s{0,200}/.exec(text.slice(offset, offset + 200));
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
