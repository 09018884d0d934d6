import type { TextDocument } from 'vscode';
import type { PairFacts } from '../../protocol/language.js';
import type { Reading } from '../../protocol/reading.js';

/** The text that a link was made from. */
export const versionOf = ({ uri, version }: TextDocument): object => ({ uri: uri.toString(), version });

/** What a link to the full result of a pair passes to Compute Loss: what was paired, and how it is read. */
export const pairLink = (
  document: TextDocument,
  { target, prediction }: PairFacts,
  { measure, options }: Reading,
): object => ({ ...versionOf(document), target, prediction, measure, options });
