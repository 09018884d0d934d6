import { effect, signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { OtherRun, RunComparison } from '../../../extension/protocol/inspector/compare.js';
import { savePageState, loadPageState } from '../../shared/host.js';
import { Button } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { Fold, LabelledSelect } from '../../shared/field.js';
import { count, percent, signed } from '../../shared/format.js';
import { itemText } from '../itemNouns.js';
import { plural, t } from '../../shared/strings.js';
import { Term } from '../../shared/term.js';
import { stepStyle } from '../matrix/colorSteps.js';
import { CountTable } from '../matrix/countTable.js';
import { DifferenceTable } from './differenceTable.js';
import { DifferingImages } from './differingImages.js';
import { DifferingRows } from './differingRows.js';
import { ModelsPart } from './modelsPart.js';
import { modelText } from './modelText.js';
import { settingsApart } from './settingsApart.js';
import { useFetched } from '../../shared/fetched.js';
import { useAtEpoch } from '../atEpoch.js';
import { useStepColors } from '../matrix/stepColors.js';
import { runDifference, type RunDifference } from './runDifference.js';
import { Verdict } from './runVerdict.js';
import { compareWith, host, isImport, listsRows, logged, retries, run, shownEpoch } from '../state.js';
import { Trouble } from '../trouble.js';
import './compare.css';

/** The run that the person chose to compare with; for another run of the page it may not fit. */
const chosen = signal(loadPageState<{ other: string }>({ other: '' }).other);

effect(() => {
  if (compareWith.value !== null) choose(compareWith.value);
});

function choose(other: string): void {
  chosen.value = other;
  savePageState({ other });
}

/** Counts what the host told of other runs. */
const otherRunsChanged = signal(0);
host.on('runs', () => void otherRunsChanged.value++);

/** How often the files of each import were read again. */
const readings = signal<Readonly<Record<string, number>>>({});
host.on('readAgain', (id) => (readings.value = { ...readings.value, [id]: readingsOf([id]) + 1 }));
const readingsOf = (ids: readonly string[]): number => ids.reduce((sum, id) => sum + (readings.value[id] ?? 0), 0);

/** The other runs, asked for again when one comes, ends or goes. */
const useOtherRuns = () =>
  useFetched<OtherRun[]>({
    key: '',
    version: [run.value?.id, otherRunsChanged.value, retries.value, ...Object.values(readings.value)].join(' '),
    ask: () => host.call('otherRuns', null),
  });

/** This run, or import, and another on the items that both were tested on. */
export function ComparePart() {
  const colors = useStepColors();
  const { value: others, trouble } = useOtherRuns();
  const able = others?.filter(({ problem }) => problem === undefined) ?? [];
  const other = able.find(({ id }) => id === chosen.value) ?? able[0];
  return (
    <section class="compare-part" aria-label={t('Compare')} style={colors.value}>
      <Trouble what={t('The other runs could not be loaded.')} reason={trouble} />
      {others && (
        <>
          {other ? (
            <>
              <div class="bar">
                <LabelledSelect
                  label={t('Compare with')}
                  value={other.id}
                  options={able.map(({ id, title, kind, accuracy }) => ({
                    value: id,
                    label: [title, kind === 'import' && t('import'), accuracy !== null && percent(accuracy, 2)]
                      .filter((part) => part !== false)
                      .join(' · '),
                  }))}
                  onChange={choose}
                />
                <span class="muted small">
                  {apartWords(other)}{' '}
                  {modelText(
                    [isImport.value && !logged.value ? 'import' : 'run', other.kind],
                    'Differences are this run minus the other.',
                  )}
                </span>
              </div>
              <Compared key={other.id} other={other} />
              <ModelsPart others={able} chosen={other.id} readingsOf={readingsOf} />
            </>
          ) : (
            <>
              <p class="empty muted">
                {logged.value
                  ? t(
                      'Log another run on the same items, or import predictions of them, and the two are compared here.',
                    )
                  : isImport.value
                    ? t(
                        'Nothing is there to compare with. Import other predictions of the same items, and the two are compared here.',
                      )
                    : others.length === 0
                      ? t('This is the only run. Train another on the same data, and the two are compared here.')
                      : itemText('No other run was tested on the same images.')}
              </p>
              <Button onPress={() => attempt(host.call('importPredictions', null))}>{t('Import Predictions…')}</Button>
            </>
          )}
          <Unable others={others.filter(({ problem }) => problem !== undefined)} />
        </>
      )}
    </section>
  );
}

function apartWords({ config }: OtherRun): string {
  const own = run.value?.config;
  if (!own || !config) return '';
  const apart = settingsApart(own, config);
  return apart.length === 0 ? t('Its settings are the same.') : t('It differs in {0}.', apart.join(', '));
}

/** Runs and imports that can't be compared, and why. */
function Unable({ others }: { others: OtherRun[] }) {
  const [open, setOpen] = useState(false);
  if (others.length === 0) return null;
  const title = others.some(({ kind }) => kind === 'import')
    ? plural(others.length, '{0} other can’t be compared', '{0} others can’t be compared')
    : plural(others.length, '{0} run can’t be compared', '{0} runs can’t be compared');
  return (
    <Fold
      title={title}
      summary={itemText('of other images or classes, or without predictions')}
      open={open}
      onToggle={setOpen}
    >
      <ul class="unable">
        {others.map(({ id, title: name, problem }) => (
          <li key={id}>
            {name}: <span class="muted">{problem}</span>
          </li>
        ))}
      </ul>
    </Fold>
  );
}

function Compared({ other }: { other: OtherRun }) {
  const {
    value: comparison,
    trouble,
    stale,
  } = useAtEpoch(
    `against ${run.value?.id} ${other.id}`,
    () => host.call('compareRuns', { other: other.id, epoch: shownEpoch.value }),
    readingsOf([other.id]),
  );
  if (!comparison) return <Trouble what={t('They can’t be compared.')} reason={trouble} />;
  return <Findings comparison={comparison} stale={stale} />;
}

/** At which epochs the runs among both are. */
function epochWords([mine, theirs]: RunComparison['epochs']): string {
  if (mine !== null && theirs !== null) return t('this at epoch {0}, the other at {1}', mine, theirs);
  if (mine !== null) return t('this at epoch {0}', mine);
  return theirs === null ? '' : t('the other at epoch {0}', theirs);
}

function Findings({ comparison, stale }: { comparison: RunComparison; stale: boolean }) {
  const difference = runDifference(comparison);
  return (
    <div aria-busy={stale}>
      <Verdict comparison={comparison} difference={difference} />
      <div class="two">
        <div>
          <div class="classes-head">
            <h2>{t('Difference of the matrices')}</h2>
            <span class="muted small numbers">{epochWords(comparison.epochs)}</span>
          </div>
          {comparison.classes.length > MOST_CELLS ? (
            <p class="muted">
              {t('Of so many classes the differences are not drawn cell by cell; the table has every class.')}
            </p>
          ) : (
            <DifferenceMatrix comparison={comparison} difference={difference} />
          )}
        </div>
        <div>
          <div class="classes-head">
            <h2>{t('Recall of each class')}</h2>
            <span class="muted small">
              <Term
                meaning={t(
                  'Newcombe’s interval for rates measured on the same items (1998, method 10). Of 20 classes without a difference, one is expected to look like one.',
                )}
              >
                {t('Bars and brackets: 95% interval for pairs (Newcombe)')}
              </Term>
            </span>
          </div>
          <DifferenceTable classes={difference.classes} />
        </div>
      </div>
      {listsRows.value ? (
        <DifferingRows comparison={comparison} difference={difference} />
      ) : (
        <DifferingImages comparison={comparison} difference={difference} />
      )}
    </div>
  );
}

/** Classes whose differences are drawn cell by cell. */
const MOST_CELLS = 256;
/** Per cents of the class from which a difference takes the next colour. */
const steps = [0.5, 1, 2, 4, 8];

/** A cell is better where there is more on the diagonal or less off it. */
function DifferenceMatrix({ comparison, difference }: { comparison: RunComparison; difference: RunDifference }) {
  const { rows, columns, counts, classes } = difference;
  return (
    <>
      <CountTable
        label={modelText(
          comparison.kinds,
          'This run’s confusion matrix minus the other’s: actual class on the rows, predicted class on the columns',
        )}
        rows={rows.map((i) => comparison.classes[i] ?? '')}
        columns={columns.map((j) => comparison.classes[j] ?? '')}
        cell={(r, c) => {
          const [i, j] = [rows[r] ?? 0, columns[c] ?? 0];
          const value = counts[i]?.[j] ?? 0;
          const better = i === j ? value > 0 : value < 0;
          const share = (Math.abs(value) / (classes[r]?.support || 1)) * 100;
          const step = steps.filter((least) => share >= least).length;
          const text = signed(value, count);
          return {
            step: value === 0 ? null : `${better ? 'right' : 'wrong'}-${step}`,
            whole: value === 0 ? '' : text,
            content: <b>{text}</b>,
          };
        }}
      />
      <div class="legend">
        <span class="key">
          <i class="swatch" style={stepStyle('right-4')} />{' '}
          <span class="muted">{t('better: more right, or fewer wrong')}</span>
        </span>
        <span class="key">
          <i class="swatch" style={stepStyle('wrong-4')} />{' '}
          <span class="muted">{t('worse: fewer right, or more wrong')}</span>
        </span>
      </div>
    </>
  );
}
