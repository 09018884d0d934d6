import { count, dash } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { Table, type Column } from '../shared/table.js';
import { atWords } from './axes.js';
import { readings } from './pointer.js';
import { bestOf, scalarOf, valueText, type ScalarFacts } from './scalars.js';
import { runs, scalars, view } from './state.js';

/** Every scalar of a single run: what it reads at the crosshair, its last value and its best one. */
export function ScalarTable() {
  const [run] = runs.value;
  const at = readings.value;
  const value = (facts: ScalarFacts, number: number | undefined) =>
    number === undefined ? (
      <span class="muted">{dash}</span>
    ) : (
      <span title={String(number)}>{valueText(facts, number)}</span>
    );
  const columns: Column<ScalarFacts>[] = [
    { id: 'name', head: t('Named in the text'), cell: ({ name }) => name },
    {
      id: 'at',
      head: at ? atWords(view.value.x, at.x) : t('At the crosshair'),
      align: 'right',
      cell: (facts) => value(facts, at?.all.find(({ scalar }) => scalar === facts.name)?.value),
    },
    {
      id: 'last',
      head: t('Last'),
      align: 'right',
      cell: (facts) => value(facts, scalarOf(run, facts.name)?.last?.value),
    },
    { id: 'best', head: t('Best'), align: 'right', cell: (facts) => value(facts, bestOf(run, facts)?.value) },
    {
      id: 'step',
      head: t('at'),
      align: 'right',
      cell: (facts) => {
        const best = bestOf(run, facts);
        return best ? count(best.step) : dash;
      },
    },
  ];
  return (
    <div class="table-scroll" role="group" tabIndex={0} aria-label={t('Numbers of the text, scrolled')}>
      <Table
        class="scalar-table"
        label={t('Numbers of the text')}
        columns={columns}
        rows={scalars.value}
        rowId={({ name }) => name}
      />
    </div>
  );
}
