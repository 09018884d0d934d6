import type { TableColumnName } from '../../../extension/protocol/inspector/table.js';
import { dash, decimal, plain } from '../../shared/format.js';

/** The decimals that a value has as it is written, at most four. */
function decimalsOf(value: number): number {
  const text = String(value);
  return /e/.test(text) ? 4 : Math.min(4, (text.split('.')[1] ?? '').length);
}

/** The most decimals among the values of a column, so that they stand under one another. */
export const decimalsOfAll = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) if (Number.isFinite(value)) most = Math.max(most, decimalsOf(value));
  return most;
};

/** A value of a column: a number with so many decimals, or its word. */
export function valueText({ words }: TableColumnName, value: number, decimals = decimalsOf(value)): string {
  if (Number.isNaN(value)) return dash;
  if (words) return words[value] ?? dash;
  return value !== 0 && Math.abs(value) < 1e-3 ? plain(value) : decimal(value, decimals);
}
