import { useComputed } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { mostConfused, type Confusion } from '@surprisal/core';
import { LabelledSelect } from '../../shared/field.js';
import { count, decimal, interval, percent } from '../../shared/format.js';
import { narrowerThan } from '../../shared/media.js';
import { moveInGrid, useRovingFocus } from '../../shared/rovingFocus.js';
import { plural, t } from '../../shared/strings.js';
import { Term } from '../../shared/term.js';
import { useWindowed } from '../../shared/windowed.js';
import { itemNouns } from '../itemNouns.js';
import { has, hasScores, matrix, predictions, run, view } from '../state.js';
import { choose, classesAt, frame, marked } from './manyState.js';
import { EACH, mostSurprising } from './surprisingOf.js';
import { SurprisingImages } from './surprisingImages.js';

/** How high a row is, px, with images and without. */
const PICTURED = 32;
const PLAIN = 26;
const SCREEN = 8;
const narrow = narrowerThan(560);
/** The list needs so much room for intervals that are drawn, px. */
const DRAWN = 600;

type Which = 'all' | 'block' | 'class';

/** The pairs that are confused most: how often, how surely, the other way, and the most surprising items. `room` is in px. */
export function ConfusedList({ room }: { room: number }) {
  const [which, setWhich] = useState<Which>('all');
  const cm = matrix.value;
  const all = useComputed(() => (matrix.value ? mostConfused(matrix.value) : [])).value;
  const classes = run.value?.classes ?? [];
  const found = useComputed(() =>
    predictions.value ? mostSurprising(predictions.value, run.value?.classes.length ?? 0) : null,
  ).value;
  const open = frame.value;
  const only = which === 'class' && marked.value === null ? 'all' : which === 'block' && !open ? 'all' : which;
  const rows = open ? classesAt(open.row, open.rows) : [];
  const columns = open ? classesAt(open.column, open.columns) : [];
  const pairs =
    only === 'all'
      ? all
      : only === 'class'
        ? all.filter(({ row, column }) => row === marked.value || column === marked.value)
        : all.filter(({ row, column }) => rows.includes(row) && columns.includes(column));
  if (!cm) return null;
  const possible = classes.length * (classes.length - 1);
  const options: { value: Which; label: string }[] = [
    { value: 'all', label: t('All classes') },
    { value: 'block', label: t('What is open') },
  ];
  if (marked.value !== null) options.push({ value: 'class', label: t('Class {0}', classes[marked.value] ?? '') });
  return (
    <section class="confused" aria-label={t('Most confused')}>
      <div class="detail-head">
        <h2>{t('Most confused')}</h2>
        <span class="muted numbers clip wide">
          {plural(possible, 'of {0} pair, {1} occur', 'of {0} pairs, {1} occur', count(all.length))}
        </span>
        <span class="space" />
        <LabelledSelect label={t('Pairs of')} value={only} options={options} onChange={setWhich} />
      </div>
      {pairs.length === 0 ? (
        <p class="muted">
          {all.length === 0 ? t('Each of the {0} is read right.', itemNouns()) : t('None of these are confused.')}
        </p>
      ) : (
        <PairRows key={only} pairs={pairs} greatest={all} found={found} drawn={room >= DRAWN} />
      )}
    </section>
  );
}

interface PairRowsProps {
  pairs: readonly Confusion[];
  /** All pairs, of which the axis is made. */
  greatest: readonly Confusion[];
  /** The most surprising items of each pair. */
  found: Map<number, number[]> | null;
  /** Whether the intervals are drawn as well. */
  drawn: boolean;
}

