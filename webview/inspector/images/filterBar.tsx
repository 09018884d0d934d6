import type { ComponentChildren } from 'preact';
import { IconButton } from '../../shared/button.js';
import { t } from '../../shared/strings.js';
import { ClassOrNone } from '../classSelect.js';
import { filter } from '../state.js';
import { itemNouns } from '../itemNouns.js';

/** Chooses the items that are listed by their actual and their predicted class. */
export function FilterBar({ children }: { children: ComponentChildren }) {
  const { actual, predicted } = filter.value;
  const choose = (part: Partial<typeof filter.value>) => void (filter.value = { ...filter.value, ...part });
  return (
    <div class="bar">
      <ClassOrNone label={t('Actual')} value={actual} none={t('Any')} onChange={(index) => choose({ actual: index })} />
      <ClassOrNone
        label={t('Predicted')}
        value={predicted}
        none={t('Any')}
        onChange={(index) => choose({ predicted: index })}
      />
      {children}
      {(actual !== null || predicted !== null) && (
        <IconButton
          icon="clear-all"
          label={t('Show all {0}', itemNouns())}
          onPress={() => choose({ actual: null, predicted: null })}
        />
      )}
    </div>
  );
}
