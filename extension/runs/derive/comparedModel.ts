import type { ComparedModel } from '../../protocol/comparing.js';
import type { Run } from '../model/run.js';
import type { ImportedPredictions } from '../predictions/importedPredictions.js';

/** A run at an epoch, or at its latest; undefined before the first. */
export async function modelOfRun(run: Run, epoch?: number | null): Promise<ComparedModel | undefined> {
  const all = await run.test.all(epoch);
  if (!all) return undefined;
  const { id, title, classes, config, epochs } = run;
  const { predictions, ...images } = all;
  const of = { id, title, kind: 'run', classes, merge: config.data.merge, extras: [] } as const;
  return { ...of, epoch: epoch ?? epochs.at(-1)?.epoch ?? 0, images, ...predictions };
}

export function modelOfImport(id: string, title: string, rows: ImportedPredictions): ComparedModel {
  const { classes, actual, predicted, extras } = rows.predictions;
  const { surprise = null, confidence = null } = rows.columns() ?? {};
  return { id, title, kind: 'import', epoch: null, classes, actual, predicted, surprise, confidence, extras };
}
