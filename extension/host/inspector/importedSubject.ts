import { t } from '../ports/t.js';
import type { ImportedSet } from './importedSet.js';
import { predictsRows } from './matrix.js';
import { predictionExports } from './ownExports.js';
import { showsRows } from './rows.js';
import type { Subject } from './subject.js';

/** Predictions from files as an inspector shows them; `release` is called when its tab is closed. */
export const importedSubject = (set: ImportedSet, release: () => void): Subject => ({
  id: set.id,
  title: set.title,
  summary: () => set.summary(),
  serve: (_send, changed) => ({
    // Of a matrix only the counts are known, and no row.
    groups: { matrix: predictsRows(set), ...(!set.matrix && { rows: showsRows(set) }) },
    listeners: [set.onChange(changed), { dispose: release }],
  }),
  exports: () =>
    predictionExports(async () => {
      if (!set.rows) throw new Error(t('The files were not read.'));
      return set.rows.predictions;
    }),
});
