import type { TableRow } from '../../../extension/protocol/inspector/table.js';
import { count, decimal, probability } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { useItemKeys, type ItemsProps } from '../images/itemKeys.js';
import { nameOfClass } from '../state.js';
import { facts, importanceNow } from './tableState.js';
import { decimalsOfAll, valueText } from './values.js';

interface RowsGridProps extends ItemsProps<TableRow> {
  /** The columns that stand in `values`, in order. */
  columns: readonly number[];
  /** The largest surprise of the list, which its bars are measured by. */
  most: number;
}

/** Rows with their values; over the head of a column stands how much it matters. */
export function RowsGrid({ columns, most, ...props }: RowsGridProps) {
  const { label, items: rows, first = 0, total, opened, onOpen } = props;
  const { box, onKeyDown, focusable } = useItemKeys<TableRow, HTMLTableSectionElement>(props, {
    indexOf: ({ index }) => index,
    columns: () => 1,
    page: 20,
  });
  const known = facts.value?.columns ?? [];
  const rise = importanceNow.value?.found?.rise;
  const top = rise ? Math.max(...rise, 1e-12) : 1;
  const decimals = columns.map((_, k) => decimalsOfAll(rows.map(({ values }) => values[k])));
  return (
    <table
      class="table table-rows numbers"
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      // Left and right scroll to other columns.
      onKeyDown={(event) => event.key !== 'ArrowLeft' && event.key !== 'ArrowRight' && onKeyDown(event)}
    >
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col" class="right" title={t('Numbered from 0, as in NumPy')}>
            {t('Row')}
          </th>
          <th scope="col">{t('Actual')}</th>
          <th scope="col">{t('Read as')}</th>
          <th scope="col" class="right" title={t('Probability of the actual class')}>
            {t('p')}
          </th>
          <th scope="col" class="right" colSpan={2} title={t('−ln of the probability of the actual class')}>
            {t('Nats')}
          </th>
          {columns.map((column) => (
            <th key={column} scope="col" class="right column-head">
              {rise && (
                <span class="importance" title={t('Importance, nats')}>
                  {decimal(rise[column])}
                  <i style={{ width: `${(Math.max(0, rise[column]) / top) * 100}%` }} />
                </span>
              )}
              <span class="clip" title={known[column]?.name}>
                {known[column]?.name}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={box}>
        {rows.map((row, i) => {
          const right = row.actual === row.predicted;
          return (
            <tr
              key={row.index}
              {...focusable(i)}
              aria-rowindex={first + i + 2}
              aria-selected={row.index === opened}
              class={row.index === opened ? 'selected' : undefined}
              onClick={() => onOpen(row)}
            >
              <th scope="row" class="right">
                {count(row.row)}
              </th>
              <td>
                <span class="clip">{nameOfClass(row.actual)}</span>
              </td>
              <td class={right ? 'muted' : 'wrong'}>
                <span class="clip">{right ? t('right') : nameOfClass(row.predicted)}</span>
              </td>
              <td class="right">{probability(row.p)}</td>
              <td class="right">{decimal(row.surprise, 2)}</td>
              <td class="surprise-bar">
                <i class={right ? 'less' : 'more'} style={{ width: `${(row.surprise / (most || 1)) * 100}%` }} />
              </td>
              {columns.map((column, k) => (
                <td key={column} class="right">
                  <span class={row.beyond[k] ? 'beyond' : undefined} title={row.beyond[k] ? beyondWords() : undefined}>
                    {valueText(known[column] ?? { name: '' }, row.values[k], decimals[k])}
                  </span>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const beyondWords = (): string => t('Beyond every training row of its own class');
