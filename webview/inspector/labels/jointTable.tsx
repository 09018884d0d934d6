import type { LabelsState } from '../../../extension/protocol/inspector/labels.js';
import { Link } from '../../shared/button.js';
import { count, decimal } from '../../shared/format.js';
import { itemCount, itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { numberColumn, Table, type Column } from '../../shared/table.js';
import { nameOfClass } from '../state.js';

interface Pair {
  given: number;
  suggested: number;
  listed: number;
  estimated: number;
}

interface JointTableProps {
  found: NonNullable<LabelsState['found']>;
  onPick: (pair: { given: number; suggested: number }) => void;
}

/** The confident joint off its diagonal, pair by pair: most images first. */
export function JointTable({ found: { joint, estimated }, onPick }: JointTableProps) {
  const pairs = joint.flatMap((row, given) =>
    row.flatMap((listed, suggested): Pair[] =>
      listed > 0 && given !== suggested
        ? [{ given, suggested, listed, estimated: estimated[given]?.[suggested] ?? 0 }]
        : [],
    ),
  );
  pairs.sort((a, b) => b.listed - a.listed);
  const confident = joint.reduce((sum, row) => sum + row.reduce((total, n) => total + n, 0), 0);
  const agree = joint.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  return (
    <div class="joint">
      <div class="classes-head">
        <h2>{t('Confident joint')}</h2>
        <span class="muted small">
          {t('Confidently of a class: {0}; the label of {1} agrees', itemCount(confident), count(agree))}
        </span>
      </div>
      {pairs.length > 0 && (
        <div
          class="table-scroll joint-scroll"
          tabIndex={0}
          role="group"
          aria-label={t('Pairs of given and suggested class')}
        >
          <Table
            label={t('Given and suggested class')}
            columns={columns(onPick)}
            rows={pairs}
            rowId={({ given, suggested }) => `${given} ${suggested}`}
          />
        </div>
      )}
    </div>
  );
}

const columns = (onPick: JointTableProps['onPick']): Column<Pair>[] => [
  {
    id: 'pair',
    head: t('Pair'),
    value: ({ given, suggested }) => given * 1000 + suggested,
    cell: ({ given, suggested }) => (
      <Link onPress={() => onPick({ given, suggested })}>
        {t('labelled {0}, looks like {1}', nameOfClass(given), nameOfClass(suggested))}
      </Link>
    ),
  },
  numberColumn('listed', t('Listed'), count, {
    meaning: itemText('Images of the given class that are confidently of the suggested one.'),
    falling: true,
  }),
  numberColumn('estimated', t('Estimated'), (estimated) => decimal(estimated, 1), {
    meaning: itemText('The same, scaled so that the images of the given class are all counted.'),
    falling: true,
  }),
];
