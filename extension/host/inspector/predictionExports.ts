import type { PredictionTable, predictionsCsv, predictionsJson } from '../../runs/predictions/predictionText.js';
import { t } from '../ports/t.js';
import type { OwnExport } from './subject.js';

/** What writes predictions, which loads when it is asked for. */
type Texts = () => Promise<{ predictionsCsv: typeof predictionsCsv; predictionsJson: typeof predictionsJson }>;

/** The predictions of a subject as files that Import Predictions reads. */
export function predictionExports(
  table: () => Promise<PredictionTable>,
  texts: Texts,
  /** Its scores are too many for a text. */
  withoutScores = false,
): OwnExport[] {
  const group = withoutScores ? t('Predictions, without their scores, which are too many') : t('Predictions');
  return [
    {
      id: 'predictions.csv',
      label: t('Predictions as CSV'),
      group,
      make: async () => (await texts()).predictionsCsv(await table()),
    },
    {
      id: 'predictions.json',
      label: t('Predictions as JSON'),
      group,
      make: async () => (await texts()).predictionsJson(await table()),
    },
  ];
}
