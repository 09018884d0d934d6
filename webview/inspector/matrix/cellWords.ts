import { count, dash, percent } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import type { Cell } from './matrixKeys.js';

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