function PairRows({ pairs, greatest, found, drawn }: PairRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const size = run.value?.classes.length ?? 0;
  const pictured = has('images') && !narrow.value;
  const line = pictured ? PICTURED : PLAIN;
  const { body, from, to } = useWindowed<HTMLTableSectionElement>(pairs.length, line, scroller);
  const { box, at, go, item } = useRovingFocus<HTMLDivElement, number>({
    attribute: 'data-pair',
    stop: (last) => Math.min(Math.max(last ?? from, from), Math.max(from, to - 1)),
  });
  const most = niceTop(greatest.reduce((top, { high }) => Math.max(top, Math.min(1, high)), 0));
  const selected = view.value.selected;
  const rowsShown = hasScores.value && has('rows') && !narrow.value;
  const onKeyDown = (event: KeyboardEvent) => {
    const pair = pairs[at];
    if (event.key === 'Enter' && pair) choose({ actual: pair.row, predicted: pair.column });
    else {
      const next = moveInGrid(event.key, at, pairs.length, 1, SCREEN);
      if (next === null || event.key === 'ArrowLeft' || event.key === 'ArrowRight') return;
      reach(scroller.current, next, line);
      go(next);
    }
    event.preventDefault();
  };
  const ofPair = ({ row, column }: Confusion): readonly number[] => found?.get(row * size + column) ?? [];
  const shown = pairs.slice(from, to);
  const counts = matrix.value?.counts ?? [];
  const gap = (rows: number) =>
    rows > 0 && (
      <tr class="gap" aria-hidden="true">
        <td colSpan={9} style={{ height: `${rows * line}px` }} />
      </tr>
    );
  return (
    <div class="confused-scroll" ref={scroller}>
      <div ref={box} onKeyDown={onKeyDown}>
        <table class="table numbers" role="grid" aria-label={t('Most confused pairs')} aria-rowcount={pairs.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">{t('Pair')}</th>
              <th scope="col" class="right">
                {t('Count')}
              </th>
              <th scope="col" class="right">
                {t('Of actual')}
              </th>
              {!narrow.value && <th scope="col">{t('95% interval')}</th>}
              {drawn && (
                <th scope="col" class="pair-interval">
                  <span class="only-read">{t('95% interval, drawn')}</span>
                  <span class="rate-axis" aria-hidden="true">
                    <span>0</span>
                    <span>{decimal(most * 50, most < 0.02 ? 1 : 0)}</span>
                    <span>{percent(most, 0)}</span>
                  </span>
                </th>
              )}
              <th scope="col" class="right">
                <Term meaning={t('How many are read the other way round.')}>{t('Other way')}</Term>
              </th>
              {pictured && <th scope="col">{t('Most surprising')}</th>}
              {rowsShown && (
                <th scope="col" title={t('Numbered from 0, as in NumPy')}>
                  {t('Most surprising rows')}
                </th>
              )}
            </tr>
          </thead>
          <tbody ref={body}>
            {gap(from)}
            {shown.map((pair, i) => {
              const { row, column } = pair;
              const chosen = selected?.actual === row && selected.predicted === column;
              const focusable = item(from + i);
              return (
                <tr
                  key={`${row} ${column}`}
                  {...focusable}
                  style={{ height: `${line}px` }}
                  aria-rowindex={from + i + 2}
                  aria-selected={chosen}
                  class={chosen ? 'selected' : undefined}
                  onClick={() => {
                    focusable.onFocus();
                    choose({ actual: row, predicted: column });
                  }}
                >
                  <th scope="row">
                    <PairName pair={pair} />
                  </th>
                  <td class="right">{count(pair.count)}</td>
                  <td class="right">{percent(pair.rate)}</td>
                  {!narrow.value && <td>{interval(pair).slice(1, -1)}</td>}
                  {drawn && (
                    <td class="pair-interval">
                      <PairInterval pair={pair} most={most} />
                    </td>
                  )}
                  <td class="right">{count(counts[column]?.[row] ?? 0)}</td>
                  {pictured && (
                    <td class="pair-images">
                      <SurprisingImages indices={ofPair(pair)} />
                    </td>
                  )}
                  {rowsShown && (
                    <td>
                      {ofPair(pair)
                        .slice(0, drawn ? EACH : 2)
                        .map(count)
                        .join(' · ')}
                    </td>
                  )}
                </tr>
              );
            })}
            {gap(pairs.length - to)}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** `65 read as 63`, its classes strong. */
function PairName({ pair }: { pair: Confusion }) {
  const [before = '', between = '', after = ''] = t('{0} read as {1}', '\u0000', '\u0000').split('\u0000');
  return (
    <span class="clip" title={t('{0} read as {1}', String(pair.actual), String(pair.predicted))}>
      {before}
      <b>{String(pair.actual)}</b>
      {between}
      <b>{String(pair.predicted)}</b>
      {after}
    </span>
  );
}

function PairInterval({ pair: { low, high, rate }, most }: { pair: Confusion; most: number }) {
  const at = (value: number): string => `${(value / most) * 100}%`;
  return (
    <span class="rate-bar pair-bar" aria-hidden="true">
      <i class="range" style={{ left: at(low), width: at(high - low) }} />
      <i class="point" style={{ left: at(rate) }} />
    </span>
  );
}

/** The end of an axis from 0 that holds a rate: an even number of per cents, so that its middle is whole. */
const niceTop = (rate: number): number => Math.min(1, Math.max(0.02, Math.ceil(rate * 50) / 50));

/** Scrolls a box so far that a row of it is in sight below its head. */
function reach(box: HTMLElement | null, place: number, line: number): void {
  if (!box) return;
  const top = place * line;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + 2 * line > box.scrollTop + box.clientHeight) box.scrollTop = top + 2 * line - box.clientHeight;
}
