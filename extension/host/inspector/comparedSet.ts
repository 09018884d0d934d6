import type { ModelKind } from '../../protocol/inspector/compare.js';
import type { ImportedPredictions } from '../../runs/predictions/importedPredictions.js';
import type { KnownImport } from './importedSet.js';

/** Predictions of another program: imported from files, or of a run that it logs. */
export interface ComparedSet extends KnownImport {
  kind: ModelKind;
  /** The epoch that it is at; null of an import. */
  epochOf?(epoch: number | null): number | null;
  /** As an epoch, or the latest, predicts; throws why that can't be read. */
  at(epoch?: number | null): Promise<ImportedPredictions>;
}
