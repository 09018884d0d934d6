import type { InformationAnswer, Split } from '../../../protocol/answers.js';
import { count, result, short } from '../../ports/numbers.js';
import { plural, t } from '../../ports/t.js';
import { titleOf, unitName } from './names.js';
import { actionsFor, NONE, numbers } from './tableWords.js';
import type { State, Words } from './resultWords.js';

/** What labels and groups, a table of counts, or columns tell of one another. */
export function informationState(words: Words, { input, rows, ranking, of, side, remarks }: InformationAnswer): State {
  const what = {
    labels: t('two sequences of labels'),
    counts: t('a table of counts'),
    columns: t('columns of a table'),
  };
  const [best] = ranking;
  words.reads(side.range);
  return words.state(t('Information'), {
    verdict: best
      ? t(
          '{0} tells most about {1}: {2} nats, {3}.',
          best.name,
          side.key ?? t('the label'),
          result(best.gain),
          splitQuestion(best),
        )
      : null,
    facts: [
      {
        label: t('Read as'),
        text: [t('{0}, {1}', what[input], plural(of, '{0} item', '{0} items')), ...words.at(side.range)],
      },
    ],
    warnings: [
      ...words.warnings(remarks),
      ...rows.filter(({ problem }) => problem !== null).map(({ id, problem }) => [`${titleOf(id)}: ${problem}`]),
    ],
    table: ranking.length
      ? {
          title: t('Information gain'),
          note: t('greatest first'),
          columns: [
            { head: t('Column'), values: ranking.map(({ name }) => name), style: 'text' },
            { head: t('Split'), values: ranking.map(({ split }) => splitWords(split)), style: 'text' },
            { head: t('Nats'), values: numbers(ranking.map(({ gain }) => gain)), style: 'result', bar: true },
          ],
          rows: ranking.length,
          ...NONE,
        }
      : {
          title: t('Measures'),
          columns: [
            { head: t('Measure'), values: rows.map(({ id }) => titleOf(id)), style: 'text' },
            { head: t('Value'), values: numbers(rows.map(({ value }) => value)), style: 'result' },
            { head: t('Unit'), values: rows.map(({ unit }) => unitName(unit)), style: 'text' },
          ],
          rows: rows.length,
          ...NONE,
        },
    asides: ranking.length
      ? [
          {
            title: t('At most'),
            rows: rows.map(({ value }) => ({ label: t('Entropy of the label'), text: result(value ?? NaN) })),
          },
        ]
      : [],
    actions: actionsFor(words, ranking.length || rows.length),
  });
}

function splitWords(split: Split): string {
  if (split.by === 'values') return plural(split.values, 'its one value', 'each of {0} values');
  if (split.threshold === null) return t('one value');
  return plural(
    split.below,
    '≤ {1}: {0} item, above: {2}',
    '≤ {1}: {0} items, above: {2}',
    short(split.threshold, 6),
    count(split.above),
  );
}

/** The question of the best column, in words. */
function splitQuestion({ name, split }: InformationAnswer['ranking'][number]): string {
  if (split.by === 'values') return plural(split.values, 'asked for its one value', 'asked for each of its {0} values');
  return split.threshold === null
    ? t('it has but one value')
    : t('asked as {0} ≤ {1}', name, short(split.threshold, 6));
}
