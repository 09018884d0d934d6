import { useLayoutEffect, useState } from 'preact/hooks';
import { accuracy, mergeSteps, type ConfusionMatrix, type MergeStep } from '@surprisal/core';
import { decimal, percent } from '../../shared/format.js';
import { plural, t } from '../../shared/strings.js';
import { Working } from '../../shared/working.js';
import { MergePairs } from './mergePairs.js';
import { cutOf, groupsAt, mergeTree, type MergeNode } from './mergeTree.js';
import { MergeTree } from './mergeTreeView.js';
import { groups, setGroups } from './classGroups.js';
import { matrix } from '../state.js';

/** More classes than this take too long to advise on, or are too many to see at once. */
const MOST_CLASSES = 100;

/** Which classes the predictions tell apart least: a hierarchy of merges, and the single pairs. */
export function Adviser() {
  const { value } = matrix;
  const size = value?.labels.length ?? 0;
  const { advice, share } = useAdvice(size >= 2 && size <= MOST_CLASSES ? value : null);
  if (size < 2 || size > MOST_CLASSES)
    return <p class="empty muted">{t('Advice on merging is given for 2 to {0} classes.', MOST_CLASSES)}</p>;
  if (!advice)
    return <Working label={t('Adviser')} words={t('Looking for the merges that lose least…')} share={share} />;
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
        <label class="row cut">
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
                  percent(done ? done.accuracy : accuracy(cm), 2),
                )}
          </span>
        </label>
        <MergeTree root={root} cut={cut} />
      </section>
      <MergePairs key={cm.labels.length} />
    </div>
  );
}

interface Advice {
  cm: ConfusionMatrix;
  steps: MergeStep[];
  root: MergeNode;
}

/** How long the page looks for merges before it does something else, ms. */
const SLICE = 12;

/** The hierarchy of merges of a matrix; with many classes it takes a second or more, and the page goes on meanwhile. */
function useAdvice(cm: ConfusionMatrix | null): { advice: Advice | null; share: number } {
  const [advice, setAdvice] = useState<Advice | null>(null);
  const [share, setShare] = useState(0);
  useLayoutEffect(() => {
    if (!cm) return undefined;
    const steps: MergeStep[] = [];
    const work = mergeSteps(cm);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const go = (): void => {
      const until = performance.now() + SLICE;
      for (let next = work.next(); !next.done; next = work.next()) {
        steps.push(next.value);
        if (performance.now() < until) continue;
        setShare(steps.length / (cm.labels.length - 1));
        timer = setTimeout(go, 0);
        return;
      }
      const root = mergeTree(cm, steps);
      if (root) setAdvice({ cm, steps, root });
    };
    go();
    return () => clearTimeout(timer);
  }, [cm]);
  return { advice: advice?.cm.labels.length === cm?.labels.length ? advice : null, share };
}
