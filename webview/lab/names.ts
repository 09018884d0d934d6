import type { LabLoss, LossConfig } from '@surprisal/core';
import { plain } from '../shared/format.js';
import type { Line } from '../shared/plot.js';
import { t } from '../shared/strings.js';

export const lossNames = (): Record<LabLoss, string> => ({
  crossEntropy: t('Cross-entropy'),
  squaredError: t('Squared error'),
  smoothing: t('Label smoothing'),
  focal: t('Focal'),
});

const idOf = ({ id, labelSmoothing }: LossConfig): LabLoss =>
  id === 'crossEntropy' && labelSmoothing > 0 ? 'smoothing' : id;

/** Such as `Squared error`. */
export const nameOf = (loss: LossConfig): string => lossNames()[idOf(loss)];

/** The options of a loss, such as `γ 2, α 0.25`, or how it adds up; empty for the others. */
export function detailOf(loss: LossConfig): string {
  const id = idOf(loss);
  if (id === 'focal') return t('γ {0}, α {1}', plain(loss.gamma), plain(loss.alpha));
  if (id === 'smoothing') return plain(loss.labelSmoothing);
  return id === 'squaredError' ? t('summed over classes') : '';
}

/** How each of the four losses is drawn. They differ both in colour and in dashes. */
export const looks: readonly Pick<Line, 'role' | 'dash'>[] = [
  { role: 'right' },
  { role: 'wrong' },
  { role: 'text', dash: [4, 3] },
  { role: 'muted', dash: [1, 3] },
];
