import { useComputed } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { IconButton, Link } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { Checkbox, Labelled, Select } from '../../shared/field.js';
import { count, percent } from '../../shared/format.js';
import { narrowerThan, textWidth, width } from '../../shared/media.js';
import { t } from '../../shared/strings.js';
import { roleColor, themeKind, themeVersion } from '../../shared/theme.js';
import { stepVariables } from './colorSteps.js';
import { EpochActions } from '../epochSlider.js';
import { Legend } from './legend.js';
import { MatrixCell } from './matrixCell.js';
import { move, type Cell } from './matrixKeys.js';
import { pick, picked } from '../merge/picks.js';
import { PickBar } from '../merge/retrain.js';
import { change, host, isImport, matrix, order, record, report, run, select, shownCell, view } from '../state.js';

const small = narrowerThan(420);
/** How wide the matrix gets, px. */
const WIDEST = 612;

const variables = (): Record<string, string> => {
  return stepVariables(themeKind(), { right: roleColor('right'), wrong: roleColor('wrong'), page: roleColor('page') });
};

export function MatrixPart() {
  const colors = useComputed(() => (themeVersion.value >= 0 ? variables() : {}));
  const [more, setMore] = useState(false);
  const { percentOf } = view.value;
  return (
    <section class="matrix-part" aria-label={t('Confusion matrix')} style={colors.value}>
      <div class="bar">
        <Labelled label={t('Percent of')}>
          {(ids) => (
            <Select
              ids={ids}
              value={percentOf}
              options={[
                { value: 'actual', label: t('Actual') },
                { value: 'predicted', label: t('Predicted') },
                { value: 'all', label: t('All') },
              ]}
              onChange={(value) => change({ percentOf: value })}
            />
          )}
        </Labelled>
        {small.value ? (
          <>
            <span class="space" />
            <IconButton icon="ellipsis" label={t('More tools')} expanded={more} onPress={() => setMore(!more)} />
            {more && (
              <>
                <MatrixTools />
                {!isImport.value && <EpochActions />}
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
    <Labelled label={t('Order')}>
      {(ids) => (
        <Select
          ids={ids}
          value={view.value.order}
          options={[
            { value: 'class', label: t('By class') },
            { value: 'similarity', label: t('By similarity') },
          ]}
          onChange={(value) => change({ order: value })}
        />
      )}
    </Labelled>
    <Checkbox
      label={t('Hide diagonal')}
      checked={view.value.hideDiagonal}
      onChange={(hide) => change({ hideDiagonal: hide })}
    />
  </>
);

const waiting = (): string =>
  run.value?.status === 'failed' || run.value?.status === 'stopped'
    ? t('The run ended before its first epoch did. Train again to fill the matrix.')
    : t('The first epoch fills the matrix.');

function Matrix() {
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<Cell | null>(null);
  const cm = matrix.value;
  const classes = run.value?.classes ?? [];
  const numbers = report.value;
  if (!cm || !numbers) return null;
  const places = order.value;
  const chosen = shownCell.value;
  const first = places[0] ?? 0;
  const at = focus ?? view.value.selected ?? { actual: first, predicted: first };

  const room = small.value ? 108 : 128;
  const font = small.value ? '600 11px' : '600 13px';
  const name = Math.min(room, Math.max(...classes.map((each) => textWidth(each, font)))) + 12;
  const label = Math.max(small.value ? 15 : 27, Math.ceil(name));
  const column = (Math.min(WIDEST, width.value - 40) - label - (small.value ? 0 : 86)) / classes.length;
  const long = name > Math.max(column, small.value ? 18 : 36);
  const sizes = {
    '--classes': places.length,
    '--label': `${label}px`,
    ...(long && { '--head': `${Math.max(label, 40)}px` }),
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    const to = move(event.key, event.ctrlKey, at, places);
    if (to) {
      setFocus(to);
      table.current?.querySelector<HTMLElement>(`[data-cell="${to.actual} ${to.predicted}"]`)?.focus();
    } else if (event.key === 'Enter') select(at);
    else if (event.key === 'Escape') select(null);
    else if (event.key === ' ') pick([at.actual]);
    else return;
    event.preventDefault();
  };
  const head = (index: number, chosenOne: number | undefined) => (
    <button
      type="button"
      class={`head clip ${index === chosenOne ? 'chosen' : ''}`}
      title={classes[index]}
      tabIndex={-1}
      aria-pressed={picked.value.includes(index)}
      onClick={() => pick([index])}
    >
      {classes[index]}
    </button>
  );
  return (
    <div class={`matrix-frame ${long ? 'long' : ''}`} style={sizes}>
      {small.value ? (
        <div class="axis-small muted small">{t('Predicted →, actual ↓')}</div>
      ) : (
        <>
          <div class="axis-columns muted small">{t('Predicted')}</div>
          <div class="axis-rows muted small">{t('Actual')}</div>
        </>
      )}
      <div class="matrix-scroll">
        <table
          class={`matrix ${places.length > 12 ? 'many' : ''}`}
          role="grid"
          aria-label={t('Confusion matrix: actual class on the rows, predicted class on the columns')}
          aria-describedby="matrix-epoch"
          ref={table}
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
                    stop={at.actual === actual && at.predicted === predicted}
                    small={small.value}
                    onFocus={setFocus}
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
    </div>
  );
}

const Total = ({ items, rate }: { items: number | undefined; rate: number | null | undefined }) => (
  <td class="total">
    <b>{count(items ?? 0)}</b>
    <span>{percent(rate ?? null)}</span>
  </td>
);
