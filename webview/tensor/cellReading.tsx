import { indexOfCell } from '@surprisal/core';
import { useEffect, useState } from 'preact/hooks';
import { ask } from './asking.js';
import { arrived, numberAt } from './blocks.js';
import { indexOf } from './grid.js';
import { withMinus } from './numberText.js';
import { cell, opened, size, slice, sliceKey } from './state.js';
import { plural, t } from '../shared/strings.js';

/** The chosen cell in full: its index, all its digits, and how many numbers of the slice are larger. */
export function CellReading() {
  const at = cell.value;
  void arrived.value;
  const found = at && numberAt(at.row, at.column);
  const larger = useRank(found && Number.isFinite(found.value) ? found.value : null);
  if (!at)
    return (
      <p class="cell-reading muted" role="status">
        {t('Choose a cell to read it in full; Ctrl+G goes to an index.')}
      </p>
    );
  const { rows, columns } = slice.value;
  const place = rows === null ? '' : t('row {0}, column {1}', indexOf(rows, at.row), indexOf(columns, at.column));
  const rank =
    larger === null || size.value.rows * size.value.columns === 1
      ? ''
      : plural(larger, '1 of the slice’s numbers is larger', '{0} of the slice’s numbers are larger');
  return (
    <p class="cell-reading" role="status">
      <code>x[{indexOfCell(slice.value, at.row, at.column).join(', ') || '()'}]</code>{' '}
      <b class="numbers">{found ? withMinus(found.text).replace(/^nan$/, 'NaN') : t('reading…')}</b>{' '}
      <span class="muted">{[place, rank].filter((words) => words !== '').join('; ')}</span>
    </p>
  );
}

/** Of larger slices the rank is not counted: each cell would read all of it. */
const RANKED = 2 ** 21;

function useRank(value: number | null): number | null {
  const [larger, setLarger] = useState<number | null>(null);
  useEffect(() => {
    setLarger(null);
    if (value === null || size.value.rows * size.value.columns > RANKED) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      ask('rank', { tensor: opened.value, slice: slice.value, value }, () => wanted).then(
        ({ above }) => wanted && setLarger(above),
        () => undefined,
      );
    }, 150);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [sliceKey.value, value]);
  return larger;
}
