import { count, dash } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { Table, type Column } from '../shared/table.js';
import type { CurveReading, CurveRun } from '../../extension/protocol/curves.js';
import { scalarOf, valueText, type ScalarFacts } from './scalars.js';
import { nameOf, type Line } from './state.js';

/** The exact numbers of a chart, a run a row. */
export function ChartTable({ facts, lines }: { facts: ScalarFacts; lines: readonly Line[] }) {
  const reading = (id: 'last' | 'least' | 'greatest', head: string): Column<CurveRun>[] => {
    const of = (run: CurveRun): CurveReading | null => scalarOf(run, facts.name)?.[id] ?? null;
    return [
      { id, head, align: 'right', value: (run) => of(run)?.value ?? null, cell: (run) => text(of(run), facts) },
      { id: `${id}At`, head: t('at step'), align: 'right', cell: (run) => (of(run) ? count(of(run)!.step) : dash) },
    ];
  };
  const columns: Column<CurveRun>[] = [
    { id: 'run', head: t('Run'), value: ({ id }) => nameOf(id), cell: ({ id }) => nameOf(id) },
    ...reading('last', t('Last')),
    ...reading('least', t('Lowest')),
    ...reading('greatest', t('Highest')),
    { id: 'points', head: t('Points'), align: 'right', cell: (run) => count(scalarOf(run, facts.name)?.points ?? 0) },
  ];
  return (
    <div class="chart-table" role="group" aria-label={t('{0}, numbers', facts.name)} tabIndex={0}>
      <Table label={facts.name} columns={columns} rows={lines.flatMap(({ runs }) => runs)} rowId={({ id }) => id} />
    </div>
  );
}

const text = (reading: CurveReading | null, facts: ScalarFacts) => {
  if (!reading) return <span class="muted">{dash}</span>;
  return <span title={String(reading.value)}>{valueText(facts, reading.value)}</span>;
};
