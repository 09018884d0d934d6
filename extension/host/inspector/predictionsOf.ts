import type { PredictionTable } from '../../runs/predictions/predictionText.js';
import { runPredictions } from '../../runs/predictions/runPredictions.js';
import type { Run } from '../../runs/model/run.js';
import { t } from '../ports/t.js';

/** The predictions of an epoch of a run, or of the latest. */
export async function predictionsOf(run: Run, epoch: number | null): Promise<PredictionTable> {
  const predictions = await runPredictions(run, epoch);
  if (!predictions) throw new Error(t('There are no predictions before the first epoch.'));
  return predictions;
}
