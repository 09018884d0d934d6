import { accuracy, normalizeConfusion, type ConfusionMatrix } from '@surprisal/core';
import { Button } from '../../shared/button.js';
import { accuracy as rate } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { Adviser } from './adviser.js';
import { BeforeAfter } from './beforeAfter.js';
import { ClassChips } from './classChips.js';
import { stepName } from '../matrix/colorSteps.js';
import { CellNumbers } from '../matrix/matrixCell.js';
import { useStepColors } from '../matrix/stepColors.js';
import { CountTable } from '../matrix/countTable.js';
import { groups, merged, mergedMatrix, mergePicked, nameOf, picked, setGroups, splitPicked } from './classGroups.js';
import { listed, MergedButton, OnlyButton } from './retrain.js';
import { matrix, scale } from '../state.js';
import { wholePercent } from '../matrix/cellWords.js';
import './merge.css';

/** What the matrix and its measures become with some classes as one, and which merges cost least. */
export function MergePart() {
  const colors = useStepColors();
  const before = matrix.value;
  const after = mergedMatrix.value;
  if (!before || !after) return <p class="empty muted">{t('The first epoch fills the matrix.')}</p>;
  return (
    <section class="merge-part" aria-label={t('Merge')} style={colors.value}>
      <div class="two">
        <div>
          <Choice />
          <Sentence before={before} after={after} />
          <After cm={after} />
        </div>
        <div>
          <div class="classes-head">
            <h2>{t('Before and after')}</h2>
            <span class="muted small">
              {t('Fewer classes are easier to tell apart; kappa and MCC allow for chance.')}
            </span>
          </div>
          <BeforeAfter before={before} after={after} />
        </div>
      </div>
      <Adviser />
    </section>
  );
}

/** The classes, and what can be done with those that are picked. */
function Choice() {
  const chips = merged.value.filter((group) => group.every((index) => picked.value.includes(index)));
  const several = chips.filter(({ length }) => length > 1);
  return (
    <>
      <div class="classes-head">
        <h2>{t('Classes')}</h2>
        <span class="muted small">
          {t('Pick two or more, here or at the heads of the matrix, and merge them: the numbers change at once.')}
        </span>
      </div>
      <ClassChips />
      <div class="bar merge-actions">
        <Button icon="combine" primary disabled={chips.length < 2} onPress={mergePicked}>
          {chips.length < 2 ? t('Merge') : t('Merge {0}', listed(picked.value))}
        </Button>
        <Button disabled={several.length === 0} onPress={splitPicked}>
          {several.length === 1 && several[0] ? t('Split {0}', nameOf(several[0])) : t('Split')}
        </Button>
        <Button disabled={groups.value.length === 0} onPress={() => setGroups([])}>
          {t('Reset')}
        </Button>
        <MergedButton />
        <OnlyButton classes={picked.value} />
      </div>
    </>
  );
}

/** Says how many are read right with the merge and without it. */
function Sentence({ before, after }: { before: ConfusionMatrix; after: ConfusionMatrix }) {
  const [old, now] = [accuracy(before), accuracy(after)];
  return (
    <p class="answer" aria-live="polite">
      {groups.value.length === 0
        ? t('Without a merge: {0} are read right.', rate(old))
        : t(
            'With {0} as one: {1} are read right, {2} before.',
            groups.value.map(nameOf).join(', '),
            rate(now),
            rate(old),
          )}
    </p>
  );
}

function After({ cm }: { cm: ConfusionMatrix }) {
  const rates = normalizeConfusion(cm, 'actual');
  const names = merged.value.map(nameOf);
  return (
    <CountTable
      label={t('Confusion matrix once merged: actual class on the rows, predicted class on the columns')}
      rows={names}
      columns={names}
      cell={(row, column) => {
        const items = cm.counts[row]?.[column] ?? 0;
        const share = rates[row]?.[column] ?? null;
        const diagonal = row === column;
        return {
          step: stepName(share, diagonal, scale.value),
          whole: wholePercent(share),
          content: <CellNumbers items={items} share={share} rate={share} diagonal={diagonal} />,
        };
      }}
    />
  );
}
