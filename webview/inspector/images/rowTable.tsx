import type { RowItem } from '../../../extension/protocol/inspector/rows.js';
import { count, decimal, probability } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { useItemKeys, type ItemsProps } from './itemKeys.js';
import { hasScores, nameOfClass } from '../state.js';
import { ExtraCells, ExtraHeads } from './rowExtras.js';

/** Rows of predictions from files: one tab stop, arrows within, Enter opens one, Ctrl+C copies it. */
export function RowTable(props: ItemsProps<RowItem>) {
  const { label, items, first = 0, total, opened, onOpen } = props;
  const { box, onKeyDown, focusable } = useItemKeys<RowItem, HTMLTableSectionElement>(props, {
    indexOf: ({ index }) => index,
    columns: () => 1,
    page: 20,
  });
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
          <th scope="col" class="right" title={t('Numbered from 0, as in NumPy')}>
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
          <ExtraHeads />
        </tr>
      </thead>
      <tbody ref={box}>
        {items.map((row, i) => (
          <tr
            key={row.index}
            {...focusable(i)}
            aria-rowindex={first + i + 2}
            aria-selected={row.index === opened}
            class={row.index === opened ? 'selected' : undefined}
            title={t('Enter opens it, Ctrl+C copies it')}
            onClick={() => onOpen(row)}
          >
            <th scope="row" class="right">
              {count(row.row ?? row.index)}
            </th>
            <td>
              <span class="clip">{nameOfClass(row.actual)}</span>
            </td>
            <td class={row.actual === row.predicted ? 'muted' : ''}>
              <span class="clip">{nameOfClass(row.predicted)}</span>
            </td>
            {row.p !== null && <td class="right">{probability(row.p)}</td>}
            {row.surprise !== null && <td class="right">{decimal(row.surprise)}</td>}
            <ExtraCells index={row.index} texts={row.extras} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
