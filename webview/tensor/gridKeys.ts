import type { Cell } from './state.js';

interface Size {
  rows: number;
  columns: number;
}

const KEYS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'];

export const isGridKey = ({ key, altKey, metaKey }: KeyboardEvent): boolean =>
  KEYS.includes(key) && !altKey && !metaKey;

/** Where a key leads from a cell: a page is what is in sight, and Ctrl leads to the ends of the columns too. */
export function moveCell(
  { key, ctrlKey, shiftKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey'>,
  { row, column }: Cell,
  of: Size,
  sight: Size,
): Cell {
  const to = { row, column };
  if (key === 'ArrowUp') to.row--;
  else if (key === 'ArrowDown') to.row++;
  else if (key === 'ArrowLeft') to.column--;
  else if (key === 'ArrowRight') to.column++;
  else if (key === 'PageUp') to[shiftKey ? 'column' : 'row'] -= shiftKey ? sight.columns : sight.rows;
  else if (key === 'PageDown') to[shiftKey ? 'column' : 'row'] += shiftKey ? sight.columns : sight.rows;
  else if (key === 'Home') Object.assign(to, { column: 0, ...(ctrlKey && { row: 0 }) });
  else Object.assign(to, { column: of.columns - 1, ...(ctrlKey && { row: of.rows - 1 }) });
  return {
    row: Math.max(0, Math.min(of.rows - 1, to.row)),
    column: Math.max(0, Math.min(of.columns - 1, to.column)),
  };
}
