import { useEffect, useRef, useState } from 'preact/hooks';
import type { RowItem } from '../../../extension/protocol/pages.js';
import { count, decimal, probability } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { copyImage } from './imagePanel.js';
import { moveInGrid } from '../matrix/matrixKeys.js';
import { hasScores, run } from '../state.js';

interface RowTableProps {
  label: string;
  rows: readonly RowItem[];
  /** Where `rows` begin in the whole list, and how long that is. */
  first?: number;
  total: number;
  onReach?: (index: number) => void;
  onEscape?: () => void;
  /** The row that is open, by its index in the file. */
  opened?: number | null;
  onOpen: (row: RowItem) => void;
}

const SCREEN = 20;

/** Rows of predictions from files: one tab stop, arrows within, Enter opens one, Ctrl+C copies it. */
export function RowTable({ label, rows, first = 0, total, onReach, onEscape, opened = null, onOpen }: RowTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState(0);
  const stop = Math.min(Math.max(at, first), first + rows.length - 1);
  const wanted = useRef<number | null>(null);
  const settle = () => {
    const there = body.current?.querySelector<HTMLElement>(`[data-place="${wanted.current}"]`);
    if (!there) return;
    wanted.current = null;
    there.focus();
  };
  useEffect(settle);
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[stop - first];
    if (event.key === 'Escape' && onEscape) onEscape();
    else if (event.key === 'Enter' && row) onOpen(row);
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && row) copyImage(row.index);
    else {
      const to = moveInGrid(event.key, stop, total, 1, SCREEN);
      if (to === null) return;
      setAt(to);
      wanted.current = to;
      onReach?.(to);
      settle();
    }
    event.preventDefault();
  };
  const { classes = [] } = run.value ?? {};
  return (
    <table
      class="table row-table numbers"
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col" class="right">
            {t('Row')}
          </th>
          <th scope="col">{t('Actual')}</th>
          <th scope="col">{t('Predicted')}</th>
          {hasScores.value && (
            <>
              <th scope="col" class="right" title={t('Probability of the actual class')}>
                {t('p')}
              </th>
              <th scope="col" class="right" title={t('−ln of the probability of the actual class')}>
                {t('Surprise, nats')}
              </th>
            </>
          )}
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row, i) => {
          const place = first + i;
          return (
            <tr
              key={row.index}
              data-place={place}
              aria-rowindex={place + 2}
              aria-selected={row.index === opened}
              class={row.index === opened ? 'selected' : undefined}
              tabIndex={place === stop ? 0 : -1}
              title={t('Enter opens it, Ctrl+C copies it')}
              onFocus={() => {
                setAt(place);
                if (opened !== null && row.index !== opened) onOpen(row);
              }}
              onClick={() => onOpen(row)}
            >
              <th scope="row" class="right">
                {count(row.index + 1)}
              </th>
              <td>
                <span class="clip">{classes[row.actual]}</span>
              </td>
              <td class={row.actual === row.predicted ? 'muted' : ''}>
                <span class="clip">{classes[row.predicted]}</span>
              </td>
              {row.p !== null && <td class="right">{probability(row.p)}</td>}
              {row.surprise !== null && <td class="right">{decimal(row.surprise)}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
