import { useMemo, useState } from 'preact/hooks';
import type { CurveRun } from '../../extension/protocol/curves.js';
import { sheetOf, type Sheet, type SheetColumn, type Value } from '../inspector/export/sheet.js';
import { Link } from '../shared/button.js';
import { count, dash } from '../shared/format.js';
import { MenuButton } from '../shared/menuButton.js';
import { plural, t } from '../shared/strings.js';
import { sortRows, Table, type Column } from '../shared/table.js';
import { settingName, settingsAlike, settingText } from './configurations.js';
import { copyTable, saveTable } from './exporting.js';
import { chosen } from './pointer.js';
import { bestOf, isOfTest, scalarOf, valueText, type ScalarFacts } from './scalars.js';
import { foundScalars } from './charts.js';
import { apart, hidden, isBanded, judged, lines, nameOf, runs, toggleLine, type Line } from './state.js';
import { Swatch } from './swatch.js';

/** So many scalars have columns until all are asked for. */
const FEW = 6;

interface TableColumn {
  key: string;
  head: string;
  /** The scalar that the column is of. */
  group?: string;
  value: (run: CurveRun) => Value;
  text: (run: CurveRun) => string;
  right: boolean;
  /** The greatest first, when its head is pressed. */
  falling?: boolean;
}

/** The runs by the settings that differ between them, and what each came to. */
export function RunTable() {
  const [all, setAll] = useState(false);
  const found = foundScalars();
  const few = all ? found : chosenScalars(found);
  const columns = useMemo(() => columnsOf(few), [few.map(({ name }) => name).join('\n'), apart.value, runs.value]);
  const rows = useMemo(() => firstOrder(runs.value), [runs.value, judged.value]);
  const sheet = (): Sheet => sheetOf(t('Runs'), rows, columns.map(sheetColumn));
  const alike = settingsAlike(runs.value).map(([key, value]) => `${settingName(key, [])} ${settingText(value)}`);
  const words =
    alike.length > 0 ? t('Only settings that differ. Alike: {0}', alike.join(', ')) : t('Only settings that differ.');
  return (
    <section class="run-table" aria-label={t('Table of runs')}>
      <div class="table-head">
        <h2>{t('Table of runs')}</h2>
        <span class="muted small clip" title={words}>
          {words}
        </span>
        <span class="space" />
        {few.length < found.length && (
          <Link onPress={() => setAll(true)}>
            {plural(found.length - few.length, '1 more scalar', '{0} more scalars')}
          </Link>
        )}
        <MenuButton
          icon="copy"
          label={t('Copy or save the table')}
          menu={t('Table of runs')}
          items={[
            { id: 'md', label: t('Copy as Markdown'), onPress: () => copyTable(sheet(), 'md') },
            { id: 'csv', label: t('Copy as CSV'), onPress: () => copyTable(sheet(), 'csv') },
            { id: 'saveMd', label: t('Save as Markdown…'), onPress: () => saveTable(sheet(), 'md') },
            { id: 'saveCsv', label: t('Save as CSV…'), onPress: () => saveTable(sheet(), 'csv') },
          ]}
        />
      </div>
      <div class="table-scroll" role="group" tabIndex={0} aria-label={t('Table of runs, scrolled')}>
        <Table
          label={t('Runs')}
          columns={[runColumn(), ...columns.slice(1).map(shownColumn)]}
          rows={rows}
          rowId={({ id }) => id}
          sorted={judged.value ? { by: `${judged.value.name} best`, down: false } : null}
          selected={selectedOf()}
          onSelect={({ id }) => (chosen.value = lineOf(id)?.id ?? id)}
        />
      </div>
    </section>
  );
}

const lineOf = (id: string): Line | undefined => lines.value.find((line) => line.runs.some((run) => run.id === id));

function selectedOf(): string | null {
  const line = lines.value.find(({ id }) => id === chosen.value);
  return line?.runs[0].id ?? null;
}

