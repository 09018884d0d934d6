import { counted } from '../numeric/describe.js';
import { dataError } from './bytes.js';
import type { Cells } from './cells.js';
import { type DataOptions, namedTargets, nameOf } from './columns.js';

/** Refuses a table of which nothing tells which column is the label, where nobody has said it. */
export function checkLabelColumn(cells: Cells, said: DataOptions): void {
  askTarget(cells);
  askLabels(cells, said);
}

/** A picture has so many pixels at least, where nothing but their number tells. */
const PIXELS = 16;

/**
 * Refuses rows of pixels and a label of which nothing tells whether it comes first, as in the files of MNIST that are
 * passed around, or last: without names, a square number of whole numbers from 0 to 255, and two or more of them in the
 * first column.
 */
function askTarget(cells: Cells): void {
  const { names, width, count } = cells;
  if (names.length > 0 || width - 1 < PIXELS || !Number.isInteger(Math.sqrt(width - 1))) return;
  const isByte = (x: number): boolean => Number.isInteger(x) && x >= 0 && x <= 255;
  const first = cells.number(0, 0);
  let varies = false;
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < width; column++) if (!isByte(cells.number(row, column))) return;
    varies ||= cells.number(row, 0) !== first;
  }
  if (varies)
    throw dataError(
      cells.file,
      `${counted(width, 'whole number')} a row and no names, of which the first or the last may be the label`,
      `data.target 0 for the first column, or ${width - 1} for the last`,
    );
}

/** Refuses two columns that are called as labels are: one as a feature would tell the network what the other is. */
function askLabels(cells: Cells, said: DataOptions): void {
  if (said.scale === 'legacy') return;
  const [first, second] = namedTargets(cells, said, true);
  if (second === undefined) return;
  const both = [first, second].map((at) => JSON.stringify(nameOf(cells, at))).join(' and ');
  throw dataError(
    cells.file,
    `the columns ${both}, either of which may be the label`,
    'data.target with the one, and data.leaveOut with the other unless it is a feature',
  );
}
