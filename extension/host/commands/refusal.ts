import type { ErrorCode } from '@surprisal/core';
import type { Refusal } from '../../protocol/answers.js';
import * as notify from '../ports/notify.js';
import { plain } from '../ports/plain.js';
import { t } from '../ports/t.js';
import { type Origin, showPlace, startOf } from './place.js';

/** A refusal as a command gives it back: the words that the person saw, and where. */
export interface RefusalReport {
  error: string;
  code: ErrorCode;
  line: number | null;
  column: number | null;
}

/** Tells a person what was found, where, what was expected and what to do; `acts` are what may be done at once. */
export function report({ origin }: { origin: Origin }, refusal: Refusal, ...acts: notify.Act[]): RefusalReport {
  const { name } = origin;
  const { range, other } = refusal;
  const place = startOf(origin, range);
  const otherPlace = startOf(origin, other);
  const what = refusal.argument ? t('{0} in the {1}', refusal.found, refusal.argument) : refusal.found;
  const advice =
    place && otherPlace
      ? t('The other one stands at {0}.', otherPlace.text)
      : origin.document && range && !place
        ? t('It has changed since it was read.')
        : hint(refusal.code);
  const words = [t('{0}: {1}; expected {2}.', place?.text ?? name, what, refusal.expected), advice];
  const error = plain(words.join(' ').trim());
  const show: notify.Act[] = range && place ? [[t('Show Place'), () => showPlace(origin, range)]] : [];
  void notify.error(error, ...acts, ...show);
  const at = place?.at;
  return { error, code: refusal.code, line: at ? at.line + 1 : null, column: at ? at.character + 1 : null };
}

/** What to do about it. */
function hint(code: ErrorCode): string {
  const number = t('Correct the number, or read logits with a measure that takes them.');
  const pair = t('Select two arrays with two cursors, or put the caret in an object that holds target and prediction.');
  const hints: Partial<Record<ErrorCode, string>> = {
    ragged: t('Make all rows of one length, or select one of them.'),
    negative: number,
    range: number,
    unnormalised: t('Normalise the row, or set the option normalize.'),
    truncated: t('Print the whole array: the dots stand for numbers that are not here.'),
    limit: t('Select less, or read the file from disk.'),
    shape: pair,
    saidShape: pair,
    syntax: pair,
    empty: pair,
  };
  return hints[code] ?? '';
}
