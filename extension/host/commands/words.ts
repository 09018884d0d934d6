import type { TextRange } from '@surprisal/core';
import type { Phrase, PlaceLink, ResultState } from '../../protocol/result.js';
import type { Remark, Side } from '../../protocol/compute.js';
import { count, short } from '../numbers.js';
import { t } from '../t.js';
import { asRead, lines, type Origin } from './place.js';

export type State = Omit<ResultState, 'pinned'>;

/** The words of one result, and the places that its links lead to. */
export class Words {
  readonly places: TextRange[] = [];
  /** The document is no longer what it was at a place that was asked for. */
  private changed = false;

  constructor(readonly origin: Origin) {}

  /** A state with nothing in it but a title and what is to be filled in. */
  state(title: string, parts: Partial<State>): State {
    const { name } = this.origin;
    const changed = this.changed
      ? [[t('{0} has changed since it was read; this is of the text as it was.', name)]]
      : [];
    return {
      title: t('{0}, {1}', title, name),
      choice: null,
      base: null,
      canSwap: false,
      value: null,
      verdict: null,
      facts: [],
      pictures: [],
      table: null,
      asides: [],
      ofRow: null,
      actions: [],
      ...parts,
      warnings: [...changed, ...(parts.warnings ?? [])],
    };
  }

  /** `line 3`, or `lines 4–17`: a link, where there is a document to lead to. */
  line(range: TextRange, words?: string): string | PlaceLink {
    const document = asRead(this.origin, range.end);
    this.changed ||= this.origin.document !== null && document === null;
    if (!document) return words ?? '';
    const { first, last } = lines(document, range);
    const where = first === last ? t('line {0}', count(first)) : t('lines {0}–{1}', count(first), count(last));
    return { text: words ?? where, place: this.places.push(range) - 1 };
  }

  /** `, line 3`, or nothing. */
  at(range: TextRange | null): Phrase {
    const line = range ? this.line(range) : '';
    return line === '' ? [] : [t(', '), line];
  }

  /** What is said of sums stands with the side it is about. */
  warnings(remarks: readonly Remark[]): Phrase[] {
    return remarks
      .filter(({ code }) => code !== 'unnormalised')
      .map(({ message, range }) => [message, ...this.at(range)]);
  }

  /** What one argument was: `class indices, 12, line 3`. */
  side({ role, shape, key, range, unnormalised }: Side): Phrase {
    const roles = {
      indices: t('class indices'),
      probabilities: t('probabilities'),
      logits: t('logits'),
      numbers: t('numbers'),
    };
    const size = shape.length ? shape.map((length) => count(length)).join(' × ') : '1';
    const phrase: Phrase = [
      key === null || key === roles[role]
        ? t('{0}, {1}', roles[role], size)
        : t('{0}, {1}, {2}', key, roles[role], size),
    ];
    phrase.push(...this.at(range));
    if (!unnormalised) return phrase;
    const { rows, least, greatest, first } = unnormalised;
    const sums = least === greatest ? short(least, 5) : t('{0} to {1}', short(least, 5), short(greatest, 5));
    const words = rows === 1 ? t('1 row sums to {0}', sums) : t('{0} rows sum to {1}', count(rows), sums);
    phrase.push(t('; '), this.line(first, words), rows === 1 ? t(', used as it is') : t(', used as they are'));
    return phrase;
  }
}
