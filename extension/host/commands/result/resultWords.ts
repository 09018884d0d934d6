import { type TextRange, tuple } from '@surprisal/core';
import type { Phrase, PlaceLink, ResultState, TextNow } from '../../../protocol/result.js';
import type { Remark, Side } from '../../../protocol/answers.js';
import { kindName } from '../../language/kindWords.js';
import { count, sumText } from '../../ports/numbers.js';
import { plural, t } from '../../ports/t.js';
import { lines, type Origin, placeNow } from '../place.js';

export type State = Omit<ResultState, 'pinned' | 'now'>;

/** The result inserted, where there is room for it, and copied in the forms for elsewhere. */
export const resultActions = (insert: boolean, pytorch = false): State['actions'] => [
  ...(insert ? [{ id: 'insert' as const, label: t('Insert below'), icon: 'insert' }] : []),
  ...(pytorch ? [{ id: 'copyPyTorch' as const, label: t('Copy as PyTorch'), icon: 'code' }] : []),
  { id: 'copyJson', label: t('Copy as JSON'), icon: 'json' },
  { id: 'copyMarkdown', label: t('Copy as Markdown'), icon: 'markdown' },
];

/** The words of one result, and the places that its links lead to. */
export class Words {
  readonly places: TextRange[] = [];
  /** The texts of links that do not show their line. */
  private readonly named: (string | undefined)[] = [];
  /** The places of the numbers that the answer was computed from. */
  private readonly read: TextRange[] = [];

  constructor(readonly origin: Origin) {}

  /** A state with a title and these parts; all others are empty. */
  state(title: string, parts: Partial<State>): State {
    return {
      title: t('{0}, {1}', title, this.origin.name),
      choice: null,
      readings: [],
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
      warnings: [],
      ...parts,
    };
  }

  /** Notes the place of numbers that the answer was computed from. */
  reads(range: TextRange): void {
    this.read.push(range);
  }

  /** The last array that was read. */
  get last(): TextRange {
    return this.read.reduce((last, range) => (range.end > last.end ? range : last), { start: 0, end: 0 });
  }

  /** The present lines of the links, and whether the numbers have changed since they were read. */
  now(): TextNow {
    const { origin } = this;
    const numbers = origin.document ? this.read.map((range) => placeNow(origin, range)) : [];
    const gone = numbers.includes(null);
    const stale = gone || numbers.some((place) => place!.touched);
    return {
      places: this.places.map((range, i) => this.link(range, this.named[i])),
      stale: stale
        ? {
            again: !gone,
            text: gone
              ? t('The numbers that this was computed from are no longer in {0}.', origin.name)
              : t('The numbers in {0} have changed since this was computed.', origin.name),
          }
        : null,
    };
  }

  /** `line 3`, or `lines 4–17`: a link, where there is a document to lead to. */
  line(range: TextRange, words?: string): string | PlaceLink {
    if (!this.origin.document) return words ?? '';
    this.named.push(words);
    return { text: this.link(range, words).text, place: this.places.push(range) - 1 };
  }

  /** The text of a link: its present line, or its former one if the place is gone. */
  private link(range: TextRange, words: string | undefined): TextNow['places'][number] {
    const now = placeNow(this.origin, range);
    if (now) return { text: words ?? lineWords(lines(now.document, now)), alive: true };
    const breaks = (end: number): number => this.origin.text.slice(0, end).split('\n').length;
    const before = words ?? lineWords({ first: breaks(range.start), last: breaks(range.end) });
    return { text: t('{0} before it was replaced', before), alive: false };
  }

  /** `, line 3`, or nothing. */
  at(range: TextRange | null): Phrase {
    const line = range ? this.line(range) : '';
    return line === '' ? [] : [t(', '), line];
  }

  /** The remarks, but for those on sums, which `side` puts beside the argument that they are about. */
  warnings(remarks: readonly Remark[]): Phrase[] {
    return remarks
      .filter(({ code }) => code !== 'unnormalised')
      .map(({ message, range }) => [message, ...this.at(range)]);
  }

  /** Describes one argument: `class indices, shape (12,), line 3`. */
  side({ role, kind, shape, key, range, unnormalised }: Side): Phrase {
    this.reads(range);
    const roles = {
      indices: t('class indices'),
      probabilities: t('probabilities'),
      logits: t('logits'),
      numbers: t('numbers'),
    };
    const what = kind ? kindName(kind) : roles[role];
    const phrase: Phrase = [
      key === null || key === what
        ? t('{0}, shape {1}', what, tuple(shape))
        : t('{0}, {1}, shape {2}', key, what, tuple(shape)),
    ];
    phrase.push(...this.at(range));
    if (!unnormalised) return phrase;
    const { rows, least, greatest, first } = unnormalised;
    const [low, high] = [sumText(least), sumText(greatest)];
    const sums = low === high ? low : t('{0} to {1}', low, high);
    const words = plural(rows, '{0} row sums to {1}', '{0} rows sum to {1}', sums);
    phrase.push(t('; '), this.line(first, words), rows === 1 ? t(', used as it is') : t(', used as they are'));
    return phrase;
  }
}

const lineWords = ({ first, last }: { first: number; last: number }): string =>
  first === last ? t('line {0}', count(first)) : t('lines {0}–{1}', count(first), count(last));
