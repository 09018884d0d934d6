import type { LoggedLive, LoggedScalar } from '../../extension/protocol/train.js';
import { IconButton, Link } from '../shared/button.js';
import { Fact } from '../shared/fact.js';
import { attempt } from '../shared/failure.js';
import { count, percent, plain, scalar as scalarText } from '../shared/format.js';
import { Plot } from '../shared/plot.js';
import { plural, t } from '../shared/strings.js';
import { Table } from '../shared/table.js';
import { niceTicks } from '../shared/ticks.js';
import { host, logged } from './state.js';

/** The run that another program trains: it can be looked at, and is stopped where it was started. */
export function LoggedPart() {
  const { value } = logged;
  if (!value) return null;
  return (
    <section class="run" aria-label={t('Run of another program')}>
      <Head run={value} />
      {value.scalars.map((scalar) => (
        <ScalarChart key={scalar.name} scalar={scalar} />
      ))}
      {value.scalars.length === 0 && (
        <p class="muted">{t('It has logged no numbers yet: run.log(step=…, loss=…) draws them here.')}</p>
      )}
      {value.more > 0 && (
        <p class="muted">{plural(value.more, '{0} more scalar is logged.', '{0} more scalars are logged.')}</p>
      )}
      {value.problems > 0 && (
        <p class="muted">
          {plural(
            value.problems,
            '{0} line of its record is not as expected; the inspector says which.',
            '{0} lines of its record are not as expected; the inspector says which.',
          )}
        </p>
      )}
    </section>
  );
}

function Head({ run }: { run: LoggedLive }) {
  const { progress, stepsPerSecond } = run;
  const share = progress && progress.of > 0 ? Math.min(1, progress.done / progress.of) : null;
  const place = progress ? t('{0} of {1}', count(progress.done), count(progress.of)) : run.place;
  return (
    <>
      <div class="run-head">
        <h2>{run.state}</h2>
        <span class="muted clip" title={run.title}>
          {run.title}
        </span>
        {share !== null && <span class="numbers">{percent(share, 0)}</span>}
        {!run.live && (
          <IconButton icon="close" label={t('Hide')} onPress={() => attempt(host.call('hideLogged', null))} />
        )}
      </div>
      {share !== null && (
        <div
          class={`progress ${run.live ? '' : 'still'}`}
          role="progressbar"
          aria-label={t('Progress of the run of another program')}
          aria-valuenow={Math.round(share * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <span style={{ width: `${share * 100}%` }} />
        </div>
      )}
      {run.message !== null && (
        <div class={`notice ${run.failed ? 'error' : ''}`} role="status">
          <b>{run.message}</b>
        </div>
      )}
      <dl class="numbers counters">
        {place !== '' && (
          <Fact name={progress?.by === 'steps' ? t('Step') : progress ? t('Epoch') : t('At')}>{place}</Fact>
        )}
        {run.live && stepsPerSecond !== null && (
          <Fact name={t('Speed')}>{t('{0} steps/s', plain(Number(stepsPerSecond.toPrecision(3))))}</Fact>
        )}
        <div class="whole-line">
          <dt class="muted">{run.live ? t('Another program trains it.') : t('Another program trained it.')}</dt>
          <dd>
            <Link onPress={() => attempt(host.call('inspect', run.id))}>{t('Open')}</Link>
          </dd>
        </div>
      </dl>
    </>
  );
}

function ScalarChart({ scalar }: { scalar: LoggedScalar }) {
  const { name, x, y, last, by } = scalar;
  const points = Array.from(x, (at, i) => ({ x: at, y: y[i] ?? NaN }));
  const finite = points.filter((point) => Number.isFinite(point.y));
  const [low, high] = [Math.min(...finite.map((p) => p.y)), Math.max(...finite.map((p) => p.y))];
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  const unit = by === 'epoch' ? t('epoch') : t('step');
  return (
    <div class="chart">
      <div class="chart-head">
        <h2 class="clip" title={name}>
          {name}
        </h2>
        <span class="key numbers">{scalarText(last)}</span>
      </div>
      {finite.length === 0 ? (
        <p class="muted">{t('No value of it is finite.')}</p>
      ) : (
        <Plot
          lines={[{ name, role: 'right', points, dots: points.length < 30 }]}
          x={{ max: Math.max(1, x.at(-1) ?? 1), unit, short: unit }}
          y={{ min: low - room, max: high + room, ticks: niceTicks(low - room, high + room), format: axisText }}
          height={80}
          label={t('{0} by {1}; the last is {2}', name, unit, scalarText(last))}
          table={() => <ScalarTable scalar={scalar} unit={unit} />}
        />
      )}
    </div>
  );
}

const axisText = (value: number): string => plain(Number(value.toPrecision(3)));

const ScalarTable = ({ scalar, unit }: { scalar: LoggedScalar; unit: string }) => (
  <Table
    label={scalar.name}
    columns={[
      { id: 'x', head: unit, cell: ({ x }: { x: number; y: number }) => count(x) },
      { id: 'y', head: scalar.name, align: 'right', cell: ({ y }) => plain(y) },
    ]}
    rows={Array.from(scalar.x, (x, i) => ({ x, y: scalar.y[i] ?? NaN }))}
    rowId={({ x }) => x}
  />
);
