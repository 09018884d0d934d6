import { count, dash, decimal, percent } from '../shared/format.js';
import { t } from '../shared/strings.js';
import type { Cell } from './matrix/matrixKeys.js';

export const cellName = (classes: readonly string[], { actual, predicted }: Cell): string =>
  t('Actual {0}, predicted {1}', classes[actual] ?? '', classes[predicted] ?? '');

/** What a screen reader hears in a cell: "actual 4, predicted 9: 44, 4.5%". */
export const cellLabel = (classes: readonly string[], cell: Cell, items: number, share: number | null): string =>
  t(
    'actual {0}, predicted {1}: {2}, {3}',
    classes[cell.actual] ?? '',
    classes[cell.predicted] ?? '',
    count(items),
    share === null ? dash : percent(share),
  );

/** Whole per cents from 1% up, for cells too small for more. */
export const wholePercent = (share: number | null): string =>
  share === null || share < 0.01 ? '' : percent(share, 0).replace('%', '');

/** A difference with its sign: +1.2 or −1.2, and 0.0 without one where it rounds to that. */
export function signed(value: number, format: (size: number) => string): string {
  const size = format(Math.abs(value));
  return size === format(0) ? size : `${value < 0 ? '−' : '+'}${size}`;
}

/** A difference of rates in percentage points. */
export const points = (difference: number): string => decimal(difference * 100, 2);

/** (−0.4 to 2.5): points, with their signs. */
export const pointInterval = ({ low, high }: { low: number; high: number }): string =>
  t('({0} to {1})', signed(low, points), signed(high, points));
