import { useState } from 'preact/hooks';
import { mostConfused, type Confusion } from '@surprisal/core';
import { Link } from '../../shared/button.js';
import { Checkbox } from '../../shared/field.js';
import { count, interval, percent } from '../../shared/format.js';
import { plural, t } from '../../shared/strings.js';
import { numberColumn, Table, type Column } from '../../shared/table.js';
import { explain } from '../images/itemFilter.js';
import { has, matrix, select, tab } from '../state.js';
import { capital, itemNouns } from '../itemNouns.js';
import './pairs.css';

/** The classes that are most often taken for one another, one way or both ways. */
export function PairsPart() {
  const [both, setBoth] = useState(false);
  if (!matrix.value) return null;
  const pairs = mostConfused(matrix.value, { symmetric: both });
  return (
    <section class="pairs" aria-label={t('Pairs')}>
      <div class="bar">
        <h2>{t('Most confused')}</h2>
        <span class="muted">{plural(pairs.length, '{0} pair', '{0} pairs')}</span>
        <Checkbox label={t('Both ways together')} checked={both} onChange={setBoth} />
      </div>
      {pairs.length === 0 ? (
        <p class="muted">{t('Each of the {0} is read right.', itemNouns())}</p>
      ) : (
        <div class="table-scroll">
          <Table
            label={t('Most confused pairs')}
            columns={columns(both, Math.max(...pairs.map(({ rate }) => rate)))}
            rows={pairs}
            rowId={({ row, column }) => `${row} ${column}`}
          />
        </div>
      )}
    </section>
  );
}

const whyColumn: Column<Confusion> = {
  id: 'why',
  head: <span class="only-read">{t('Why')}</span>,
  cell: ({ row, column }) => <Link onPress={() => explain({ actual: row, predicted: column })}>{t('Why?')}</Link>,
};

function columns(both: boolean, greatest: number): Column<Confusion>[] {
  const name = (pair: Confusion): string =>
    both
      ? t('{0} and {1}', String(pair.actual), String(pair.predicted))
      : t('{0} read as {1}', String(pair.actual), String(pair.predicted));
  return [
    {
      id: 'pair',
      head: t('Pair'),
      value: (pair) => pair.row,
      cell: (pair) => (
        <Link
          onPress={() => {
            select({ actual: pair.row, predicted: pair.column });
            tab.value = 'matrix';
          }}
        >
          {name(pair)}
        </Link>
      ),
    },
    numberColumn('count', capital(itemNouns()), count, { falling: true }),
    numberColumn('of', t('Of'), count, {
      meaning: both ? t('How many there are of both classes.') : t('How many there are of the actual class.'),
      falling: true,
    }),
    numberColumn('rate', t('Rate'), (rate) => percent(rate), {
      meaning: t('The part of those that is taken for the other class.'),
      falling: true,
    }),
    {
      id: 'interval',
      head: t('95%'),
      meaning: t('Where the true rate lies, with 95% confidence (Wilson); per cent.'),
      class: 'muted',
      cell: (pair) => interval(pair),
    },
    ...(has('why') ? [whyColumn] : []),
    {
      id: 'bar',
      head: <span class="only-read">{t('Rate, drawn')}</span>,
      class: 'wide-bar',
      cell: (pair) => <i class="swatch more" style={{ width: `${(pair.rate / greatest) * 100}%` }} />,
    },
  ];
}
