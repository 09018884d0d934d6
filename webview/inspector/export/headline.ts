import { wilsonInterval } from '@surprisal/core';
import { accuracy, count, decimal, interval } from '../../shared/format.js';
import { itemText } from '../itemNouns.js';
import { plural, t } from '../../shared/strings.js';
import type { Shown } from './shown.js';

/** How many are right, of how many. */
export const rightOf = ({ report }: Shown): { right: number; total: number } => ({
  right: report.classes.reduce((sum, { correct }) => sum + correct, 0),
  total: report.total,
});

/** Mean surprise, nats; null without scores. */
export const lossOf = ({ epoch, run }: Shown): number | null => (epoch ? epoch.testLoss : (run.imported?.loss ?? null));

/** Such as `Accuracy 94.95% (94.5–95.4), loss 0.198 nats, epoch 20, 10,000 test images`. */
export function headline(shown: Shown): string {
  const { right, total } = rightOf(shown);
  const loss = lossOf(shown);
  const parts = [t('Accuracy {0} {1}', accuracy(right / total), interval(wilsonInterval(right, total)))];
  if (loss !== null) parts.push(t('loss {0} nats', decimal(loss)));
  if (shown.epoch) parts.push(t('epoch {0}', shown.epoch.epoch));
  parts.push(shown.epoch ? itemText('{0} test images', count(total)) : plural(total, '{0} row', '{0} rows'));
  return parts.join(', ');
}
