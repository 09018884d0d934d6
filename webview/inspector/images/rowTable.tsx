import type { RowItem } from '../../../extension/protocol/inspector/rows.js';
import { count, decimal, probability } from '../../shared/format.js';
import { moveInGrid, useRovingFocus } from '../../shared/rovingFocus.js';
import { t } from '../../shared/strings.js';
import { copyImage } from './imagePanel.js';
import { hasScores, run } from '../state.js';

interface RowTableProps {
  label: string;
  rows: readonly RowItem[];
  /** The place of the first of `rows` in the whole list, and how long the whole list is. */
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
  const { box, at, go, item } = useRovingFocus<HTMLTableSectionElement, number>({
    attribute: 'data-place',
    stop: (last) => Math.min(Math.max(last ?? 0, first), first + rows.length - 1),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at - first];
    if (event.key === 'Escape' && onEscape) onEscape();
    else if (event.key === 'Enter' && row) onOpen(row);
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && row) copyImage(row.index);
    else {
      const to = moveInGrid(event.key, at, total, 1, SCREEN);
      if (to === null) return;
      onReach?.(to);
      go(to);
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
      <tbody ref={box}>
        {rows.map((row, i) => {
          const place = first + i;
          const focusable = item(place);
          return (
            <tr
              key={row.index}
              {...focusable}
              aria-rowindex={place + 2}
              aria-selected={row.index === opened}
              class={row.index === opened ? 'selected' : undefined}
              title={t('Enter opens it, Ctrl+C copies it')}
              onFocus={() => {
                focusable.onFocus();
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
