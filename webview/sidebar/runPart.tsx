import type { RunConfig } from '@surprisal/core';
import type { RunSummary } from '../../extension/protocol/run.js';
import type { Control } from '../../extension/protocol/train.js';
import { epochsDone, isActive, isTraining, stateWords } from '../../extension/protocol/runState.js';
import { Button, IconButton, Link } from '../shared/button.js';
import { Fact } from '../shared/fact.js';
import { accuracy, count, dash, percent, seconds } from '../shared/format.js';
import { attempt } from '../shared/failure.js';
import { plural, t } from '../shared/strings.js';
import { ChartsPart } from './charts.js';
import { networkText, splitCounts } from './form.js';
import {
  active,
  canTrain,
  draft,
  host,
  pace,
  pressable,
  primary,
  resume,
  run,
  source,
  train,
  waiting,
  wrongFields,
} from './state.js';
import './run.css';

/** The primary button, and those that step, rewind and stop. */
export function Controls() {
  const { label, icon, enabled, press } = primary.value;
  const tools: [icon: string, label: string, control: Control][] = [
    ['debug-step-into', t('Train one batch, then pause'), 'stepBatch'],
    ['debug-step-over', t('Train to the end of the epoch, then pause'), 'stepEpoch'],
    ['debug-restart', t('Rewind to the first weights'), 'rewind'],
    ['debug-stop', t('Stop'), 'stop'],
  ];
  return (
    <div class="controls">
      <Button primary class="go" icon={icon} disabled={!enabled} onPress={press} title={t('{0} (Ctrl+Enter)', label)}>
        {label}
      </Button>
      {tools.map(([icon, label, control]) => (
        <IconButton
          key={icon}
          icon={icon}
          label={label}
          disabled={!pressable(control)}
          onPress={() => attempt(host.call('control', control))}
        />
      ))}
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

/** Whether the items of the form's data are rows of a table; until they are read, a file without labels beside it is one. */
const isTable = ({ source: from, files }: RunConfig['data']): boolean =>
  from === 'files' && (source.value?.ends ? source.value.ends.height === 1 : !files?.labels);
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

function Progress() {
  const { value } = run;
  if (!value) return null;
  const { progress, config, batchesPerEpoch, status } = value;
  const all = config.epochs * batchesPerEpoch;
  // A run that goes on is at the end of an epoch until its next batch.
  const epoch = progress?.epoch ?? epochsDone(value.epochs);
  const batch = progress?.batch ?? (epoch > 0 ? batchesPerEpoch : 0);
  const done = epoch > 0 ? (epoch - 1) * batchesPerEpoch + batch : 0;
  const share = status === 'finished' ? 1 : all > 0 ? done / all : 0;
  const works = isTraining(status) || status === 'preparing';
  const [timeName, time] =
    works || status === 'stopping'
      ? [t('Time left'), progress ? seconds(progress.secondsLeft, 0) : dash]
      : [
          status === 'paused' ? t('Paused at') : status === 'finished' ? t('Time') : t('Stopped at'),
          epoch > 0 ? seconds(progress?.seconds ?? value.seconds) : dash,
        ];
  return (
    <>
      <div class="run-head">
        <h2>{stateWords(value, t)}</h2>
        <span class="muted clip" title={value.title}>
          {value.title}
        </span>
        <span class="numbers">{percent(share, 0)}</span>
      </div>
      <div
        class={`progress ${works ? '' : 'still'}`}
        role="progressbar"
        aria-label={t('Progress of the run')}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <dl class="numbers counters">
        <Fact name={t('Epoch')}>{t('{0} of {1}', epoch, config.epochs)}</Fact>
        <Fact name={timeName}>{time}</Fact>
        <Fact name={t('Batch')}>{all > 0 ? t('{0} of {1}', batch, count(batchesPerEpoch)) : dash}</Fact>
        {pace.value > 0 && isActive(status) && (
          <Fact name={t('Pace')}>{plural(pace.value, '{0} batch/s', '{0} batches/s')}</Fact>
        )}
        <Fact name={t('Computing')} class="whole-line">
          {rateText(progress?.imagesPerSecond, value.imageHeight === 1)}
        </Fact>
      </dl>
    </>
  );
}

/** How fast batches are computed, whatever pace was chosen. */
function rateText(rate: number | undefined, rows: boolean): string {
  if (rate === undefined || !(rate > 0)) return dash;
  const shown = threeDigits(rate);
  return rows ? plural(shown, '{0} row/s', '{0} rows/s') : plural(shown, '{0} image/s', '{0} images/s');
}

const threeDigits = (value: number): number => Number(value.toPrecision(3));

/** What ended the run, what is kept, and what to do. */
function Trouble({ run }: { run: RunSummary }) {
  if (!run.message && !run.resumable) return null;
  const failed = run.status === 'failed';
  return (
    <div class={`notice ${failed ? 'error' : ''}`} role={run.message ? 'alert' : 'status'}>
      <b>{run.message ?? t('The run was stopped.')}</b>
      {run.hint && <p>{run.hint}</p>}
      {(failed || run.resumable) && (
        <p>
          {failed && <Link onPress={() => attempt(host.call('showLog', null))}>{t('Show log')}</Link>}
          {run.resumable &&
            (primary.value.press !== resume ? (
              <Link onPress={resume}>{t('Resume')}</Link>
            ) : (
              canTrain.value && <Link onPress={train}>{t('Start over')}</Link>
            ))}
        </p>
      )}
    </div>
  );
}

function LastRun({ run }: { run: RunSummary }) {
  const last = run.epochs.at(-1);
  if (!last) return null;
  const ends = { inputs: run.imageWidth * run.imageHeight * run.imageChannels, classes: run.classes.length };
  const network = networkText(run.config, ends);
  const [right, time] = [accuracy(last.testAccuracy), seconds(last.seconds)];
  return (
    <div class="last-run">
      <span class="clip muted" title={t('Test accuracy {0}, training time {1}, network {2}', right, time, network)}>
        {active.value ? t('This run') : t('Last run')} <span class="strong">{right}</span>, {time}, {network}
      </span>
      <Link onPress={() => attempt(host.call('inspect', run.id))}>{t('Open')}</Link>
    </div>
  );
}
