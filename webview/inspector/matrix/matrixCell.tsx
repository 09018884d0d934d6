import { count, dash, percent } from '../../shared/format.js';
import type { RovingItem } from '../../shared/rovingFocus.js';
import { stepName, stepStyle } from './colorSteps.js';
import type { Cell } from './matrixKeys.js';
import { classes, matrix, rateOf, scale, select, shareOf, view } from '../state.js';
import { cellLabel, wholePercent } from './cellWords.js';

interface CellProps {
  cell: Cell;
  chosen: boolean;
  small: boolean;
  focusable: RovingItem;
}

/** Count and share, coloured by the rate of the class; in a `small` matrix only whole per cents. */
export function MatrixCell({ cell, chosen, small, focusable }: CellProps) {
  const { actual, predicted } = cell;
  const items = matrix.value?.counts[actual]?.[predicted] ?? 0;
  const share = shareOf(cell);
  const rate = rateOf(cell);
  const diagonal = actual === predicted;
  const masked = diagonal && view.value.hideDiagonal;
  const step = masked ? null : stepName(rate, diagonal, scale.value);
  const isChosen = chosen && view.value.selected !== null;
  return (
    <td
      role="gridcell"
      class={`cell ${masked ? 'masked' : step === null ? 'none' : ''} ${isChosen ? 'chosen' : ''}`}
      style={stepStyle(step)}
      {...focusable}
      data-whole={small ? wholePercent(share) : undefined}
      aria-selected={isChosen}
      aria-label={cellLabel(classes.value, cell, items, share)}
      onClick={() => {
        focusable.onFocus();
        select(cell);
      }}
    >
      {!small && <CellNumbers items={items} share={share} rate={rate} diagonal={diagonal} />}
    </td>
  );
}

interface NumbersProps {
  items: number;
  share: number | null;
  /** The part of the actual class; null where the class has no items. */
  rate: number | null;
  diagonal: boolean;
}

export const CellNumbers = ({ items, share, rate, diagonal }: NumbersProps) =>
  rate === null ? (
    <>{dash}</>
  ) : items === 0 && !diagonal ? (
    <>0</>
  ) : (
    <>
      <b>{count(items)}</b> <span>{percent(share)}</span>
    </>
  );
