import { computed, effect, signal } from '@preact/signals';
import type { Bounds, ImageQuery } from '../../../extension/protocol/inspector/images.js';
import { plain } from '../../shared/format.js';
import { loadPageState, savePageState } from '../../shared/host.js';
import { t } from '../../shared/strings.js';
import { classes, hasScores, isTable, nameOfClass, select, tab } from '../state.js';
import type { Cell } from '../matrix/matrixKeys.js';

/** The ends of a range as they are typed. */
export interface Typed {
  from: string;
  to: string;
}
/** What the list of items shows, and in which order. */
interface Shown extends Required<Pick<ImageQuery, 'actual' | 'predicted' | 'order'>> {
  show: 'all' | 'wrong' | 'right';
  confidence: Typed;
  surprise: Typed;
  /** Of the rows of a table. */
  search: string;
}
export type RangeName = 'confidence' | 'surprise';

const OPEN: Typed = { from: '', to: '' };
const NONE = { actual: null, predicted: null, show: 'all', confidence: OPEN, surprise: OPEN, search: '' } as const;

/** It stands through epochs and reloads. */
export const filter = signal(loadPageState<{ filter: Shown }>({ filter: { ...NONE, order: 'mostSurprising' } }).filter);
effect(() => savePageState({ filter: filter.value }));
export const put = (part: Partial<Shown>): void => void (filter.value = { ...filter.value, ...part });

/** Files that were read again may have fewer classes. */
effect(() => {
  const { actual, predicted } = filter.value;
  const gone = (index: number | null): boolean => classes.value.length > 0 && (index ?? 0) >= classes.value.length;
  if (gone(actual) || gone(predicted)) put({ actual: null, predicted: null });
});

/** Shows no less than the items of a cell, a class or all. */
export function showImages(actual: number | null, predicted: number | null): void {
  put({ ...NONE, actual, predicted });
  tab.value = 'images';
}

/** Opens the Why tab for a cell; of rows their own tab says why. */
export function explain(cell: Cell): void {
  select(cell);
  if (isTable.value) showImages(cell.actual, cell.predicted);
  else tab.value = 'why';
}

export const rangeNames = (): Record<RangeName, string> => ({ confidence: t('Confidence'), surprise: t('Surprise') });

const endOf = (text: string): number | null => (text.trim() === '' ? null : Number(text.trim().replace(',', '.')));

/** The bounds that were typed, or what is wrong with them. */
export function boundsOf(name: RangeName, { from, to }: Typed): Bounds | string {
  const bounds = { from: endOf(from), to: endOf(to) };
  const most = name === 'confidence' ? 1 : Number.MAX_VALUE;
  const fits = (end: number | null): boolean => end === null || (end >= 0 && end <= most);
  if (!fits(bounds.from) || !fits(bounds.to))
    return name === 'confidence' ? t('A probability is from 0 to 1.') : t('Nats are 0 or more.');
  if (bounds.from !== null && bounds.to !== null && bounds.from > bounds.to) return t('From is above to.');
  return bounds;
}

/** What is wrong with a range is told beside it, and filters nothing. */
const validBounds = (name: RangeName, typed: Typed): Bounds => {
  const bounds = boundsOf(name, typed);
  return typeof bounds === 'string' || !hasScores.value ? { from: null, to: null } : bounds;
};

/** The list that is shown, as the host is asked for it. */
export type AskedItems = Omit<ImageQuery, 'offset' | 'count' | 'epoch'> & { search: string };
const askedBy = (shown: Shown): AskedItems => ({
  ...shown,
  confidence: validBounds('confidence', shown.confidence),
  surprise: validBounds('surprise', shown.surprise),
  search: isTable.value ? shown.search : '',
});
export const asked = computed(() => askedBy(filter.value));

/** One filter that is on, in words, and the list without it. */
interface ActiveFilter {
  words: string;
  cleared: Partial<Shown>;
  without: AskedItems;
}

export const activeFilters = computed<ActiveFilter[]>(() => {
  const shown = filter.value;
  const { actual, predicted, show, search } = asked.value;
  const one = (words: string, cleared: Partial<Shown>): ActiveFilter => ({
    words,
    cleared,
    without: askedBy({ ...shown, ...cleared }),
  });
  const range = (name: RangeName): ActiveFilter[] => {
    const { from, to } = asked.value[name] ?? {};
    if (from == null && to == null) return [];
    const words =
      from == null
        ? t('{0} up to {1}', rangeNames()[name], plain(to!))
        : to == null
          ? t('{0} from {1}', rangeNames()[name], plain(from))
          : t('{0} {1}–{2}', rangeNames()[name], plain(from), plain(to));
    return [one(words, { [name]: OPEN })];
  };
  return [
    ...(actual === null ? [] : [one(t('Actual {0}', nameOfClass(actual)), { actual: null })]),
    ...(predicted === null ? [] : [one(t('Predicted {0}', nameOfClass(predicted)), { predicted: null })]),
    ...(show === 'all' ? [] : [one(show === 'wrong' ? t('Wrong only') : t('Right only'), { show: 'all' })]),
    ...range('confidence'),
    ...range('surprise'),
    ...(search.trim() === '' ? [] : [one(t('Search “{0}”', search.trim()), { search: '' })]),
  ];
});

/** Takes filters back, all where none is named; the focus goes to the first of them, as what was pressed may be gone. */
export function clear(part: Partial<Shown> = NONE): void {
  put(part);
  document.querySelector<HTMLElement>('.filters select')?.focus();
}
