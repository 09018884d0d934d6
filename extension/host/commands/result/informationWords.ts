import type { InformationAnswer, Split } from '../../../protocol/answers.js';
import { count, result, short } from '../../ports/numbers.js';
import { plural, t } from '../../ports/t.js';
import { titleOf, unitName } from './names.js';
import { actionsFor, numbers, problemsOf, tableOf } from './tableWords.js';
import type { State, Words } from './resultWords.js';

/** Information measures of labels and groups, of a table of counts, or of the columns of a table. */
export function informationState(words: Words, { input, rows, ranking, of, side, remarks }: InformationAnswer): State {
  const what = {
    labels: t('two sequences of labels'),
    counts: t('a table of counts'),
    columns: t('columns of a table'),
  };
  const [best] = ranking;
  const about = side.key ?? t('the label');
  const entropies = rows.map(({ value }) => ({ label: t('Entropy of the label'), text: result(value ?? NaN) }));
  words.reads(side.range);
  return words.state(t('Information'), {
    verdict: best
      ? t('{0} tells most about {1}: {2} nats, {3}.', best.name, about, result(best.gain), splitQuestion(best))
      : null,
    facts: [
      {
        label: t('Read as'),
        text: [t('{0}, {1}', what[input], plural(of, '{0} item', '{0} items')), ...words.at(side.range)],
      },
    ],
    warnings: [...words.warnings(remarks), ...problemsOf(rows)],
    table: ranking.length
      ? tableOf(
          t('Information gain'),
          [
            { head: t('Column'), values: ranking.map(({ name }) => name), style: 'text' },
            { head: t('Split'), values: ranking.map(({ split }) => splitWords(split)), style: 'text' },
            { head: t('Nats'), values: numbers(ranking.map(({ gain }) => gain)), style: 'result', bar: true },
          ],
          t('greatest first'),
        )
      : tableOf(t('Measures'), [
          { head: t('Measure'), values: rows.map(({ id }) => titleOf(id)), style: 'text' },
          { head: t('Value'), values: numbers(rows.map(({ value }) => value)), style: 'result' },
          { head: t('Unit'), values: rows.map(({ unit }) => unitName(unit)), style: 'text' },
        ]),
    asides: ranking.length ? [{ title: t('At most'), rows: entropies }] : [],
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

/** How the best column splits the items. */
function splitQuestion({ name, split }: InformationAnswer['ranking'][number]): string {
  if (split.by === 'values') return plural(split.values, 'asked for its one value', 'asked for each of its {0} values');
  return split.threshold === null
    ? t('it has but one value')
    : t('asked as {0} ≤ {1}', name, short(split.threshold, 6));
}
