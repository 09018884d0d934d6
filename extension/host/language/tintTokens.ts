import * as v from 'valibot';
import { type TextDocument, Uri, window, workspace } from 'vscode';
import type { TokenTints } from '../../protocol/tokens.js';
import { nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';

type Tint = (document: TextDocument) => Promise<TokenTints | null | undefined>;

const Arguments = v.object({ uri: v.optional(v.string()) });

/** The tinted documents. A document without tokens can be tinted too, so the counts alone do not tell. */
const tinted = new WeakSet<TextDocument>();

/** Tints the tokens of a document, the one in the editor if none is named, or takes the tint away; gives the counts. */
export async function tintTokens(tint: Tint, argument: unknown): Promise<Omit<TokenTints, 'places'> | undefined> {
  const { uri } = v.parse(Arguments, argument ?? {});
  const named = uri === undefined ? undefined : await workspace.openTextDocument(Uri.parse(uri, true));
  const document = named ?? window.activeTextEditor?.document;
  if (!document) {
    void notify.info(t('Open a file with log-probabilities of tokens to tint them.'));
    return undefined;
  }
  const tints = await tint(document);
  if (tints) {
    tinted.add(document);
    return { total: tints.total, tinted: tints.tinted };
  }
  if (!tinted.delete(document))
    void notify.info(
      t('{0} has no log-probabilities of tokens that can be read, so nothing is tinted.', nameOf(document.uri)),
    );
  return undefined;
}
