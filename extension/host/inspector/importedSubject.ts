import type { PredictionTable } from '../../runs/predictions/predictionText.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import { t } from '../ports/t.js';
import type { ImportedSet } from './importedSet.js';
import { comparesLate, picturesLate } from './lateGroups.js';
import { type CompareServices, othersChange } from './othersChange.js';
import { predictsRows } from './matrix.js';
import { predictionExports } from './predictionExports.js';
import type { Subject } from './subject.js';

/** Predictions from files as an inspector shows them; `release` is called when its tab is closed. */
export const importedSubject = (set: ImportedSet, services: CompareServices, release: () => void): Subject => ({
  id: set.id,
  title: set.title,
  summary: () => set.summary(),
  serve: (send, changed) => ({
    groups: {
      matrix: predictsRows(set),
      ...(!set.isMatrix && {
        rows: {
          rows: (query) => set.rows?.page(query) ?? { total: 0, wrong: 0, rows: [] },
          rowsAt: ({ indices }) => set.rows?.rowsAt(indices) ?? [],
          readAgain: () => set.refresh(true),
          ...picturesLate(set, services.extension),
        },
        compare: comparesLate({ set }, services),
      }),
    },
    listeners: [set.onChange(changed), ...othersChange(send, services), { dispose: release }],
  }),
  predictions: () => readOf(set),
  exports: () =>
    predictionExports(
      () => readOf(set),
      () => loadCommands(services.extension),
    ),
});

async function readOf({ rows }: ImportedSet): Promise<PredictionTable> {
  if (!rows) throw new Error(t('The files were not read.'));
  return rows.predictions;
}
