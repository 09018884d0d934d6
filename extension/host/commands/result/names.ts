import { measureOf } from '@surprisal/core';
import { ACCURACY } from '../../../protocol/reading.js';
import { t } from '../../ports/t.js';

/** What a person reads of the catalogue: the mathematics has its words in English, and they are looked up here. */
export const titleOf = (id: string): string =>
  id === ACCURACY ? t('Accuracy and confusion matrix') : t(measureOf(id).title);

/** `nats`, `bits`, or nothing for a plain number. */
export const unitName = (unit: string): string => (unit === '' ? '' : t(unit));
