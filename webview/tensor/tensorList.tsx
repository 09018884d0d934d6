import { computed, signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { TensorFacts, TensorStatistics } from '../../extension/protocol/tensor.js';
import { type Asked, SAMPLE, unasked } from './answers.js';
import { differences, isByNames, isSameShape, pairOf } from './differences.js';
import { ListDifference, OnlyThere } from './differenceView.js';
import { cancelAll, isMissing, rangeOf, readsAll, statistics, want } from './listStatistics.js';
import { LittleHistogram } from './littleHistogram.js';
import { groupOf, orderings, rowsOf, type Ordering } from './listRows.js';
import { isWhole } from './numberText.js';
import { shapeText } from './slices.js';
import { short } from './statisticsText.js';
import { open, opened, state } from './state.js';
import { Link } from '../shared/button.js';
import { Select } from '../shared/field.js';
import { count, dash, percent } from '../shared/format.js';
import { Icon } from '../shared/icon.js';
import { useRovingFocus } from '../shared/rovingFocus.js';
import { SearchField } from '../shared/searchField.js';
import { plural, t } from '../shared/strings.js';
import { useWindowed } from '../shared/windowed.js';
import { Working } from '../shared/working.js';

const LINE = 22;

const search = signal('');
const chosenOrdering = signal<Ordering>('file');
/** By difference only while there is one. */
const ordering = computed(() =>
  chosenOrdering.value === 'difference' && !isByNames.value ? 'file' : chosenOrdering.value,
);
const folded = signal<ReadonlySet<string>>(new Set());

/** By its size; infinite where that does not tell it: against nothing but zeros, with NaN on one side, or where what differs is infinite. */
function relativeOf(index: number): number | null {
  const of = differences.value.get(index)?.value;
  if (!of) return null;
  return of.unequal > 0 && (!of.relative || of.nanOne > 0) ? Infinity : (of.relative ?? 0);
}

const tensors = computed(() => state.value?.tensors ?? []);
const rows = computed(() =>
  rowsOf(tensors.value, {
    search: search.value,
    ordering: ordering.value,
    folded: folded.value,
    range: rangeOf,
    difference: relativeOf,
  }),
);

/** The tensors of a file, a row each, by the part of their names before the first dot. */
export function TensorList() {
  const scroller = useRef<HTMLDivElement>(null);
  const shown = rows.value;
  const more = state.value?.more ?? 0;
  const { body, from, to } = useWindowed<HTMLTableSectionElement>(shown.length, LINE, scroller);
  const drawn = shown.slice(from, to);
  const indices = (some: typeof shown): number[] =>
    some.flatMap((row) => (row.kind === 'tensor' && isMissing(row.index) ? [row.index] : []));
  const all = readsAll.value ? indices(shown) : [];
  want(isByNames.value ? [] : [...indices(drawn), ...all]);
  const focus = useRovingFocus<HTMLDivElement, number>({
    attribute: 'data-row',
    stop: (last) => {
      const at = last ?? shown.findIndex((row) => row.kind === 'tensor' && row.index === opened.value);
      return Math.max(0, Math.min(shown.length - 1, at));
    },
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = Number((event.target as HTMLElement).closest<HTMLElement>('[data-row]')?.dataset['row']);
    if (Number.isNaN(at)) return;
    const steps: Record<string, number> = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - 20,
      PageDown: at + 20,
      Home: 0,
      End: shown.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const place = Math.max(0, Math.min(shown.length - 1, next));
    scroller.current?.scrollTo({ top: Math.max(0, place * LINE - scroller.current.clientHeight / 2) });
    focus.go(place);
  };
  const isSampled = !readsAll.value && tensors.value.some((facts) => facts.fault === null && facts.count > SAMPLE);
  const gap = (number: number) =>
    number > 0 && (
      <tr class="gap" aria-hidden="true">
        <td colSpan={9} style={{ height: `${number * LINE}px` }} />
      </tr>
    );
  return (
    <section class="tensor-list" aria-label={t('Tensors')}>
      <div class="tools">
        <SearchField
          label={t('Find a tensor')}
          hint={t('Find a tensor')}
          text={search.value}
          onText={(text) => (search.value = text)}
        />
        <Select
          label={t('Order')}
          value={ordering.value}
          options={orderings(isByNames.value)}
          onChange={(next) => (chosenOrdering.value = next)}
        />
        {!isByNames.value && (
          <span class="muted small clip">{t('Histogram about 0 where signs mix: blue below, orange above')}</span>
        )}
      </div>
      {isSampled && !isByNames.value && (
        <p class="sampled">
          <b>{t('Ranges and histograms of larger tensors are of a sample of about {0} each', count(SAMPLE))}</b>
          {t(', evenly drawn; marked ≈. Shape, type and bytes are exact.')}{' '}
          <Link onPress={() => (readsAll.value = true)}>{t('Read everything')}</Link>
        </p>
      )}
      <ListDifference />
      {all.length > 0 && <ReadingAll share={1 - all.length / tensors.value.length} />}
      <div
        class="list-scroll"
        ref={(element) => {
          scroller.current = element;
          focus.box.current = element;
        }}
        onKeyDown={onKeyDown}
      >
        <table class="table" aria-label={t('Tensors')} aria-rowcount={shown.length + 1}>
          <thead>
            <tr>
              <th scope="col">{t('Tensor')}</th>
              <th scope="col">{t('Shape')}</th>
              <th scope="col">{t('Type')}</th>
              <th scope="col" class="right">
                {t('Bytes')}
              </th>
              {(isByNames.value
                ? [t('Max |a − b|'), t('Mean |a − b|'), t('Relative'), t('Unequal')]
                : [t('Min'), t('Max'), t('Mean')]
              ).map((head) => (
                <th key={head} scope="col" class="right">
                  {head}
                </th>
              ))}
              <th scope="col">{isByNames.value ? t('First unequal') : t('Histogram')}</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {gap(from)}
            {drawn.map((row, i) =>
              row.kind === 'group' ? (
                <tr key={`group ${row.name}`} aria-rowindex={from + i + 2} class="list-group">
                  <th scope="rowgroup" colSpan={3}>
                    <button
                      type="button"
                      aria-expanded={!folded.value.has(row.name)}
                      {...focus.item(from + i)}
                      onClick={() => {
                        const next = new Set(folded.value);
                        if (!next.delete(row.name)) next.add(row.name);
                        folded.value = next;
                      }}
                    >
                      <Icon name={folded.value.has(row.name) ? 'chevron-right' : 'chevron-down'} />
                      <b class="clip">{row.name}</b>{' '}
                      <span class="muted">
                        {t(
                          '{0}, {1}',
                          plural(row.tensors, '1 tensor', '{0} tensors'),
                          plural(row.count, '1 number', '{0} numbers'),
                        )}
                      </span>
                    </button>
                  </th>
                  <td class="right">{count(row.bytes)}</td>
                  <td colSpan={isByNames.value ? 5 : 4} />
                </tr>
              ) : (
                <TensorRow
                  key={row.index}
                  at={from + i}
                  index={row.index}
                  facts={tensors.value[row.index]}
                  asked={statistics.value.get(row.index) ?? unasked}
                  grouped={groupOf(tensors.value[row.index].name) !== ''}
                  item={focus.item(from + i)}
                />
              ),
            )}
            {gap(shown.length - to)}
          </tbody>
        </table>
        <OnlyThere />
        {more > 0 && (
          <p class="muted">{plural(more, '1 more tensor is not listed.', '{0} more tensors are not listed.')}</p>
        )}
        {shown.length === 0 && <p class="muted">{t('No tensor has “{0}” in its name.', search.value)}</p>}
      </div>
    </section>
  );
}

function ReadingAll({ share }: { share: number }) {
  const words = t('Every tensor: {0} read', percent(share, 0));
  return (
    <Working label={t('Every tensor')} share={share} words={words} class="narrow">
      <span class="muted small numbers">
        {words} <Link onPress={cancelAll}>{t('Cancel')}</Link>
      </span>
    </Working>
  );
}

/** Of whole numbers none of which is below 0, a hue would tell nothing. */
const isUnsigned = ({ dtype }: TensorFacts, { negative }: TensorStatistics['of']): boolean =>
  isWhole(dtype ?? '') && negative === 0;

interface TensorRowProps {
  at: number;
  index: number;
  facts: TensorFacts;
  asked: Asked;
  grouped: boolean;
  item: object;
}

function TensorRow({ at, index, facts, asked: { value, trouble }, grouped, item }: TensorRowProps) {
  const chosen = opened.value === index;
  const text = (of: (all: TensorStatistics['of']) => number | null): string =>
    value ? `${value.sampled === null ? '' : '≈ '}${short(of(value.of))}` : dash;
  const waits = !value && trouble === '' && facts.fault === null && facts.count > 0;
  return (
    <tr aria-rowindex={at + 2} class={chosen ? 'selected' : undefined} onClick={() => open(index)}>
      <th scope="row" class={grouped ? 'inner' : ''}>
        <button type="button" class="tensor-name clip" title={facts.name} aria-pressed={chosen} {...item}>
          {facts.name || t('(no name)')}
        </button>
      </th>
      <td class="clip">{facts.dtype === null ? dash : shapeText(facts.shape)}</td>
      <td>{facts.dtype ?? dash}</td>
      <td class="right">{facts.fault !== null ? dash : count(facts.bytes)}</td>
      {isByNames.value && facts.fault === null ? (
        <DifferenceCells index={index} />
      ) : facts.fault !== null || trouble !== '' ? (
        <td colSpan={isByNames.value ? 5 : 4} class="clip" title={facts.fault ?? trouble}>
          <Icon name="warning" /> {facts.fault ?? trouble}
        </td>
      ) : (
        <>
          <td class={`right ${waits ? 'waits' : ''}`}>{text((all) => all.min)}</td>
          <td class={`right ${waits ? 'waits' : ''}`}>{text((all) => all.max)}</td>
          <td class={`right muted ${waits ? 'waits' : ''}`}>{text((all) => all.mean)}</td>
          <td>
            {value?.of.histogram && (
              <LittleHistogram of={value.of} hue={isUnsigned(facts, value.of) ? 'none' : 'sign'} />
            )}
          </td>
        </>
      )}
    </tr>
  );
}

/** How a tensor differs from the one of its name in the other file. */
function DifferenceCells({ index }: { index: number }) {
  const pair = pairOf(index);
  const { value: of, trouble, share } = differences.value.get(index) ?? unasked;
  const words = !pair
    ? t('only in this file')
    : !isSameShape(index)
      ? t('another shape there: {0}', shapeText(pair.shape))
      : trouble;
  if (words !== '')
    return (
      <td colSpan={5} class="clip" title={words}>
        {words}
      </td>
    );
  const waits = of ? '' : share === null ? 'muted' : 'waits';
  const isEqual = of?.unequal === 0;
  return (
    <>
      {[
        short(of?.max ?? null),
        short(of?.mean ?? null),
        short(of?.relative ?? null),
        of ? count(of.unequal) : dash,
      ].map((text, i) => (
        <td key={i} class={`right ${waits} ${isEqual ? 'muted' : ''}`}>
          {text}
        </td>
      ))}
      <td class={isEqual ? 'muted' : ''}>
        {isEqual
          ? t('equal')
          : of?.first
            ? of.first.length > 0
              ? `[${of.first.join(', ')}]`
              : t('the one number')
            : ''}
      </td>
    </>
  );
}
