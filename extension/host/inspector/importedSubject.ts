import { env } from 'vscode';
import type { ImportedSet } from './importedSet.js';
import { t } from '../ports/t.js';
import { comparesNothing } from './comparing.js';
import { predictionExports } from './exporting.js';
import { findsNoLabels } from './labelling.js';
import { openJson, type Subject } from './subject.js';

/** Predictions from files as an inspector shows them; `release` is called when its tab is closed. */
export function importedSubject(set: ImportedSet, release: () => void): Subject {
  const text = (index: number): string => {
    if (!set.rows || index >= set.rows.read.actual.length) throw new Error(t('There is no row {0}.', index + 1));
    return set.rows.text(index, set.title);
  };
  return {
    id: set.id,
    title: set.title,
    summary: () => set.summary(),
    serve: {
      images: () => ({ total: 0, items: [], pixels: new Uint8Array(0) }),
      rows: (query) => set.rows?.page(query) ?? { total: 0, rows: [] },
      predictions: () => set.rows?.readings() ?? null,
      contrast: () => null,
      curves: () => null,
      weights: () => null,
      openDrawn: () => undefined,
      openImage: ({ index }) => openJson(text(index)),
      copyImage: async ({ index }) => env.clipboard.writeText(text(index)),
      restore: () => undefined,
      branch: () => undefined,
      readAgain: () => set.refresh(true),
      ...comparesNothing,
      ...findsNoLabels,
    },
    exports: () =>
      predictionExports(async () => {
        if (!set.rows) throw new Error(t('The files were not read.'));
        return set.rows.read;
      }),
    explaining: null,
    listen: (changed) => [set.onChange(changed), { dispose: release }],
  };
}
