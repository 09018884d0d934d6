import { wilsonInterval } from '@surprisal/core';
import { Button, IconButton } from '../shared/button.js';
import { attempt } from '../shared/failure.js';
import { accuracy, count, decimal, interval, seconds } from '../shared/format.js';
import { scaleNames } from '../shared/scaling.js';
import { itemText } from './itemNouns.js';
import { plural, t } from '../shared/strings.js';
import { Term } from '../shared/term.js';
import { exportSome } from './export/exporting.js';
import { host, imported, isImport, live, record, report, run } from './state.js';

/** Name, accuracy, loss, time and the size of the test part; while it trains, how far it is. */
export function Header() {
  const { value } = run;
  const now = record.value;
  if (!value) return null;
  const total = report.value?.total ?? 0;
  const loss = now ? now.testLoss : value.imported?.loss;
  const right = report.value?.classes.reduce((sum, { correct }) => sum + correct, 0) ?? 0;
  return (
    <header class="header">
      <h1 class="clip" title={value.title}>
        {value.title}
      </h1>
      <dl class="facts">
        {total > 0 && (
          <>
            <div>
              <dt>
                <Term
                  meaning={
                    now
                      ? itemText('Part of the test images that are read right; in brackets its 95% interval (Wilson).')
                      : t('Part of the rows that are predicted right; in brackets its 95% interval (Wilson).')
                  }
                >
                  {t('Accuracy')}
                </Term>
              </dt>
              <dd class="numbers">
                <b>{accuracy(now ? now.testAccuracy : right / total)}</b>{' '}
                <span class="muted">{interval(wilsonInterval(right, total))}</span>
              </dd>
            </div>
            {loss != null && (
              <div>
                <dt>
                  <Term meaning={lossMeaning()}>{t('Loss')}</Term>
                </dt>
                <dd class="numbers">
                  <b>{decimal(loss)}</b> <span class="muted">{t('nats')}</span>
                </dd>
              </div>
            )}
            {now && (
              <div class="wide">
                <dt>{t('Time')}</dt>
                <dd class="numbers">
                  <b>{seconds(now.seconds)}</b>
                </dd>
              </div>
            )}
          </>
        )}
        {value.testCount > 0 && (
          <div class="widest">
            <dt>{isImport.value ? <Term meaning={sources()}>{t('Rows')}</Term> : t('Test')}</dt>
            <dd class="numbers">
              <b>{count(value.testCount)}</b> {!isImport.value && <span class="muted">{itemText('images')}</span>}
            </dd>
          </div>
        )}
        {value.config?.data.source === 'files' && value.config.data.scale && (
          <div class="widest">
            <dt>{t('Scaling')}</dt>
            <dd>{scaleNames()[value.config.data.scale]}</dd>
          </div>
        )}
        {value.status === 'paused' && (
          <div>
            <dt>{t('Training')}</dt>
            <dd>{t('paused')}</dd>
          </div>
        )}
        {live.value && value.config && (
          <div>
            <dt>{t('Training')}</dt>
            <dd class="numbers">
              {t('epoch {0} of {1}', Math.min(value.epochs.length + 1, value.config.epochs), value.config.epochs)}
            </dd>
          </div>
        )}
      </dl>
      {total > 0 && <IconButton icon="export" label={t('Export…')} onPress={() => attempt(exportSome(null))} />}
    </header>
  );
}

function lossMeaning(): string {
  if (!isImport.value)
    return itemText('Mean surprise over the test images: −ln of the probability given to the right class.');
  return imported.value?.scores === 'logits'
    ? t('Mean surprise over the rows: −ln of the probability of the actual class, by softmax of the logits.')
    : t('Mean surprise over the rows: −ln(p + 1e-15), p the probability of the actual class.');
}

/** Which part of the files was taken for what. */
function sources(): string {
  const { from, normalized = 0, rounded = 0 } = imported.value ?? {};
  if (!from) return '';
  const parts = [t('Actual: {0}.', from.actual)];
  if (from.predicted !== null) parts.push(t('Predicted: {0}.', from.predicted));
  if (from.scores !== null) parts.push(t('Scores: {0}.', from.scores));
  if (from.predicted === null) parts.push(t('The class of the greatest score is the prediction.'));
  if (normalized > 0)
    parts.push(plural(normalized, '{0} row was divided by its sum.', '{0} rows were divided by their sums.'));
  if (rounded > 0)
    parts.push(
      plural(
        rounded,
        '{0} probability missed 0 or 1 by rounding, and is taken as it.',
        '{0} probabilities missed 0 or 1 by rounding, and are taken as it.',
      ),
    );
  return parts.join(' ');
}

/** Why a run ended before its time, and what can be done. */
export function Ended() {
  const { value } = run;
  const note = isImport.value && value?.status === 'finished';
  if (!value?.message || (value.status !== 'failed' && value.status !== 'stopped' && !note)) return null;
  return (
    <div class={`notice ${value.status === 'failed' ? 'error' : ''}`} role="status">
      <b>{value.message}</b> {value.hint}
      {isImport.value && value.status === 'failed' && (
        <span class="notice-actions">
          <Button onPress={() => attempt(host.call('readAgain', null))}>{t('Read Again')}</Button>
          <Button onPress={() => attempt(host.call('importPredictions', null))}>{t('Import Predictions…')}</Button>
        </span>
      )}
    </div>
  );
}
