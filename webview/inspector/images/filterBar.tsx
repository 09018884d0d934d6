import type { ComponentChildren } from 'preact';
import { IconButton } from '../../shared/button.js';
import { Labelled, Select } from '../../shared/field.js';
import { t } from '../../shared/strings.js';
import { filter, run } from '../state.js';
import { nouns } from '../nouns.js';

/** Which items are listed: of an actual class, of a predicted one, or all. */
export function FilterBar({ children }: { children: ComponentChildren }) {
  const { actual, predicted } = filter.value;
  const classes = run.value?.classes ?? [];
  const choices = [{ value: '', label: t('Any') }, ...classes.map((label, i) => ({ value: String(i), label }))];
  const pick = (side: 'actual' | 'predicted') => (value: string) => {
    filter.value = { ...filter.value, [side]: value === '' ? null : Number(value) };
  };
  return (
    <div class="bar">
      <Labelled label={t('Actual')}>
        {(ids) => <Select ids={ids} value={String(actual ?? '')} options={choices} onChange={pick('actual')} />}
      </Labelled>
      <Labelled label={t('Predicted')}>
        {(ids) => <Select ids={ids} value={String(predicted ?? '')} options={choices} onChange={pick('predicted')} />}
      </Labelled>
      {children}
      {(actual !== null || predicted !== null) && (
        <IconButton
          icon="clear-all"
          label={t('Show all {0}', nouns())}
          onPress={() => (filter.value = { actual: null, predicted: null })}
        />
      )}
    </div>
  );
}
