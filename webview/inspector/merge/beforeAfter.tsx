import {
  balancedAccuracy,
  classificationReport,
  cohensKappa,
  matthewsCorrelation,
  mutualInformation,
  type ConfusionMatrix,
} from '@surprisal/core';
import { accuracy, count, decimal, percent, signed } from '../../shared/format.js';
import { narrowerThan } from '../../shared/media.js';
import { t } from '../../shared/strings.js';
import { Table, type Column } from '../../shared/table.js';
import { Term } from '../../shared/term.js';

const small = narrowerThan(420);

interface Row {
  id: string;
  name: string;
  meaning: string;
  before: number | null;
  after: number | null;
  format: (value: number | null) => string;
  /** The difference of two values, without its sign. */
  apart: (value: number) => string;
}

const bits = (cm: ConfusionMatrix): number | null =>
  cm.counts.some((row) => row.some((items) => items > 0))
    ? mutualInformation(
        cm.counts.map((row) => [...row]),
        { base: 2 },
      )
    : null;

/** Each measure of two matrices, and how far they are apart. */
function rowsOf(before: ConfusionMatrix, after: ConfusionMatrix): Row[] {
  const [old, now] = [classificationReport(before), classificationReport(after)];
  const points = (value: number): string => decimal(value * 100, 2);
  const rate = (id: string, name: string, meaning: string, a: number | null, b: number | null): Row => ({
    id,
    name,
    meaning,
    before: a,
    after: b,
    format: accuracy,
    apart: points,
  });
  const plain = (id: string, name: string, meaning: string, a: number | null, b: number | null): Row => ({
    ...rate(id, name, meaning, a, b),
    format: decimal,
    apart: decimal,
  });
  const wrong = (report: typeof old): number =>
    report.total - report.classes.reduce((sum, { correct }) => sum + correct, 0);
  const macro = t('Mean over the classes, each counted once.');
  const weighted = t('Mean over the classes by their support.');
  return [
    rate('accuracy', t('Accuracy'), t('The part that is read right.'), old.accuracy, now.accuracy),
    {
      ...plain('wrong', t('Wrong'), t('How many are read as another class.'), wrong(old), wrong(now)),
      format: (value) => count(value ?? 0),
      apart: count,
    },
    rate(
      'balanced',
      t('Balanced accuracy'),
      t('Mean recall of the classes that have examples.'),
      balancedAccuracy(before),
      balancedAccuracy(after),
    ),
    rate('macroPrecision', t('Macro precision'), macro, old.macro.precision, now.macro.precision),
    rate('macroRecall', t('Macro recall'), macro, old.macro.recall, now.macro.recall),
    plain('macroF1', t('Macro F1'), macro, old.macro.f1, now.macro.f1),
    rate('weightedPrecision', t('Weighted precision'), weighted, old.weighted.precision, now.weighted.precision),
    rate('weightedRecall', t('Weighted recall'), weighted, old.weighted.recall, now.weighted.recall),
    plain('weightedF1', t('Weighted F1'), weighted, old.weighted.f1, now.weighted.f1),
    plain(
      'kappa',
      t('Kappa'),
      t('Agreement beyond chance: 1 is perfect, 0 is chance (Cohen).'),
      cohensKappa(before),
      cohensKappa(after),
    ),
    plain(
      'mcc',
      t('MCC'),
      t('Correlation of actual and predicted over all cells: 1 is perfect, 0 is none (Matthews).'),
      matthewsCorrelation(before),
      matthewsCorrelation(after),
    ),
    plain(
      'information',
      t('Information, bits'),
      t('What the predictions tell of the actual class: their mutual information. No merge adds to it.'),
      bits(before),
      bits(after),
    ),
  ];
}

const columns: Column<Row>[] = [
  { id: 'name', head: t('Measure'), cell: ({ name, meaning }) => <Term meaning={meaning}>{name}</Term> },
  { id: 'before', head: t('Before'), align: 'right', cell: ({ before, format }) => format(before) },
  { id: 'after', head: t('After'), align: 'right', cell: ({ after, format }) => <b>{format(after)}</b> },
  {
    id: 'apart',
    head: t('Difference'),
    meaning: t('After minus before; of rates in percentage points.'),
    align: 'right',
    cell: ({ before, after, apart }) =>
      before === null || after === null ? percent(null) : signed(after - before, apart),
  },
];

/** What a merge changes, measure by measure. */
export const BeforeAfter = ({ before, after }: { before: ConfusionMatrix; after: ConfusionMatrix }) => (
  <div class="table-scroll">
    <Table
      label={t('Measures before and after')}
      columns={columns.filter(({ id }) => !small.value || id !== 'before')}
      rows={rowsOf(before, after)}
      rowId={({ id }) => id}
    />
  </div>
);
