import '../shared/base.css';
import '../shared/controls.css';
import '../shared/tabPage.css';
import './curves.css';
import './charts.css';
import './runs.css';
import { attempt } from '../shared/failure.js';
import { Button, Link } from '../shared/button.js';
import { Fact } from '../shared/fact.js';
import { count, list } from '../shared/format.js';
import { Icon } from '../shared/icon.js';
import { MenuButton } from '../shared/menuButton.js';
import { Notices, showPage, Waiting } from '../shared/page.js';
import { plural, t } from '../shared/strings.js';
import { Charts, isOfText } from './charts.js';
import { ScalarTable } from './scalarTable.js';
import { exportChart } from './exporting.js';
import { listed } from './pointer.js';
import { Reading, SaidReading } from './reading.js';
import { RunList } from './runList.js';
import { RunTable } from './runTable.js';
import { Scatter } from './scatter.js';
import { SidePanel } from './sidePanel.js';
import { changeView, host, isBanded, hydrate, runs, scalars, state, view } from './state.js';
import { Toolbar } from './toolbar.js';

function Page() {
  const { value } = state;
  if (!value) return <Waiting />;
  const { table } = view.value;
  const some = runs.value.length > 0;
  return (
    <main
      class={`curves ${runs.value.length === 1 ? 'one' : ''} ${table ? 'with-table' : ''} ${isBanded.value ? 'banded' : ''}`}
    >
      <Header />
      <Notices />
      {value.reading && <Reading reading={value.reading} />}
      {some && <Toolbar />}
      <Problems />
      {some ? (
        <>
          <div class="body">
            {runs.value.length > 1 && (
              <div class="run-side">
                <RunList />
                {!table && <SidePanel />}
              </div>
            )}
            <Charts />
          </div>
          {isOfText() && <ScalarTable />}
          {table && runs.value.length > 1 && (
            <div class="below">
              <RunTable />
              <Scatter />
            </div>
          )}
        </>
      ) : (
        !value.reading && <Empty />
      )}
      <Notes />
      <SaidReading />
    </main>
  );
}

function Header() {
  const { title, reading, every } = state.value!;
  const several = runs.value.length > 1;
  const steps = runs.value
    .flatMap(({ scalars }) => scalars.map(({ last }) => last?.step ?? 0))
    .reduce((a, b) => Math.max(a, b), 0);
  const live = runs.value.filter((run) => run.live).length;
  const number = count(runs.value.length);
  return (
    <header class="header">
      <h1>{t('Curves')}</h1>
      <dl class="facts">
        {(runs.value.length > 0 || reading) && (
          <Fact name={t('Runs')}>
            <b>{number}</b>
            {reading && ` ${t('of {0}', count(reading.of))}`}
          </Fact>
        )}
        {scalars.value.length > 0 && (
          <Fact name={t('Scalars')}>
            <b>{count(scalars.value.length)}</b>
          </Fact>
        )}
        {steps > 0 && (
          <Fact name={t('Steps')} class="wide">
            <b>{count(steps)}</b>
          </Fact>
        )}
        {title && (
          <Fact name={t('From')} class="wide">
            <b>{title}</b>
            {every !== null ? t(', read again every {0} s', count(every)) : live > 0 && t(', followed')}
          </Fact>
        )}
      </dl>
      <span class="space" />
      <span class="header-actions">
        <Button icon="folder-opened" onPress={() => attempt(host.call('addFiles', null))}>
          {t('Open…')}
        </Button>
        {several && (
          <button
            type="button"
            class="button secondary"
            aria-pressed={view.value.table}
            onClick={() => changeView({ table: !view.value.table })}
          >
            <Icon name="table" />
            <span>{t('Table')}</span>
          </button>
        )}
        {scalars.value.length > 0 && (
          <MenuButton
            icon="export"
            text={t('Export')}
            label={t('Export {0}', listed.value.name)}
            menu={t('Export')}
            items={(['svg', 'png', 'csv'] as const).map((kind) => ({
              id: kind,
              label: t('{0} as {1}…', listed.value.name, kind.toUpperCase()),
              onPress: () => exportChart(kind, listed.value),
            }))}
          />
        )}
      </span>
    </header>
  );
}

/** So many runs are named whose files were not read whole. */
const MOST_PROBLEMS = 3;

function Problems() {
  const bad = runs.value.filter(({ problems }) => problems.length > 0);
  if (bad.length === 0) return null;
  return (
    <section class="notice problems" aria-label={t('What was left out')}>
      <Icon name="warning" />
      <div>
        {bad.slice(0, MOST_PROBLEMS).map((run) => (
          <p key={run.id}>
            {bad.length > 1 && <b>{run.title}: </b>}
            {run.problems.join(' ')} <span class="muted">{t('The rest is drawn.')}</span>{' '}
            <Link onPress={() => attempt(host.call('openRun', run.id))}>{t('Show {0}', run.place)}</Link>
          </p>
        ))}
        {bad.length > MOST_PROBLEMS && (
          <p class="muted">
            {plural(
              bad.length - MOST_PROBLEMS,
              'One more run was not read whole: {1}',
              '{0} more runs were not read whole: {1}',
              list(bad.slice(MOST_PROBLEMS).map(({ title }) => title)),
            )}
          </p>
        )}
      </div>
    </section>
  );
}

/** What stands in the files beside scalars, and is no fault: below all else. */
function Notes() {
  const others = new Map<string, number>();
  for (const run of runs.value)
    for (const [kind, times] of Object.entries(run.others)) others.set(kind, (others.get(kind) ?? 0) + times);
  const noted = runs.value.filter(({ notes }) => notes.length > 0);
  if (others.size === 0 && noted.length === 0) return null;
  const kinds = [...others].map(([kind, times]) => `${kind} (${count(times)})`);
  return (
    <section class="notes muted small" aria-label={t('Notes on the files')}>
      {kinds.length > 0 && <p>{t('Also in these files, and not drawn: {0}.', kinds.join(', '))}</p>}
      {noted.slice(0, MOST_PROBLEMS).map((run) => (
        <p key={run.id}>
          {run.notes.join(' ')}{' '}
          <Link onPress={() => attempt(host.call('openRun', run.id))}>{t('Show {0}', run.place)}</Link>
        </p>
      ))}
      {noted.length > MOST_PROBLEMS && (
        <p>{plural(noted.length - MOST_PROBLEMS, 'The same of 1 more run.', 'The same of {0} more runs.')}</p>
      )}
    </section>
  );
}

const Empty = () => (
  <div class="empty">
    <p>{t('No run is open, and this folder holds no file with curves.')}</p>
    <p class="muted">
      {t('Read are TensorBoard event files, CSV and TSV of Lightning, Keras and DVCLive, and trainer_state.json.')}
    </p>
    <p>
      <Link onPress={() => attempt(host.call('addFiles', null))}>{t('Open a folder or file…')}</Link>
    </p>
    <p>
      <Link onPress={() => attempt(host.call('beginRun', 'train'))}>{t('Train a first run')}</Link>
    </p>
    <p>
      <Link onPress={() => attempt(host.call('beginRun', 'log'))}>{t('Log a run from Python')}</Link>
    </p>
  </div>
);

showPage(<Page />, () => host.call('ping', null), hydrate);
