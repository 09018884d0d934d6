import { messageOf } from '@surprisal/core';
import { useEffect, useState } from 'preact/hooks';
import type { TableRow, TableRowFacts } from '../../../extension/protocol/inspector/table.js';
import { Button } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { count, decimal, probability } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { host, record, REST, run, shownEpoch } from '../state.js';
import { Trouble } from '../trouble.js';
import { byMiddle, sayRow } from './rowWords.js';
import { facts, importanceNow } from './tableState.js';
import { valueText } from './values.js';

/** The axis goes from minus to plus so many deviations; what lies beyond stands at its end. */
const REACH = 3.5;
const CLASSES = 6;

/** One row: what decides how it is read, each of its values beside both classes, and the training rows near it. */
export function RowPart({ row }: { row: TableRow }) {
  const [state, setState] = useState<{ key: string; found: TableRowFacts | null; trouble: string } | null>(null);
  const key = `${row.index} ${record.value?.epoch} ${record.value?.testLoss}`;
  useEffect(() => {
    let over = false;
    const ask = () =>
      host.call('tableRow', { index: row.index, epoch: shownEpoch.peek() }).then(
        (found) => !over && setState({ key, found, trouble: '' }),
        (error: unknown) => !over && setState({ key, found: null, trouble: messageOf(error) }),
      );
    const timer = setTimeout(ask, state ? REST : 0);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [key]);
  const { classes = [] } = run.value ?? {};
  const now = state?.key === key ? state : null;
  const table = facts.value;
  const right = row.actual === row.predicted;
  // What was said of the row before stays, dimmed, until this one is known.
  const found = (now ?? state)?.found ?? null;
  const words = found && table && sayRow(found, table.columns, classes);
  return (
    <section class="row-part" aria-label={t('Row {0}', count(row.row))} aria-busy={!now}>
      <div class="detail-head">
        <h2 class="clip">
          {right
            ? t('Row {0}: {1}, read right', count(row.row), classes[row.actual] ?? '')
            : t('Row {0}: {1}, read as {2}', count(row.row), classes[row.actual] ?? '', classes[row.predicted] ?? '')}
        </h2>
        <span class="muted numbers facts-of-row">
          {t('p {0}, {1} nats', probability(row.p), decimal(row.surprise, 2))}
        </span>
        <span class="space" />
        {table && table.opens === true ? (
          <Button icon="go-to-file" onPress={() => attempt(host.call('goToRow', row.index))}>
            {t('Go to row')}
          </Button>
        ) : (
          table && (
            <span class="muted small" title={table.opens === true ? '' : table.opens}>
              {table.opens === true ? '' : table.opens}
            </span>
          )
        )}
      </div>
      <Trouble what={t('The row could not be explained.')} reason={now?.trouble ?? ''} />
      {!state && <p class="muted">{t('Looking at the row …')}</p>}
      <div class={now ? undefined : 'stale'}>
        {words && (
          <p class="row-answer numbers" aria-live="polite">
            <b>{words.answer}</b> {words.rest}
          </p>
        )}
        {found && table && <Values facts={found} />}
        {found && <Below facts={found} />}
      </div>
    </section>
  );
}

/** A place on the axis, in per cent of it. */
const along = (deviations: number): number =>
  ((Math.min(REACH, Math.max(-REACH, deviations)) + REACH) / (2 * REACH)) * 100;

function Values({ facts: found }: { facts: TableRowFacts }) {
  const { columns, mean, deviation } = facts.value!;
  const { classes = [] } = run.value ?? {};
  const [actual, other] = [classes[found.actual] ?? '', classes[found.other] ?? ''];
  const importance = importanceNow.value?.found;
  const top = importance ? Math.max(...importance.rise, 1e-12) : 1;
  return (
    <>
      <p class="row-key muted">
        <span>
          <i class="here" /> {t('this row')}
        </span>
        <span>
          <i class="own" /> {t('{0}, middle half', actual)}
        </span>
        {found.other !== found.actual && (
          <span>
            <i class="other" /> {t('{0}, middle half', other)}
          </span>
        )}
      </p>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t('Values of the row')}>
        <table class="table numbers row-values">
          <thead>
            <tr>
              <th scope="col">{t('Column')}</th>
              <th scope="col" class="right">
                {t('Value')}
              </th>
              <th scope="col" class="axis-head" aria-label={t('Deviations from the mean')}>
                {[-2, 0, 2].map((mark) => (
                  <span key={mark} style={{ left: `${along(mark)}%` }}>
                    {decimal(mark, 0)}
                  </span>
                ))}
              </th>
              <th scope="col" class="right">
                {t('p if middle')}
              </th>
              {importance && (
                <th scope="col" class="right" colSpan={2}>
                  {t('Importance')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {byMiddle(found).map((column, i) => {
              const scale = (x: number): number => along((x - mean[column]) / (deviation[column] || 1));
              const { name, words } = columns[column];
              return (
                <tr key={column} class={i === 0 ? 'selected' : undefined}>
                  <th scope="row">
                    <span class="clip" title={name}>
                      {name}
                    </span>
                  </th>
                  <td class="right">
                    <b>{valueText(columns[column], found.values[column])}</b>
                  </td>
                  <td class="axis">
                    {!words && (
                      <>
                        <Half part={found.own} column={column} scale={scale} class="own" />
                        {found.other !== found.actual && (
                          <Half part={found.against} column={column} scale={scale} class="other" />
                        )}
                        <i class="here" style={{ left: `${scale(found.values[column])}%` }} />
                      </>
                    )}
                  </td>
                  <td class="right">{Number.isNaN(found.middle[column]) ? '' : probability(found.middle[column])}</td>
                  {importance && (
                    <>
                      <td class="right">{decimal(importance.rise[column])}</td>
                      <td class="importance-bar">
                        <i style={{ width: `${(Math.max(0, importance.rise[column]) / top) * 100}%` }} />
                      </td>
                    </>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="muted small">
        {t('Axis in deviations. p if middle: p with this one value replaced by the middle {0}’s.', actual)}
        {importance &&
          ` ${t(
            'Importance, in nats: how much the log loss of {0} test rows rises when the column is shuffled, mean of {1} shuffles.',
            count(importance.rows),
            importance.shuffles,
          )}`}
      </p>
    </>
  );
}

interface HalfProps {
  part: Float64Array;
  column: number;
  scale: (x: number) => number;
  class: string;
}

/** The middle half of a class. */
function Half({ part, column, scale, ...rest }: HalfProps) {
  const [lower, upper] = [part[5 * column + 1], part[5 * column + 3]];
  if (Number.isNaN(lower)) return null;
  const left = scale(lower);
  return (
    <i class={`half ${rest.class}`} style={{ left: `${left}%`, width: `${Math.max(0.8, scale(upper) - left)}%` }} />
  );
}

/** How likely the classes are, and the nearest rows that were trained on. */
function Below({ facts: { probabilities, actual, predicted, near } }: { facts: TableRowFacts }) {
  const { classes = [] } = run.value ?? {};
  const shown = Array.from(probabilities, (_, c) => c);
  if (shown.length > CLASSES) shown.sort((a, b) => probabilities[b] - probabilities[a]).splice(CLASSES);
  return (
    <div class="row-below">
      <div>
        <h3>{t('Probabilities')}</h3>
        <ul class="row-probabilities numbers">
          {shown.map((c) => (
            <li key={c}>
              <span class="clip">{classes[c]}</span>
              <span class="track">
                <i
                  class={c === actual ? 'less' : c === predicted ? 'more' : 'plain'}
                  style={{ width: `${probabilities[c] * 100}%` }}
                />
              </span>
              <span class="right">{probability(probabilities[c])}</span>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3>
          {t('Nearest in training')} <span class="muted">{t('distance')}</span>
        </h3>
        <ul class="row-near numbers">
          {near.map(({ row, label, distance }) => (
            <li key={row}>
              <span>{t('row {0}', count(row))}</span>
              <span class="clip">{classes[label]}</span>
              <span class="right muted">{decimal(distance, 2)}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
