import { signal } from '@preact/signals';
import type { PairedDifference } from '@surprisal/core';
import {
  type Measured,
  type ModelRow,
  type ModelTable,
  MOST_MODELS,
  type OtherRun,
} from '../../../extension/protocol/inspector/compare.js';
import { Checkbox } from '../../shared/field.js';
import { accuracy, dash, decimal, interval, signed } from '../../shared/format.js';
import { loadPageState, savePageState } from '../../shared/host.js';
import { narrowerThan } from '../../shared/media.js';
import { t } from '../../shared/strings.js';
import { Table, type Column } from '../../shared/table.js';
import { Term } from '../../shared/term.js';
import { useAtEpoch } from '../atEpoch.js';
import { itemCount } from '../itemNouns.js';
import { host, run, shownEpoch } from '../state.js';
import { Trouble } from '../trouble.js';
import { pointInterval, points } from './differenceWords.js';
import { pWords } from './runVerdict.js';

const narrow = narrowerThan(700);
const small = narrowerThan(420);

/** Others that the person set beside the one chosen. */
const beside = signal<readonly string[]>(loadPageState<{ beside: string[] }>({ beside: [] }).beside);

interface ModelsPartProps {
  others: readonly OtherRun[];
  chosen: string;
  /** How often the files of some of them were read again. */
  readingsOf: (ids: readonly string[]) => number;
}

/** Accuracy, log loss and macro F1 of this model, the chosen one, and as many others as the person sets beside them. */
export function ModelsPart({ others, chosen, readingsOf }: ModelsPartProps) {
  // Why the chosen one can't be compared is told above.
  const told = others.find(({ id }) => id === chosen)?.title;
  const ids = others.map(({ id }) => id).filter((id) => id === chosen || beside.value.includes(id));
  const shown = ids.slice(0, MOST_MODELS);
  const { value: table, trouble } = useAtEpoch(
    `models ${run.value?.id} ${shown.join()}`,
    () => host.call('compareModels', { others: shown, epoch: shownEpoch.value }),
    readingsOf(shown),
  );
  const turn = (id: string, on: boolean) => {
    beside.value = on ? [...beside.value, id] : beside.value.filter((each) => each !== id);
    savePageState({ beside: beside.value });
  };
  return (
    <section class="models-part" aria-label={t('Side by side')}>
      <div class="classes-head">
        <h2>{t('Side by side')}</h2>
        {table && <span class="muted small numbers">{t('on {0}', itemCount(table.count))}</span>}
      </div>
      {others.length > 1 && (
        <div class="bar beside" role="group" aria-label={t('Others beside the chosen one')}>
          <span class="muted small">{t('Beside it')}</span>
          {others
            .filter(({ id }) => id !== chosen)
            .map(({ id, title }) => (
              <Checkbox key={id} label={title} checked={shown.includes(id)} onChange={(on) => turn(id, on)} />
            ))}
        </div>
      )}
      <Trouble what={t('The measures could not be loaded.')} reason={trouble} />
      {table && <Measures table={{ ...table, problems: table.problems.filter(({ title }) => title !== told) }} />}
    </section>
  );
}

function Measures({ table }: { table: ModelTable }) {
  const { models, cochran, problems, leftOut } = table;
  return (
    <>
      {models.length > 1 && (
        <div class="table-scroll">
          <Table
            class="class-table models numbers"
            label={t('Measures of each model')}
            columns={columns(models)}
            rows={models}
            rowId={({ id }) => id}
            selected={models[0]?.id ?? null}
          />
        </div>
      )}
      {cochran && <p class="numbers">{cochranWords(cochran, models.length)}</p>}
      {leftOut > 0 && (
        <p class="muted">{t('{0} of this one are left out: not all others have them.', itemCount(leftOut))}</p>
      )}
      {problems.map(({ title, problem }) => (
        <p key={title} class="notice">
          <b>{title}</b> {problem}
        </p>
      ))}
    </>
  );
}

