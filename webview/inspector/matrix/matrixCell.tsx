import { count, dash, percent } from '../../shared/format.js';
import { stepOf } from './colorSteps.js';
import type { Cell } from './matrixKeys.js';
import { matrix, rates, run, scale, select, shares, view } from '../state.js';
import { cellLabel, wholePercent } from '../differenceWords.js';

interface CellProps {
  cell: Cell;
  chosen: boolean;
  stop: boolean;
  small: boolean;
  onFocus: (cell: Cell) => void;
}

/** Count and share, coloured by the rate of the class; in a `small` matrix only whole per cents. */
export function MatrixCell({ cell, chosen, stop, small, onFocus }: CellProps) {
  const { actual, predicted } = cell;
  const items = matrix.value?.counts[actual]?.[predicted] ?? 0;
  const share = shares.value?.[actual]?.[predicted] ?? null;
  const rate = rates.value?.[actual]?.[predicted] ?? null;
  const diagonal = actual === predicted;
  const masked = diagonal && view.value.hideDiagonal;
  const step = stepOf(rate, diagonal, scale.value);
  const color = masked ? 'masked' : step.kind === 'none' ? 'none' : `${step.kind}-${step.step}`;
  const isChosen = chosen && view.value.selected !== null;
  return (
    <td
      role="gridcell"
      class={`cell ${color} ${isChosen ? 'chosen' : ''}`}
      data-cell={`${actual} ${predicted}`}
      data-whole={small ? wholePercent(share) : undefined}
      tabIndex={stop ? 0 : -1}
      aria-selected={isChosen}
      aria-label={cellLabel(run.value?.classes ?? [], cell, items, share)}
      onClick={() => {
        onFocus(cell);
        select(cell);
      }}
      onFocus={() => onFocus(cell)}
    >
      {small ? null : rate === null ? (
        dash
      ) : items === 0 && !diagonal ? (
        '0'
      ) : (
        <>
          <b>{count(items)}</b> <span>{percent(share)}</span>
        </>
      )}
    </td>
  );
}
