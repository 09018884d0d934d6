import { type ConventionPhrase, measureOf } from '@surprisal/core';
import { t } from '../t.js';

/** What a person reads of the catalogue: the mathematics has its words in English, and they are looked up here. */
export const titleOf = (id: string): string => t(measureOf(id).title);

/** A convention in a person's language, part by part. */
export const conventionWords = (phrases: readonly ConventionPhrase[]): string =>
  phrases.map(({ words, values }) => t(words, ...values)).join('; ');

/** `nats`, `bits`, or nothing for a plain number. */
export const unitName = (unit: string): string => (unit === '' ? '' : t(unit));