function cochranWords({ statistic, freedom, p }: NonNullable<ModelTable['cochran']>, models: number) {
  const test = (
    <Term
      meaning={t(
        'If all were right equally often, how often chance alone would part them as far; by chi-squared, which holds where enough items are read differently.',
      )}
    >
      {t('Cochran’s Q')}
    </Term>
  );
  if (statistic === null || p === null)
    return <>{t('Every item is read right by all {0} or by none: nothing tells them apart.', models)}</>;
  return (
    <>
      {p < 0.05
        ? t('The {0} are not all right equally often.', models)
        : t('No difference in accuracy among the {0} shows.', models)}{' '}
      {test}
      {t(' = {0}, {1} degrees of freedom: p {2}.', decimal(statistic), freedom, pWords(p))}
    </>
  );
}

const rate = ({ value, low, high }: Measured) => (
  <>
    {accuracy(value)} {!small.value && <span class="muted bracket">{interval({ low, high })}</span>}
  </>
);

/** A number of nats or of F1, and its interval. */
const measured = (found: Measured | null) =>
  found === null ? (
    <span title={t('It has no probabilities.')}>{dash}</span>
  ) : (
    <>
      {decimal(found.value)}{' '}
      {!narrow.value && <span class="muted bracket">{t('({0}–{1})', decimal(found.low), decimal(found.high))}</span>}
    </>
  );

/** A difference; strong where its interval is on one side of zero. */
function apart(found: PairedDifference | null | undefined, words: (size: number) => string, brackets: string) {
  if (!found) return dash;
  const text = signed(found.difference, words);
  return (
    <>
      {found.low > 0 || found.high < 0 ? <b>{text}</b> : text}{' '}
      {!narrow.value && <span class="muted bracket">{brackets}</span>}
    </>
  );
}

const lossInterval = ({ low, high }: PairedDifference): string =>
  t('({0} to {1})', signed(low, decimal), signed(high, decimal));

function columns(models: readonly ModelRow[]): Column<ModelRow>[] {
  const losses = models.some(({ logLoss }) => logLoss !== null);
  const all: (Column<ModelRow> | false)[] = [
    {
      id: 'title',
      head: t('Model'),
      cell: ({ title, against }) => (
        <span class="clip" title={title}>
          {title} {!against && <span class="muted">{t('(this)')}</span>}
        </span>
      ),
    },
    {
      id: 'accuracy',
      head: t('Accuracy'),
      meaning: t('In brackets the 95% interval (Wilson).'),
      align: 'right',
      value: (row) => -row.accuracy.value,
      cell: (row) => rate(row.accuracy),
    },
    losses && {
      id: 'logLoss',
      head: t('Log loss, nats'),
      meaning: t(
        'Mean of −ln p, p the probability of the actual class (−ln(p + 1e-15) where a file gives p); in brackets its 95% interval (Student).',
      ),
      align: 'right',
      value: ({ logLoss }) => logLoss?.value ?? null,
      cell: ({ logLoss }) => measured(logLoss),
    },
    {
      id: 'macroF1',
      head: t('Macro F1'),
      meaning: t('Mean F1 of the classes, each counted once; in brackets its 95% interval by the delta method.'),
      align: 'right',
      value: (row) => -row.macroF1.value,
      cell: (row) => measured(row.macroF1),
    },
    !small.value && {
      id: 'points',
      head: t('Δ accuracy'),
      meaning: t('This one’s accuracy minus its own, in percentage points, on the same items (Newcombe).'),
      align: 'right',
      cell: ({ against }) => apart(against?.accuracy, points, against ? pointInterval(against.accuracy) : ''),
    },
    {
      id: 'p',
      head: t('p'),
      meaning: t(
        'McNemar’s exact test of this one against it; with many models one in twenty falls below 0.05 by chance.',
      ),
      align: 'right',
      cell: ({ against }) => (against ? pWords(against.p) : dash),
    },
    losses &&
      !narrow.value && {
        id: 'lossApart',
        head: t('Δ log loss'),
        meaning: t(
          'This one’s log loss minus its own, on the same items: the paired interval (Student). Below 0 this one is better.',
        ),
        align: 'right',
        cell: ({ against }) => apart(against?.logLoss, decimal, against?.logLoss ? lossInterval(against.logLoss) : ''),
      },
    !narrow.value && {
      id: 'f1Apart',
      head: t('Δ macro F1'),
      meaning: t('This one’s macro F1 minus its own, on the same items (delta method).'),
      align: 'right',
      cell: ({ against }) => apart(against?.macroF1, decimal, against ? lossInterval(against.macroF1) : ''),
    },
  ];
  return all.filter((column) => column !== false);
}
