import type { PredictionColumns } from '../../../extension/protocol/inspector/matrix.js';

/** How many of a pair are shown. */
export const EACH = 3;

/** The most surprising items of every pair that is confused: by `actual * classes + predicted`, most surprising first. */
export function mostSurprising(
  { actual, predicted, surprise }: Pick<PredictionColumns, 'actual' | 'predicted' | 'surprise'>,
  classes: number,
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const of = (index: number): number => surprise[index] ?? 0;
  for (let i = 0; i < actual.length; i++) {
    const [row, column] = [actual[i] ?? 0, predicted[i] ?? 0];
    if (row === column) continue;
    const pair = row * classes + column;
    const items = found.get(pair);
    if (!items) {
      found.set(pair, [i]);
      continue;
    }
    const at = items.findIndex((other) => of(other) < of(i));
    if (at < 0 && items.length >= EACH) continue;
    items.splice(at < 0 ? items.length : at, 0, i);
    if (items.length > EACH) items.pop();
  }
  return found;
}
