import type { RunConfig } from '@surprisal/core';
import type { RunSummary } from '../../extension/protocol/run.js';
import { Button, IconButton, Link } from '../shared/button.js';
import { accuracy, count, dash, percent, seconds } from '../shared/format.js';
import { attempt } from '../shared/failure.js';
import { plural, t } from '../shared/strings.js';
import { ChartsPart } from './charts.js';
import { networkText, splitCounts } from './form.js';
import { active, canTrain, draft, host, primary, run, source, train, waiting, wrongFields } from './state.js';
import './run.css';

/** The primary button, and those that step, rewind and stop. */
export function Controls() {
  const { label, icon, enabled, press } = primary.value;
  const steps = active.value ? run.value?.status !== 'preparing' : canTrain.value;
  return (
    <div class="controls">
      <Button primary class="go" icon={icon} disabled={!enabled} onPress={press} title={t('{0} (Ctrl+Enter)', label)}>
        {label}
      </Button>
      <IconButton
        icon="debug-step-into"
        label={t('Train one batch, then pause')}
        disabled={!steps}
        onPress={() => attempt(host.call('control', 'stepBatch'))}
      />
      <IconButton
        icon="debug-step-over"
        label={t('Train to the end of the epoch, then pause')}
        disabled={!steps}
        onPress={() => attempt(host.call('control', 'stepEpoch'))}
      />
      <IconButton
        icon="debug-restart"
        label={t('Rewind to the first weights')}
        disabled={!run.value || run.value.status === 'preparing'}
        onPress={() => attempt(host.call('control', 'rewind'))}
      />
      <IconButton
        icon="debug-stop"
        label={t('Stop')}
        disabled={!active.value}
        onPress={() => attempt(host.call('control', 'stop'))}
      />
    </div>
  );
}

/** The line under the buttons before a run, or while the form has a problem. */
function Hint() {
  const wrong = wrongFields.value;
  if (wrong > 0)
    return (
      <p class="hint-line" role="status">
        {plural(wrong, '{0} field needs a change before training.', '{0} fields need a change before training.')}
      </p>
    );
  if (run.value || !source.value) return null;
  const { train, validation, test } = splitCounts(draft.value, source.value);
  const heldOut =
    validation > 0
      ? t('{0} are kept for validation and {1} for the test.', count(validation), count(test))
      : t('{0} are kept for the test.', count(test));
  return (
    <p class="hint-line">
      {t('{0} over {1}; {2}', plural(draft.value.epochs, '{0} epoch', '{0} epochs'), items(train), heldOut)}
    </p>
  );
}

/** A table by itself has rows; labels beside it, or MNIST, make images of its items. */
const isTable = ({ source: from, files }: RunConfig['data']): boolean => from === 'files' && !files?.labels;
const items = (n: number): string =>
  isTable(draft.value.data) ? plural(n, '{0} row', '{0} rows') : plural(n, '{0} image', '{0} images');

export function RunPart() {
  const { value } = run;
  return (
    <>
      <Hint />
      {value && (
        <section class="run" aria-label={t('Run')}>
          <Progress />
          <Trouble run={value} />
          {waiting.value.length > 0 && (
            <p class="muted clip waiting" title={waiting.value.join(', ')}>
              {t('Next: {0}', waiting.value.join(', '))}
            </p>
          )}
          <ChartsPart />
          <LastRun run={value} />
        </section>
      )}
    </>
  );
}

const stateOf = ({ status, elsewhere }: RunSummary): string => (elsewhere ? t('Elsewhere') : states()[status]);
const states = (): Record<RunSummary['status'], string> => ({
  preparing: t('Preparing'),
  running: t('Training'),
  paused: t('Paused'),
  finished: t('Finished'),
  stopped: t('Stopped'),
  failed: t('Stopped'),
});

function Progress() {
  const { value } = run;
  if (!value) return null;
  const { progress, config, batchesPerEpoch, status } = value;
  const all = config.epochs * batchesPerEpoch;
  // A run that goes on is at the end of an epoch until its next batch.
  const epoch = progress?.epoch ?? value.epochs.length;
  const batch = progress?.batch ?? (epoch > 0 ? batchesPerEpoch : 0);
  const done = epoch > 0 ? (epoch - 1) * batchesPerEpoch + batch : 0;
  const share = status === 'finished' ? 1 : all > 0 ? done / all : 0;
  const [timeName, time] =
    status === 'running' || status === 'preparing'
      ? [t('Time left'), progress ? seconds(progress.secondsLeft, 0) : dash]
      : [
          status === 'paused' ? t('Paused at') : status === 'finished' ? t('Time') : t('Stopped at'),
          epoch > 0 ? seconds(progress?.seconds ?? value.seconds) : dash,
        ];
  return (
    <>
      <div class="run-head">
        <h2>{stateOf(value)}</h2>
        <span class="muted clip" title={value.title}>
          {value.title}
        </span>
        <span class="numbers">{percent(share, 0)}</span>
      </div>
      <div
        class={`progress ${status === 'running' || status === 'preparing' ? '' : 'still'}`}
        role="progressbar"
        aria-label={t('Progress of the run')}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <dl class="numbers counters">
        <Counter name={t('Epoch')} value={t('{0} of {1}', epoch, config.epochs)} />
        <Counter
          name={isTable(config.data) ? t('Rows/s') : t('Images/s')}
          value={progress ? count(threeDigits(progress.imagesPerSecond)) : dash}
        />
        <Counter name={t('Batch')} value={all > 0 ? t('{0} of {1}', batch, count(batchesPerEpoch)) : dash} />
        <Counter name={timeName} value={time} />
      </dl>
    </>
  );
}

const Counter = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

const threeDigits = (value: number): number => Number(value.toPrecision(3));

/** What ended the run, what is kept, and what to do. */
function Trouble({ run }: { run: RunSummary }) {
  if (!run.message && !run.resumable) return null;
  const failed = run.status === 'failed';
  return (
    <div class={`notice ${failed ? 'error' : ''}`} role="alert">
      <b>{run.message ?? t('The run was interrupted.')}</b>
      {run.hint && <p>{run.hint}</p>}
      {(failed || run.resumable) && (
        <p>
          {failed && <Link onPress={() => attempt(host.call('showLog', null))}>{t('Show log')}</Link>}
          {run.resumable && canTrain.value && <Link onPress={train}>{t('Start over')}</Link>}
        </p>
      )}
    </div>
  );
}

function LastRun({ run }: { run: RunSummary }) {
  const last = run.epochs.at(-1);
  if (!last) return null;
  const [right, time, network] = [accuracy(last.testAccuracy), seconds(last.seconds), networkText(run.config)];
  return (
    <div class="last-run">
      <span class="clip muted" title={t('Test accuracy {0}, training time {1}, network {2}', right, time, network)}>
        {active.value ? t('This run') : t('Last run')} <span class="strong">{right}</span>, {time}, {network}
      </span>
      <Link onPress={() => attempt(host.call('inspect', run.id))}>{t('Open')}</Link>
    </div>
  );
}
