import { balancedAccuracy, cohensKappa, matthewsCorrelation, whyUndefined, type Rates } from '@surprisal/core';
import { Fact } from '../../shared/fact.js';
import { decimal, percent } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { Table, type Column } from '../../shared/table.js';
import { Term } from '../../shared/term.js';
import { matrix, report } from '../state.js';
import { itemNouns } from '../itemNouns.js';

interface Row extends Rates {
  id: string;
  name: string;
  meaning: string;
}

/** Measures of all classes together, each with its explanation. */
export function AveragesPart() {
  const cm = matrix.value;
  const numbers = report.value;
  if (!cm || !numbers) return null;
  const rows: Row[] = [
    { id: 'macro', name: t('Macro'), meaning: t('Mean over the classes, each counted once.'), ...numbers.macro },
    { id: 'weighted', name: t('Weighted'), meaning: t('Mean over the classes by their support.'), ...numbers.weighted },
    { id: 'micro', name: t('Micro'), meaning: t('Over all {0} at once: the accuracy.', itemNouns()), ...numbers.micro },
  ];
  return (
    <section class="averages-part" aria-label={t('Averages')}>
      <div class="classes-head">
        <h2>{t('Averages')}</h2>
      </div>
      <div class="table-scroll">
        <Table label={t('Averages over the classes')} columns={columns} rows={rows} rowId={({ id }) => id} />
      </div>
      <dl class="facts numbers">
        <Fact name={t('Balanced accuracy')} meaning={t('Mean recall of the classes that have examples.')}>
          <b>{percent(balancedAccuracy(cm))}</b>
        </Fact>
        <Fact
          name={t('Kappa')}
          meaning={whyUndefined(cm, 'cohensKappa') ?? t('Agreement beyond chance: 1 is perfect, 0 is chance (Cohen).')}
        >
          <b>{decimal(cohensKappa(cm))}</b>
        </Fact>
        <Fact
          name={t('MCC')}
          meaning={
            whyUndefined(cm, 'matthewsCorrelation') ??
            t('Correlation of actual and predicted over all cells: 1 is perfect, 0 is none (Matthews).')
          }
        >
          <b>{decimal(matthewsCorrelation(cm))}</b>
        </Fact>
      </dl>
    </section>
  );
}

const columns: Column<Row>[] = [
  { id: 'name', head: t('Average'), cell: ({ name, meaning }) => <Term meaning={meaning}>{name}</Term> },
  {
    id: 'precision',
    head: t('Precision'),
    meaning: t('The share of the items predicted as a class that belong to it.'),
    align: 'right',
    cell: ({ precision }) => percent(precision),
  },
  {
    id: 'recall',
    head: t('Recall'),
    meaning: t('The share of a class’s own items that is predicted as that class.'),
    align: 'right',
    cell: ({ recall }) => percent(recall),
  },
  {
    id: 'f1',
    head: t('F1'),
    meaning: t('Harmonic mean of precision and recall.'),
    align: 'right',
    cell: ({ f1 }) => decimal(f1),
  },
];
