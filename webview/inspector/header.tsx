import { isLogLoss, type RoundedSums, wilsonInterval, type RunConfig } from '@surprisal/core';
import type { Inspected } from '../../extension/protocol/inspector/inspector.js';
import { epochsDone, isActive, stateWords } from '../../extension/protocol/runState.js';
import { Button, IconButton, Link } from '../shared/button.js';
import { Fact } from '../shared/fact.js';
import { attempt } from '../shared/failure.js';
import { accuracy, count, decimal, interval, seconds } from '../shared/format.js';
import { scaleNames } from '../shared/scaling.js';
import { capital, itemNouns, itemText } from './itemNouns.js';
import { objective } from '../shared/objective.js';
import { plural, t } from '../shared/strings.js';
import { exportSome } from './export/exporting.js';
import { host, imported, isImport, isLatest, record, report, retries, run, shownLogLoss } from './state.js';

/** Name, accuracy, loss, time and the size of the test part; while it trains, how far it is. */
export function Header() {
  const { value } = run;
  const now = record.value;
  if (!value) return null;
  const total = report.value?.total ?? (imported.value ? value.testCount : 0);
  const trained = value.config?.loss;
  const differs = trained !== undefined && !isLogLoss(trained);
  const right =
    report.value?.classes.reduce((sum, { correct }) => sum + correct, 0) ??
    (isLatest.value ? imported.value?.right : undefined);
  return (
    <header class="header">
      <h1 class="clip" title={value.title}>
        {value.title}
      </h1>
      <dl class="facts numbers">
        {total > 0 && right !== undefined && (
          <Fact
            name={t('Accuracy')}
            meaning={
              now
                ? itemText('Part of the test images that are read right; in brackets its 95% interval (Wilson).')
                : t('Part of the rows that are predicted right; in brackets its 95% interval (Wilson).')
            }
          >
            <b>{accuracy(now?.testAccuracy ?? right / total)}</b>{' '}
            <span class="muted">{interval(wilsonInterval(right, total))}</span>
          </Fact>
        )}
        {total > 0 && ((now && !value.logged) || shownLogLoss.value !== null) && (
          <Fact name={t('Log loss')} meaning={lossMeaning()}>
            <b>{decimal(shownLogLoss.value)}</b>{' '}
            {shownLogLoss.value !== null ? (
              <span class="muted">{t('nats')}</span>
            ) : (
              !isImport.value && <Link onPress={() => void retries.value++}>{t('Evaluate again')}</Link>
            )}
          </Fact>
        )}
        {total > 0 && now && trained && differs && (
          <Fact name={t('Objective')} meaning={objectiveMeaning(value.config)} class="wide">
            <b>{decimal(now.testLoss ?? null)}</b> <span class="muted">{objective(trained).name}</span>
          </Fact>
        )}
        {total > 0 && now?.seconds !== undefined && (
          <Fact name={t('Time')} class="wide">
            <b>{seconds(now.seconds)}</b>
          </Fact>
        )}
        {value.testCount > 0 && (
          <Fact
            name={isImport.value ? capital(itemNouns()) : t('Test')}
            meaning={isImport.value ? sources() : undefined}
            class="widest"
          >
            <b>{count(value.testCount)}</b> {!isImport.value && <span class="muted">{itemText('images')}</span>}
          </Fact>
        )}
        {value.config?.data.source === 'files' && value.config.data.scale && (
          <Fact name={t('Scaling')} class="widest">
            {scaleNames()[value.config.data.scale]}
          </Fact>
        )}
        {value.weightsFrom !== undefined && (
          <Fact name={t('Imported')} meaning={t('Epoch 0 is the model as its file has it.')} class="widest">
            {value.weightsFrom}
          </Fact>
        )}
        {value.corrections && (
          <Fact name={t('Labels')} meaning={correctionsMeaning(value.corrections)} class="widest">
            {plural(value.corrections.relabelled + value.corrections.leftOut, '{0} correction', '{0} corrections')}
            {value.corrections.test > 0 && (
              <span class="muted"> {t('{0} in the test part', count(value.corrections.test))}</span>
            )}
          </Fact>
        )}
        {value.logged && <Fact name={t('State')}>{value.logged.state}</Fact>}
        {value.config && isActive(value.status) && (
          <Fact name={stateWords(value, t)}>
            {value.status === 'paused'
              ? t('epoch {0} of {1}', epochsDone(value.epochs), value.config.epochs)
              : t('epoch {0} of {1}', Math.min(epochsDone(value.epochs) + 1, value.config.epochs), value.config.epochs)}
          </Fact>
        )}
      </dl>
      {total > 0 && <IconButton icon="export" label={t('Export…')} onPress={() => attempt(exportSome(null))} />}
    </header>
  );
}

function lossMeaning(): string {
  if (!isImport.value)
    return itemText(
      'Log loss: mean surprise over the test images, −ln of the probability given to the right class. It compares runs whatever they were trained on.',
    );
  return imported.value?.scores === 'logits'
    ? t('Mean surprise over the rows: −ln of the probability of the actual class, by softmax of the logits.')
    : t('Mean surprise over the rows: −ln(p + 1e-15), p the probability of the actual class.');
}

/** What training lowers, in words. */
function objectiveMeaning(config: RunConfig | undefined): string {
  const words = itemText('The loss that this run was trained on, over the test images, in its own unit.');
  return config && config.optimiser.l2 > 0
    ? `${words} ${t('Training adds an L2 penalty, which is not in it.')}`
    : words;
}

/** What was corrected, and that corrected labels of the test part change what is measured. */
function correctionsMeaning({ relabelled, leftOut, right, test }: NonNullable<Inspected['corrections']>): string {
  const said = t(
    'Labels that a person corrected: {0} relabelled, {1} left out, {2} found right.',
    relabelled,
    leftOut,
    right,
  );
  return test > 0
    ? `${said} ${t('{0} of the relabelled ones are in the test part: what is measured on it counts the new labels.', test)}`
    : `${said} ${t('No label of the test part was changed; what was left out is in no part.')}`;
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
  if (imported.value?.sums) parts.push(roundedSums(imported.value.sums));
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

const roundedSums = ({ rows, most, decimals }: RoundedSums): string =>
  plural(
    rows,
    'The probabilities of {0} row sum to 1 but for {1}, which rounding to {2} decimals explains; they are taken as they stand.',
    'The probabilities of {0} rows sum to 1 but for up to {1}, which rounding to {2} decimals explains; they are taken as they stand.',
    decimal(most, decimals),
    decimals,
  );

/** What is to be known of the numbers of an import before they are read. */
export const ImportNote = () =>
  imported.value?.sums ? <p class="muted import-note">{roundedSums(imported.value.sums)}</p> : null;

/** Why a run ended before its time, and what can be done. */
export function Ended() {
  const { value } = run;
  const note = isImport.value && value?.status === 'finished';
  if (!value?.message || (value.status !== 'failed' && value.status !== 'stopped' && !note)) return null;
  return (
    <div class={`notice ${value.status === 'failed' ? 'error' : ''}`} role="status">
      <b>{value.message}</b> {value.hint}
      {isImport.value && !value.logged && value.status === 'failed' && (
        <span class="row notice-actions">
          <Button onPress={() => attempt(host.call('readAgain', null))}>{t('Read Again')}</Button>
          <Button onPress={() => attempt(host.call('importPredictions', null))}>{t('Import Predictions…')}</Button>
        </span>
      )}
    </div>
  );
}
