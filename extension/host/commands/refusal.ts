import type { ErrorCode } from '@surprisal/core';
import { window } from 'vscode';
import type { Refusal } from '../../protocol/compute.js';
import { asText, t } from '../t.js';
import { type Origin, showPlace, startOf } from './place.js';

/** A refusal as a command gives it back: the words that the person saw, and where. */
export interface RefusalReport {
  error: string;
  code: ErrorCode;
  line: number | null;
  column: number | null;
}

/** Tells a person what was found, where, what was expected and what to do; the document stays as it is. */
export function report({ origin }: { origin: Origin }, refusal: Refusal): RefusalReport {
  const { document, name } = origin;
  const at = document && refusal.range ? startOf(document, refusal.range) : null;
  const place = at ? `${name}:${at.line + 1}:${at.character + 1}` : name;
  const what = refusal.argument ? t('{0} in the {1}', refusal.found, refusal.argument) : refusal.found;
  const words = [t('{0}: {1}; expected {2}.', place, what, refusal.expected), hint(refusal.code)];
  const error = asText(words.join(' ').trim());
  const { range } = refusal;
  if (range && document) {
    const show = t('Show Place');
    void window
      .showErrorMessage(error, show)
      .then((chosen) => (chosen === show ? showPlace(origin, range) : undefined));
  } else void window.showErrorMessage(error);
  return { error, code: refusal.code, line: at ? at.line + 1 : null, column: at ? at.character + 1 : null };
}

/** What to do about it. */
function hint(code: ErrorCode): string {
  switch (code) {
    case 'ragged':
      return t('Make all rows of one length, or select one of them.');
    case 'negative':
    case 'range':
      return t('Correct the number, or read logits with a measure that takes them.');
    case 'unnormalised':
      return t('Normalise the row, or set the option normalize.');
    case 'truncated':
      return t('Print the whole array: the dots stand for numbers that are not here.');
    case 'limit':
      return t('Select less, or read the file from disk.');
    case 'shape':
    case 'syntax':
    case 'empty':
      return t('Select two arrays with two cursors, or put the caret in an object that holds target and prediction.');
    default:
      return '';
  }
}
