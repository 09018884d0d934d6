import { useComputed } from '@preact/signals';
import { mergeHierarchy } from '@surprisal/core';
import { accuracy, decimal } from '../../shared/format.js';
import { plural, t } from '../../shared/strings.js';
import { MergePairs } from './mergePairs.js';
import { cutOf, groupsAt, mergeTree } from './mergeTree.js';
import { MergeTree } from './mergeTreeView.js';
import { groups, setGroups } from './classGroups.js';
import { matrix } from '../state.js';

/** More classes than this take too long to advise on, or are too many to see at once. */
const MOST_CLASSES = 100;

/** Which classes the predictions tell apart least: a hierarchy of merges, and the single pairs. */
export function Adviser() {
  const advice = useComputed(() => {
    const cm = matrix.value;
    if (!cm || cm.labels.length > MOST_CLASSES || cm.labels.length < 2) return null;
    const steps = mergeHierarchy(cm);
    const root = mergeTree(cm, steps);
    return root && { cm, steps, root };
  }).value;
  if (!advice) return <p class="empty muted">{t('Advice on merging is given for 2 to {0} classes.', MOST_CLASSES)}</p>;
  const { cm, steps, root } = advice;
  const cut = cutOf(root, steps.length, groups.value);
  const whole = steps.at(-1)?.lost ?? 0;
  const at = cut ?? 0;
  const done = steps[at - 1];
  return (
    <div class="two adviser">
      <section aria-label={t('Adviser')}>
        <div class="classes-head">
          <h2>{t('Adviser')}</h2>
          <span class="muted small">
            {t('Each merge is the one that loses the least information once those before it are made.')}
          </span>
        </div>
        <label class="cut">
          <span>{t('Merges')}</span>
          <input
            type="range"
            class="slider"
            min={0}
            max={steps.length}
            value={at}
            aria-valuetext={plural(
              at,
              '{0} merge, {1} classes left',
              '{0} merges, {1} classes left',
              cm.labels.length - at,
            )}
            onInput={(event) => setGroups(groupsAt(root, event.currentTarget.valueAsNumber))}
          />
          <span class="numbers">
            {cut === null
              ? t('classes merged by hand')
              : t(
                  '{0} of {1}: {2} classes, {3} of {4} bits lost, {5} right',
                  at,
                  steps.length,
                  cm.labels.length - at,
                  decimal(done?.lost ?? 0),
                  decimal(whole),
                  accuracy(done ? done.accuracy : accuracyOf(cm.counts)),
                )}
          </span>
        </label>
        <MergeTree root={root} cut={cut} />
      </section>
      <MergePairs key={cm.labels.length} />
    </div>
  );
}

const accuracyOf = (counts: readonly (readonly number[])[]): number | null => {
  const total = counts.flat().reduce((sum, items) => sum + items, 0);
  return total > 0 ? counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0) / total : null;
};
