import { useState } from 'preact/hooks';
import { limits } from '@surprisal/core';
import { IconButton, Link } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { Checkbox, LabelledSelect } from '../../shared/field.js';
import { count, percent } from '../../shared/format.js';
import { narrowerThan } from '../../shared/media.js';
import { useRovingFocus } from '../../shared/rovingFocus.js';
import { t } from '../../shared/strings.js';
import { EpochActions } from '../epochSlider.js';
import { Legend } from './legend.js';
import { MatrixCell } from './matrixCell.js';
import { MatrixFrame } from './matrixFrame.js';
import { move, type Cell } from './matrixKeys.js';
import { pick, picked } from '../merge/classGroups.js';
import { useStepColors } from './stepColors.js';
import { PickBar } from '../merge/retrain.js';
import {
  change,
  classes,
  has,
  host,
  imported,
  matrix,
  matrixIsUnknown,
  matrixTrouble,
  nameOfClass,
  order,
  record,
  report,
  run,
  select,
  shownCell,
  view,
} from '../state.js';
import './matrix.css';
import './cells.css';

const small = narrowerThan(420);

export function MatrixPart() {
  const colors = useStepColors();
  const [more, setMore] = useState(false);
  return (
    <section class="matrix-part" aria-label={t('Confusion matrix')} style={colors.value}>
      <div class="bar">
        <LabelledSelect
          label={t('Percent of')}
          value={view.value.percentOf}
          options={[
            { value: 'actual', label: t('Actual') },
            { value: 'predicted', label: t('Predicted') },
            { value: 'all', label: t('All') },
          ]}
          onChange={(percentOf) => change({ percentOf })}
        />
        {small.value ? (
          <>
            <span class="space" />
            <IconButton icon="ellipsis" label={t('More tools')} expanded={more} onPress={() => setMore(!more)} />
            {more && (
              <>
                <MatrixTools />
                {has('epochs') && <EpochActions />}
              </>
            )}
          </>
        ) : (
          <MatrixTools />
        )}
      </div>
      {matrix.value ? (
        <Matrix />
      ) : (
        <p class="empty muted">
          {waiting()}{' '}
          <Link onPress={() => attempt(host.call('importPredictions', null))}>
            {t('Import predictions of another model…')}
          </Link>
        </p>
      )}
      <PickBar />
      <Legend />
    </section>
  );
}

const MatrixTools = () => (
  <>
    <LabelledSelect
      label={t('Order')}
      value={view.value.order}
      options={[
        { value: 'class', label: t('By class') },
        { value: 'similarity', label: t('By similarity') },
      ]}
      onChange={(order) => change({ order })}
    />
    <Checkbox
      label={t('Hide diagonal')}
      checked={view.value.hideDiagonal}
      onChange={(hideDiagonal) => change({ hideDiagonal })}
    />
  </>
);

function waiting(): string {
  const { length } = classes.value;
  if (imported.value && length > limits.matrixClasses)
    return t('Of so many classes no matrix is counted; at most {0} can be.', count(limits.matrixClasses));
  if (record.value && matrixIsUnknown.value) return t('The counts of epoch {0} were not kept.', record.value.epoch);
  if (record.value) return matrixTrouble.value || t('Reading the counts of epoch {0}…', record.value.epoch);
  return run.value?.status === 'failed' || run.value?.status === 'stopped'
    ? t('The run ended before its first epoch did. Train again to fill the matrix.')
    : t('The first epoch fills the matrix.');
}

function Matrix() {
  const first = order.value[0] ?? 0;
  const { box, at, go, item } = useRovingFocus<HTMLTableElement, Cell>({
    attribute: 'data-cell',
    stop: (last) => last ?? view.value.selected ?? { actual: first, predicted: first },
    name: ({ actual, predicted }) => `${actual} ${predicted}`,
  });
  const cm = matrix.value;
  const numbers = report.value;
  if (!cm || !numbers) return null;
  const places = order.value;
  const chosen = shownCell.value;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    const to = move(event.key, event.ctrlKey, at, places);
    if (to) go(to);
    else if (event.key === 'Enter') select(at);
    else if (event.key === 'Escape') select(null);
    else if (event.key === ' ') pick([at.actual]);
    else return;
    event.preventDefault();
  };
  const head = (index: number, chosenOne: number | undefined) => (
    <button
      type="button"
      class={`head clip ${index === chosenOne ? 'chosen' : ''}`}
      title={nameOfClass(index)}
      tabIndex={-1}
      aria-pressed={picked.value.includes(index)}
      onClick={() => pick([index])}
    >
      {nameOfClass(index)}
    </button>
  );
  return (
    <MatrixFrame names={[classes.value, classes.value]} totals={small.value ? 0 : 86} room={small.value ? 108 : 128}>
      <div class="matrix-scroll">
        <table
          class="matrix"
          role="grid"
          aria-label={t('Confusion matrix: actual class on the rows, predicted class on the columns')}
          aria-describedby="matrix-epoch"
          ref={box}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr>
              <td class="corner" />
              {places.map((column) => (
                <th key={column} scope="col">
                  {head(column, chosen?.predicted)}
                </th>
              ))}
              {!small.value && (
                <th scope="col" class="total">
                  {t('All')}
                  <span>{t('recall')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {places.map((actual) => (
              <tr key={actual}>
                <th scope="row">{head(actual, chosen?.actual)}</th>
                {places.map((predicted) => (
                  <MatrixCell
                    key={predicted}
                    cell={{ actual, predicted }}
                    chosen={chosen?.actual === actual && chosen.predicted === predicted}
                    small={small.value}
                    focusable={item({ actual, predicted })}
                  />
                ))}
                {!small.value && (
                  <Total items={numbers.classes[actual]?.support} rate={numbers.classes[actual]?.recall} />
                )}
              </tr>
            ))}
          </tbody>
          {!small.value && (
            <tfoot>
              <tr>
                <th scope="row" class="total">
                  {t('All')}
                  <span>{t('precision')}</span>
                </th>
                {places.map((column) => (
                  <Total
                    key={column}
                    items={numbers.classes[column]?.predicted}
                    rate={numbers.classes[column]?.precision}
                  />
                ))}
                <Total items={numbers.total} rate={numbers.accuracy} />
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      <p id="matrix-epoch" class="only-read" aria-live="off">
        {record.value ? t('Epoch {0}', record.value.epoch) : run.value?.title}
      </p>
    </MatrixFrame>
  );
}

const Total = ({ items, rate }: { items: number | undefined; rate: number | null | undefined }) => (
  <td class="total">
    <b>{count(items ?? 0)}</b>
    <span>{percent(rate ?? null)}</span>
  </td>
);
