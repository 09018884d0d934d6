import { dataError } from './bytes.js';
import type { Correction } from './corrections.js';
import { type Dataset, pickRows, rowInFile } from './dataset.js';

/**
 * The data set with its labels as a person corrected them, and without the items that they left out. What came of it
 * stands in `corrected`. Corrections of rows that are not in the set change nothing; one of another label than the file
 * has at its row is not applied, and is in `unfit`. Throws `data` naming the file for a new label that is none of its
 * classes.
 */
export function applyCorrections(data: Dataset, corrections: readonly Correction[], file: string): Dataset {
  const byRow = new Map(corrections.map((each) => [each.row, each]));
  const index = new Map(data.classes.map((name, i) => [name, i]));
  const labels = data.labels.slice();
  const [kept, changed] = [new Uint32Array(data.count), new Uint32Array(Math.min(data.count, byRow.size))];
  const counts = { right: 0, relabelled: 0, leftOut: 0 };
  const unfit: { row: number; old: string; found: string }[] = [];
  let [count, relabelled] = [0, 0];
  for (let item = 0; item < data.count; item++) {
    const row = rowInFile(data, item);
    const correction = byRow.get(row);
    const found = data.classes[data.labels[item]];
    if (!correction) kept[count++] = item;
    else if (correction.old !== found) {
      unfit.push({ row, old: correction.old, found });
      kept[count++] = item;
    } else {
      counts[correction.verdict]++;
      if (correction.verdict !== 'leftOut') kept[count++] = item;
      if (correction.verdict === 'relabelled') {
        const to = index.get(correction.new ?? '');
        if (to === undefined)
          throw dataError(file, `label "${correction.new}" for row ${row}`, `one of ${data.classes.join(', ')}`);
        labels[item] = to;
        changed[relabelled++] = row;
      }
    }
  }
  const corrected = { ...counts, rows: changed.slice(0, relabelled), unfit };
  const whole = { ...data, labels, corrected };
  return count === data.count ? whole : pickRows(whole, kept.subarray(0, count));
}
