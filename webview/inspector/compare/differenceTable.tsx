import { pointInterval, points } from './differenceWords.js';
import { narrowerThan } from '../../shared/media.js';
import { count, percent, signed } from '../../shared/format.js';
import { itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { numberColumn, Table, type Column } from '../../shared/table.js';
import type { ClassDifference } from './runDifference.js';

const narrow = narrowerThan(700);
const small = narrowerThan(420);

/** How much better each class is read, with its interval. */
export function DifferenceTable({ classes }: { classes: readonly ClassDifference[] }) {
  const reach = Math.max(0.01, ...classes.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  return (
    <div class="table-scroll">
      <Table
        class="class-table"
        label={t('Difference of recall by class')}
        columns={columns(reach)}
        rows={classes}
        rowId={({ name }) => name}
      />
    </div>
  );
}

function columns(reach: number): Column<ClassDifference>[] {
  const all: (Column<ClassDifference> | false)[] = [
    { id: 'class', head: t('Class'), cell: ({ name }) => <span class="clip">{name}</span> },
    !small.value && numberColumn('support', itemText('Images'), count, { falling: true }),
    {
      id: 'mine',
      head: t('This'),
      meaning: t('Recall of this one: the share of the class’s own items that is predicted as it.'),
      align: 'right',
      value: ({ recalls }) => -recalls[0],
      cell: ({ recalls }) => percent(recalls[0]),
    },
    {
      id: 'theirs',
      head: t('Other'),
      meaning: t('Recall of the other.'),
      align: 'right',
      value: ({ recalls }) => -recalls[1],
      cell: ({ recalls }) => percent(recalls[1]),
    },
    {
      id: 'difference',
      head: t('Points'),
      meaning: t('This one’s recall minus the other’s, in percentage points.'),
      align: 'right',
      value: ({ difference }) => -difference,
      cell: ({ difference, low, high }) => {
        const text = signed(difference, points);
        return low > 0 || high < 0 ? <b>{text}</b> : text;
      },
    },
    !narrow.value && { id: 'interval', head: t('95%'), class: 'muted', cell: pointInterval },
    !small.value && {
      id: 'bar',
      head: <span class="only-read">{t('Difference, drawn')}</span>,
      class: 'bar-column',
      cell: (row) => <DifferenceBar row={row} reach={reach} />,
    },
    !narrow.value &&
      numberColumn('onlyFirst', t('Only this'), count, {
        meaning: itemText('Images that only this one reads right.'),
        falling: true,
      }),
    !narrow.value &&
      numberColumn('onlySecond', t('Only other'), count, {
        meaning: itemText('Images that only the other reads right.'),
        falling: true,
      }),
  ];
  return all.filter((column) => column !== false);
}

/** A bar on an axis from `-reach` to `reach`, with a line at zero. */
function DifferenceBar({ row: { difference, low, high }, reach }: { row: ClassDifference; reach: number }) {
  const at = (value: number) => `${50 + (value / reach) * 50}%`;
  return (
    <span class="rate-bar difference-bar" title={pointInterval({ low, high })}>
      <i class="zero" />
      <i
        class={`range ${high < 0 ? 'worse' : ''}`}
        style={{ left: at(low), width: `${((high - low) / reach) * 50}%` }}
      />
      <i class="point" style={{ left: at(difference) }} />
    </span>
  );
}