/** Losses and shares first, those of single classes last. */
function chosenScalars(found: readonly ScalarFacts[]): ScalarFacts[] {
  const fit = found.filter(({ best, leaf }) => best && !/^\d+$/.test(leaf));
  return (fit.length > 0 ? fit : found).slice(0, FEW);
}

/** By the best validation value: never by one of the test part. */
function firstOrder(all: readonly CurveRun[]): CurveRun[] {
  const facts = judged.value;
  return facts ? sortRows(all, (run) => bestOf(run, facts)?.value ?? null, facts.best === 'greatest') : [...all];
}

const runColumn = (): Column<CurveRun> => ({
  id: 'run',
  head: t('Run'),
  value: ({ id }) => nameOf(id),
  cell: ({ id }) => {
    const line = lineOf(id);
    if (!line) return nameOf(id);
    const isHidden = hidden.value.has(id);
    const own: Line = isBanded.value ? { ...line, runs: line.runs.filter((run) => run.id === id) } : line;
    return (
      <button
        type="button"
        class={`run-name ${isHidden ? 'muted' : ''}`}
        aria-pressed={!isHidden}
        onClick={(event) => toggleLine(own, event.altKey)}
      >
        <Swatch line={line} hidden={isHidden} />
        <span>{nameOf(id)}</span>
      </button>
    );
  },
});

function columnsOf(scalars: readonly ScalarFacts[]): TableColumn[] {
  const name: TableColumn = {
    key: 'run',
    head: t('Run'),
    value: ({ id }) => nameOf(id),
    text: ({ id }) => nameOf(id),
    right: false,
  };
  const settings = apart.value.map((key): TableColumn => {
    const isNumber = runs.value.every(({ settings }) => typeof (settings[key] ?? 0) === 'number');
    const value = ({ settings }: CurveRun): Value => {
      const own = settings[key];
      return own === undefined ? null : typeof own === 'boolean' ? String(own) : own;
    };
    return {
      key,
      head: settingName(key, apart.value),
      value,
      text: (run) => settingText(run.settings[key]) || dash,
      right: isNumber,
    };
  });
  return [name, ...settings, ...scalars.flatMap(scalarColumns)];
}

/** The last value, and the best one with its step; of the test part the last alone, for no run is chosen by it. */
function scalarColumns(facts: ScalarFacts): TableColumn[] {
  const column = (id: string, head: string, of: (run: CurveRun) => number | null, isStep = false): TableColumn => ({
    key: `${facts.name} ${id}`,
    head,
    group: facts.name,
    value: of,
    text: (run) => {
      const value = of(run);
      return value === null ? dash : isStep ? count(value) : valueText(facts, value);
    },
    right: true,
    falling: facts.best === 'greatest' && !isStep,
  });
  const last = column('last', t('last'), (run) => scalarOf(run, facts.name)?.last?.value ?? null);
  if (!facts.best || isOfTest(facts.name)) return [last];
  const head = facts.best === 'least' ? t('lowest') : t('highest');
  const best = column('best', head, (run) => bestOf(run, facts)?.value ?? null);
  if (facts.name !== judged.value?.name) return [last, best];
  return [last, best, column('step', t('at step'), (run) => bestOf(run, facts)?.step ?? null, true)];
}

const shownColumn = ({ key, head, group, value, text, right, falling }: TableColumn): Column<CurveRun> => ({
  id: key,
  head,
  ...(group !== undefined && { group }),
  align: right ? 'right' : 'left',
  ...(falling && { falling }),
  value: (run) => {
    const own = value(run);
    return falling && typeof own === 'number' ? -own : own;
  },
  cell: (run) => <span title={String(value(run) ?? '')}>{text(run)}</span>,
});

const sheetColumn = ({ key, head, group, value, text, right }: TableColumn): SheetColumn<CurveRun> => ({
  key,
  head: group === undefined ? head : `${group} ${head}`,
  value,
  text,
  right,
});
