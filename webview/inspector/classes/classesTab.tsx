import { useComputed } from '@preact/signals';
import { balancedAccuracy, cohensKappa, matthewsCorrelation, whyUndefined, type Interval } from '@surprisal/core';
import { count, dash, decimal, interval, percent } from '../../shared/format.js';
import { Link } from '../../shared/button.js';
import { narrowerThan } from '../../shared/media.js';
import { t } from '../../shared/strings.js';
import { numberColumn, Table, type Column } from '../../shared/table.js';
import { calibrationOf } from './calibrationOf.js';
import { classRows, rateFloor, type ClassRow, type Mistake } from './classRows.js';
import {
  hasScores,
  matrix,
  nameOfClass,
  predictions,
  predictionsTrouble,
  report,
  select,
  shownCell,
  tab,
} from '../state.js';
import { Trouble } from '../trouble.js';
import './classes.css';

const narrow = narrowerThan(700);
const small = narrowerThan(420);
const middle = narrowerThan(1100);
const tiny = narrowerThan(320);

/** Each class: how well it is found and how far it can be trusted, with intervals. */
export function ClassesPart() {
  const rows = useComputed(() =>
    matrix.value && report.value ? classRows(matrix.value, report.value, predictions.value) : [],
  ).value;
  if (rows.length === 0) return null;
  return (
    <section class="classes" aria-label={t('Classes')}>
      <div class="classes-head">
        <h2>{t('Classes')}</h2>
        <Averages />
        {!middle.value && <span class="muted small">{t('Bars and brackets: 95% interval (Wilson)')}</span>}
      </div>
      <Trouble what={t('Loss and calibration could not be loaded.')} reason={predictionsTrouble.value} />
      <div class="table-scroll">
        <Table
          class="class-table"
          label={t('Precision, recall, F1 and support of each class')}
          columns={columns(rateFloor(rows))}
          rows={rows}
          rowId={({ index }) => index}
          selected={shownCell.value?.actual ?? null}
        />
      </div>
    </section>
  );
}

function Averages() {
  const cm = matrix.value;
  const numbers = report.value;
  if (!cm || !numbers) return null;
  const kappa = cohensKappa(cm);
  const mcc = matthewsCorrelation(cm);
  const calibration = calibrationOf(predictions.value);
  const parts = [
    t('Macro F1 {0}', decimal(numbers.macro.f1)),
    t('balanced accuracy {0}', percent(balancedAccuracy(cm))),
    t('kappa {0}', decimal(kappa)),
    t('MCC {0}', decimal(mcc)),
  ];
  if (calibration) parts.push(t('calibration error {0}', percent(calibration.error)));
  const why =
    kappa === null ? whyUndefined(cm, 'cohensKappa') : mcc === null ? whyUndefined(cm, 'matthewsCorrelation') : null;
  if (why) parts.push(t('not defined: {0}', why));
  return <span class="muted averages">{parts.join(', ')}</span>;
}

function columns(floor: number): Column<ClassRow>[] {
  const bar = (
    id: string,
    of: (row: ClassRow) => { rate: number | null; range: Interval | null },
  ): Column<ClassRow> => ({
    id,
    class: 'bar-column',
    head: <RateAxis floor={floor} />,
    cell: (row) => <RateBar floor={floor} {...of(row)} />,
  });
  const precision = bar('precisionBar', (row) => ({ rate: row.precision, range: row.precisionInterval }));
  const recall = bar('recallBar', (row) => ({ rate: row.recall, range: row.recallInterval }));
  const all: (Column<ClassRow> | false)[] = [
    {
      id: 'class',
      head: t('Class'),
      cell: (row) => <span class="clip">{String(row.label)}</span>,
      value: (row) => row.index,
    },
    !tiny.value && numberColumn('support', t('Support'), count, { meaning: t('How many items belong to the class.') }),
    !narrow.value &&
      numberColumn('predicted', t('Predicted'), count, { meaning: t('How many items are predicted as the class.') }),
    numberColumn('precision', t('Precision'), (rate) => percent(rate), {
      meaning: t('The share of the items predicted as the class that belong to it.'),
    }),
    !small.value && precision,
    numberColumn('recall', t('Recall'), (rate) => percent(rate), {
      meaning: t('The share of the class’s own items that is predicted as it.'),
    }),
    !small.value && recall,
    !tiny.value &&
      numberColumn('f1', t('F1'), (value) => decimal(value), { meaning: t('Harmonic mean of precision and recall.') }),
    !narrow.value &&
      hasScores.value &&
      numberColumn('loss', t('Loss, nats'), (value) => decimal(value), {
        meaning: t('Mean of −ln of the probability of the actual class.'),
      }),
    !middle.value &&
      hasScores.value && {
        ...numberColumn<'sure', ClassRow>('sure', t('Wrong, p>0.9'), count, {
          meaning: t('How many of its wrong predictions have a probability above 0.9.'),
        }),
        cell: (row) => (row.sure === null ? dash : t('{0} of {1}', count(row.sure), count(row.wrong))),
      },
    !narrow.value && {
      id: 'readAs',
      head: t('Most often read as'),
      cell: (row) => <MistakeLink mistake={row.readAs} other="predicted" />,
      value: (row) => -(row.readAs?.share ?? 0),
    },
    !middle.value && {
      id: 'mistakenFor',
      head: t('Most often mistaken for it'),
      cell: (row) => <MistakeLink mistake={row.mistakenFor} other="actual" />,
      value: (row) => -(row.mistakenFor?.share ?? 0),
    },
  ];
  return all.filter((column) => column !== false);
}

function MistakeLink({ mistake, other }: { mistake: Mistake | null; other: 'actual' | 'predicted' }) {
  if (!mistake) return <span class="muted">{dash}</span>;
  const text =
    other === 'predicted'
      ? t('{0}, {1}', count(mistake.items), percent(mistake.share))
      : t('{0}, {1} of class {2}', count(mistake.items), percent(mistake.share), nameOfClass(mistake.actual));
  return (
    <span class="mistake">
      <Link
        onPress={() => {
          select({ actual: mistake.actual, predicted: mistake.predicted });
          tab.value = 'matrix';
        }}
      >
        {nameOfClass(mistake[other])}
      </Link>{' '}
      <span class="muted">{text}</span>
    </span>
  );
}

const RateAxis = ({ floor }: { floor: number }) => (
  <span class="rate-axis numbers">
    <span>{decimal(floor * 100, 0)}</span>
    <span>{decimal((1 + floor) * 50, 0)}</span>
    <span>{percent(1, 0)}</span>
  </span>
);

function RateBar({ floor, rate, range }: { floor: number; rate: number | null; range: Interval | null }) {
  if (rate === null || !range) return null;
  const at = (value: number) => `${((value - floor) / (1 - floor)) * 100}%`;
  return (
    <span class="rate-bar" title={interval(range)}>
      <span class="only-read">{interval(range)}</span>
      <i class="range" style={{ left: at(range.low), width: `${((range.high - range.low) / (1 - floor)) * 100}%` }} />
      <i class="point" style={{ left: at(rate) }} />
    </span>
  );
}
