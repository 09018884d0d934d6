import type { DataConfig } from '@surprisal/core';
import { t } from './strings.js';

type Scale = NonNullable<DataConfig['scale']>;

/** What each rule does, in few words. */
export const scaleNames = (): Record<Scale, string> => ({
  none: t('None'),
  byte: t('Divided by 255'),
  standard: t('Standardised'),
  legacy: t('As before: divided by 255 where a feature exceeds 127'),
});

/** The rule of a run; images of MNIST are bytes where its record does not say. */
export const scaleOf = ({ source, scale }: DataConfig): Scale | undefined =>
  scale ?? (source === 'files' ? undefined : 'byte');
