import type { PredictionColumns } from '../../../extension/protocol/inspector/matrix.js';
import { percent } from '../../shared/format.js';
import { t } from '../../shared/strings.js';

/** Images of one class that are read with a confidence from `from` up to the next band: how many right and wrong. */
export interface ScoreBand {
  from: number;
  to: number;
  right: number;
  wrong: number;
  /** Mean surprise of its images, nats; null where there are none. */
  surprise: number | null;
}

export const bandName = (from: number, to: number): string =>
  from === 0 ? t('under {0}', percent(to, 0)) : t('{0} to {1}', percent(from, 0), percent(to, 0));

const edges = [0, 0.5, 0.7, 0.9, 0.99];

/** How sure the network is of the images of a class, and how often it is right then; the surest first. */
export function scoreBands({ actual, predicted, surprise, confidence }: PredictionColumns, index: number): ScoreBand[] {
  const sums = edges.map(() => ({ right: 0, wrong: 0, surprise: 0 }));
  actual.forEach((label, i) => {
    if (label !== index) return;
    const sum = sums[edges.filter((edge) => (confidence[i] ?? 0) >= edge).length - 1];
    if (!sum) return;
    if (predicted[i] === label) sum.right++;
    else sum.wrong++;
    sum.surprise += surprise[i] ?? 0;
  });
  const bands = sums.map(({ right, wrong, surprise }, band) => ({
    from: edges[band] ?? 0,
    to: edges[band + 1] ?? 1,
    right,
    wrong,
    surprise: right + wrong > 0 ? surprise / (right + wrong) : null,
  }));
  return bands.reverse();
}
