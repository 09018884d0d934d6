import type { ComponentChildren } from 'preact';
import { IconButton } from '../../shared/button.js';
import { t } from '../../shared/strings.js';
import { ClassOrNone } from '../classSelect.js';
import { filter } from '../state.js';
import { itemNouns } from '../itemNouns.js';

interface ClassFilterProps<Kind extends string> {
  labels: Record<Kind, string>;
  /** Null lists the items of any class. */
  chosen: Record<Kind, number | null>;
  onChoose: (part: Partial<Record<Kind, number | null>>) => void;
  children: ComponentChildren;
}

/** Chooses the items that are listed by their classes of several kinds. */
export function ClassFilter<Kind extends string>({ labels, chosen, onChoose, children }: ClassFilterProps<Kind>) {
  const kinds = Object.keys(labels) as Kind[];
  const choose = (some: Kind[], index: number | null) =>
    onChoose(Object.fromEntries(some.map((kind) => [kind, index])) as Partial<typeof chosen>);
  return (
    <div class="bar">
      {kinds.map((kind) => (
        <ClassOrNone
          key={kind}
          label={labels[kind]}
          value={chosen[kind]}
          none={t('Any')}
          onChange={(index) => choose([kind], index)}
        />
      ))}
      {children}
      {kinds.some((kind) => chosen[kind] !== null) && (
        <IconButton icon="clear-all" label={t('Show all {0}', itemNouns())} onPress={() => choose(kinds, null)} />
      )}
    </div>
  );
}

/** Chooses the items of the test part by their actual and their predicted class. */
export const FilterBar = ({ children }: { children: ComponentChildren }) => (
  <ClassFilter
    labels={{ actual: t('Actual'), predicted: t('Predicted') }}
    chosen={filter.value}
    onChoose={(part) => (filter.value = { ...filter.value, ...part })}
  >
    {children}
  </ClassFilter>
);
