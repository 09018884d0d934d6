import { measureOf } from '@surprisal/core';
import { ACCURACY } from '../../../protocol/reading.js';
import { t } from '../../ports/t.js';

/** The translated title of a measure; the catalogue of core has its titles in English. */
export const titleOf = (id: string): string =>
  id === ACCURACY ? t('Accuracy and confusion matrix') : t(measureOf(id).title);

/** `nats`, `bits`, or nothing for a plain number. */
export const unitName = (unit: string): string => (unit === '' ? '' : t(unit));
