import { useComputed } from '@preact/signals';
import { useState } from 'preact/hooks';
import { mergeCosts, type MergeCost } from '@surprisal/core';
import { Link } from '../../shared/button.js';
import { accuracy, count, decimal, percent } from '../../shared/format.js';
import { narrowerThan } from '../../shared/media.js';
import { t } from '../../shared/strings.js';
import { numberColumn, Table, type Column } from '../../shared/table.js';
import { Term } from '../../shared/term.js';
import { errorsBetween } from './mergeTree.js';
import { nameOf, setGroups } from './classGroups.js';
import { matrix } from '../state.js';

const small = narrowerThan(420);
const FIRST = 10;

interface PairRow extends MergeCost {
  id: string;
  pair: readonly [number, number];
  errors: number;
  accuracy: number;
}

/** Each pair of classes by what merging it alone would cost. */
export function MergePairs() {
  const [all, setAll] = useState(false);
  const rows = useComputed<PairRow[]>(() => {
    const cm = matrix.value;
    if (!cm) return [];
    const total = cm.counts.flat().reduce((sum, items) => sum + items, 0);
    const right = cm.counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
    const pairs = mergeCosts(cm).map(({ i, j, bits, share }): PairRow => {
      const errors = errorsBetween(cm, [i], [j]);
      return {
        id: `${i} ${j}`,
        pair: [i, j],
        errors,
        accuracy: total > 0 ? (right + errors) / total : 0,
        bits,
        share,
      };
    });
    return pairs.sort((a, b) => a.bits - b.bits);
  }).value;
  return (
    <section class="pairs" aria-label={t('Pairs by cost')}>
      <div class="classes-head">
        <h2>{t('Pairs by cost')}</h2>
        <span class="muted small">
          <Term
            meaning={t(
              'A rare class has few bits to lose, so its merges look cheap; the share is of the most that telling the pair apart can be worth.',
            )}
          >
            {t('Bits alone favour rare classes; the share does not.')}
          </Term>
        </span>
      </div>
      <div class="table-scroll">
        <Table
          label={t('Pairs of classes by what merging them costs')}
          columns={pairColumns.filter(({ id }) => !small.value || id !== 'accuracy')}
          rows={all ? rows : rows.slice(0, FIRST)}
          rowId={({ id }) => id}
        />
      </div>
      {rows.length > FIRST && !all && (
        <p class="more-rows">
          <Link onPress={() => setAll(true)}>{t('Show all {0}', count(rows.length))}</Link>
        </p>
      )}
    </section>
  );
}

const pairColumns: Column<PairRow>[] = [
  {
    id: 'pair',
    head: t('Pair'),
    value: ({ pair }) => pair[0] * 1000 + pair[1],
    cell: ({ pair }) => <Link onPress={() => setGroups([pair])}>{nameOf(pair)}</Link>,
  },
  numberColumn('bits', t('Bits lost'), (bits) => decimal(bits, 4), {
    meaning: t('How many bits of information about the actual class the predictions lose when the two are merged.'),
  }),
  {
    id: 'share',
    head: t('Share'),
    meaning: t('The bits lost, as a share of the most bits that telling these two classes apart can give.'),
    align: 'right',
    value: ({ share }) => share,
    cell: ({ share }) => percent(share, 0),
  },
  numberColumn('errors', t('Errors'), count, {
    meaning: t('How many items of either class are predicted as the other.'),
    falling: true,
  }),
  numberColumn('accuracy', t('Right once merged'), accuracy, { falling: true }),
];
