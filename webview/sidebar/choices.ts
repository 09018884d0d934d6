import type { Activation } from '@surprisal/core';
import { t } from '../shared/strings.js';

export const activationNames = (): Record<Activation, string> => ({
  relu: t('ReLU'),
  tanh: t('tanh'),
  sigmoid: t('sigmoid'),
});

export const optionsOf = <Value extends string>(names: Record<Value, string>): { value: Value; label: string }[] =>
  (Object.entries(names) as [Value, string][]).map(([value, label]) => ({ value, label }));
