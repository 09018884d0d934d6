import type { RunComparison } from '../../../extension/protocol/inspector/compare.js';
import { pointInterval, points } from './differenceWords.js';
import { Fact } from '../../shared/fact.js';
import { accuracy, count, decimal, signed } from '../../shared/format.js';
import { itemText } from '../itemNouns.js';
import { plural, t } from '../../shared/strings.js';
import { Term } from '../../shared/term.js';
import { modelText } from './modelText.js';
import type { RunDifference } from './runDifference.js';
import { run } from '../state.js';

/** Says which run is better, and then the numbers. */
export function Verdict({ comparison, difference }: { comparison: RunComparison; difference: RunDifference }) {
  const { low, high, onlyFirst, onlySecond, both, neither, p, total, accuracies } = difference;
  // Where the interval and the exact test disagree, no difference is claimed.
  const shows = p < 0.05;
  const answer =
    shows && low > 0
      ? modelText(comparison.kinds, 'This run is better, by {0} points of accuracy.', points(difference.difference))
      : shows && high < 0
        ? modelText(
            comparison.kinds,
            'The other run is better, by {0} points of accuracy.',
            points(-difference.difference),
          )
        : t('No difference in accuracy shows.');
  const outcomes: [string, number][] = [
    [t('Both right'), both],
    [modelText(comparison.kinds, 'Only this run'), onlyFirst],
    [t('Only the other'), onlySecond],
    [t('Neither'), neither],
  ];
  return (
    <>
      <p class="answer">{answer}</p>
      <p class="numbers">
        {itemText(
          'On {0} test images: {1} against {2}, a difference of {3} points {4}.',
          count(total),
          accuracy(accuracies[0]),
          accuracy(accuracies[1]),
          signed(difference.difference, points),
          pointInterval(difference),
        )}{' '}
        <Term
          meaning={itemText(
            'If both were right equally often, how often chance alone would part them as far: a binomial test on the images that only one of both reads right.',
          )}
        >
          {t('McNemar’s exact test')}
        </Term>
        {t(': p {0}.', p < 0.001 ? pWords(p) : `= ${pWords(p)}`)}
      </p>
      <dl class="facts numbers outcome">
        {outcomes.map(([name, items]) => (
          <Fact key={name} name={name}>
            <b>{count(items)}</b>
          </Fact>
        ))}
      </dl>
      <Notes comparison={comparison} />
    </>
  );
}

/** A p-value with three decimals, or that it is smaller. */
export const pWords = (p: number): string => (p < 0.001 ? t('below {0}', decimal(0.001)) : decimal(p));

/** What was done to make the two comparable. */
function Notes({
  comparison: { kinds, matched, classes, leftOut, onlyMine, onlyTheirs, theirs, mine, actual },
}: {
  comparison: RunComparison;
}) {
  const few = (names: string[]): string => (names.length > 6 ? t('{0} classes', names.length) : names.join(', '));
  const outside = (read: ArrayLike<number>, names: string[]): number =>
    actual.reduce((sum, _, i) => sum + Number(names.includes(classes[read[i] ?? 0] ?? '')), 0);
  const own = run.value?.classes ?? [];
  const notes = [
    matched.by === 'position' && t('They are matched by position: both have as many, and all actual classes agree.'),
    matched.by === 'id' && t('They are matched by “{0}” of this one and “{1}” of the other.', ...matched.columns),
    matched.by === 'id' &&
      matched.duplicates[0] > 0 &&
      plural(
        matched.duplicates[0],
        '{0} of this one has an id that comes twice, and is left out.',
        '{0} of this one have ids that come twice, and are left out.',
      ),
    matched.by === 'id' &&
      matched.duplicates[1] > 0 &&
      plural(
        matched.duplicates[1],
        '{0} of the other has an id that comes twice, and is left out.',
        '{0} of the other have ids that come twice, and are left out.',
      ),
    leftOut[1] > 0 &&
      modelText(
        kinds,
        'Of the other run’s test images {0} are left out: this run was not tested on them.',
        count(leftOut[1]),
      ),
    leftOut[0] > 0 &&
      modelText(
        kinds,
        'Of this run’s test images {0} are left out: the other was not tested on them.',
        count(leftOut[0]),
      ),
    onlyTheirs.length > 0 &&
      t('The other can answer with {0} too, and does {1} times.', few(onlyTheirs), count(outside(theirs, onlyTheirs))),
    onlyMine.length > 0 &&
      modelText(
        kinds,
        'This run can answer with {0} too, and does {1} times.',
        few(onlyMine),
        count(outside(mine, onlyMine)),
      ),
    classes.some((name) => name.includes('+') && !own.includes(name)) &&
      modelText(kinds, 'Classes that the other run merges are counted as one here.'),
    classes.some((name) => name.includes('+') && own.includes(name)) &&
      modelText(kinds, 'The other’s classes are counted as one where this run merges them.'),
  ].filter((note) => note !== false);
  return notes.length > 0 ? <p class="muted">{notes.join(' ')}</p> : null;
}
