import type { Cell } from '../matrix/matrixKeys.js';
import { blockStarts, order, view } from '../state.js';
import { blockSpan } from './frame.js';
import { atPlaces, frame, marked, openBlock, placeOf } from './manyState.js';

/** What lies on the map: frames of the blocks, the frame that is open, the class that is marked, the cell of the keys. */
export function HeatMarks({ side, cursor }: { side: number; cursor: Cell | null }) {
  const size = order.value.length;
  const at = (place: number): number => (place / size) * side;
  const starts = blockStarts.value;
  const open = frame.value;
  const mark = marked.value === null ? null : (placeOf.value[marked.value] ?? null);
  const box = (cell: Cell, about: number, name: string) => {
    const { actual, predicted } = atPlaces(cell);
    const cellSide = at(1) + 2 * about;
    return <rect class={name} x={at(predicted) - about} y={at(actual) - about} width={cellSide} height={cellSide} />;
  };
  return (
    <svg class="heat-marks" width={side} height={side} aria-hidden="true">
      {mark !== null && (
        <>
          <rect class="heat-band" x={0} y={at(mark)} width={side} height={at(1)} />
          <rect class="heat-band" x={at(mark)} y={0} width={at(1)} height={side} />
          <path class="heat-pointer" d={`M-1 ${at(mark + 0.5)} l-7 -5 v10 z`} />
          <path class="heat-pointer" d={`M${at(mark + 0.5)} -1 l-5 -7 h10 z`} />
        </>
      )}
      {starts.map((from, block) => {
        const to = blockSpan(starts, block, size)[1];
        return (
          <rect key={from} class="heat-block" x={at(from)} y={at(from)} width={at(to - from)} height={at(to - from)} />
        );
      })}
      {open && (
        <rect
          class={`heat-frame ${openBlock.value === null ? 'free' : ''}`}
          x={at(open.column)}
          y={at(open.row)}
          width={at(open.columns)}
          height={at(open.rows)}
        />
      )}
      {view.value.selected && box(view.value.selected, 2, 'heat-chosen')}
      {cursor && box(cursor, 3, 'heat-cursor')}
    </svg>
  );
}
