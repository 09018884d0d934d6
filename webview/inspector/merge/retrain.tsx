import type { ComponentChildren } from 'preact';
import { Button, IconButton } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { t } from '../../shared/strings.js';
import type { Cell } from '../matrix/matrixKeys.js';
import { clearPicks, groups, merged, mergePicked, nameOf, picked, setGroups, type Group } from './classGroups.js';
import { has, host, nameOfClass, tab } from '../state.js';

/** Names of classes, or how many there are where they are too many to read. */
export function listed(classes: Group): string {
  const names = classes.map(nameOfClass);
  const text = names.join(', ');
  return text.length > 40
    ? t('{0} classes', names.length)
    : names.length === 2
      ? t('{0} and {1}', names[0] ?? '', names[1] ?? '')
      : text;
}

/** Trains a new run on these classes alone, with the settings of this one. */
export const OnlyButton = ({ classes }: { classes: Group }) =>
  !has('merge') ? null : (
    <Button
      icon="beaker"
      disabled={classes.length < 2}
      title={t(
        'A new run with these settings that knows these classes alone; it is compared with this run when it ends',
      )}
      onPress={() => attempt(host.call('trainOnly', [...classes]))}
    >
      {classes.length < 2 ? t('Train only these') : t('Train only {0}', listed(classes))}
    </Button>
  );

/** Trains a new run that learns the groups as they are merged now. */
export const MergedButton = () =>
  !has('merge') ? null : (
    <Button
      icon="beaker"
      disabled={groups.value.length === 0 || merged.value.length < 2}
      title={t(
        'A new run with these settings that learns each group as one class; it is compared with this run when it ends',
      )}
      onPress={() =>
        attempt(
          host.call(
            'trainMerged',
            groups.value.map((group) => [...group]),
          ),
        )
      }
    >
      {t('Train with these merged')}
    </Button>
  );

const toMerge = (): void => {
  mergePicked();
  tab.value = 'merge';
};

/** What can be done with the classes that are picked in the matrix. */
export function PickBar() {
  const classes = picked.value;
  if (classes.length === 0) return null;
  return (
    <div class="bar pick-bar" role="group" aria-label={t('Picked classes')}>
      <span>
        {t('Picked: {0}', listed(classes))}
        {classes.length === 1 && <span class="muted">{t('; pick one more')}</span>}
      </span>
      <OnlyButton classes={classes} />
      <Button icon="combine" disabled={classes.length < 2} onPress={toMerge}>
        {t('Merge')}
      </Button>
      <IconButton icon="close" label={t('Pick none')} onPress={clearPicks} />
    </div>
  );
}

/** For a cell off the diagonal: its two classes alone, or as one. */
export const PairActions = ({ cell: { actual, predicted }, children }: { cell: Cell; children?: ComponentChildren }) =>
  actual === predicted ? null : (
    <span class="pair-actions">
      {children}
      <OnlyButton classes={[actual, predicted].sort((a, b) => a - b)} />
      <Button
        icon="combine"
        title={t('Shows what merging {0} would change', nameOf([actual, predicted]))}
        onPress={() => {
          setGroups([[actual, predicted]]);
          tab.value = 'merge';
        }}
      >
        {t('Merge')}
      </Button>
    </span>
  );
