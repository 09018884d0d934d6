import { isLogLoss, wilsonInterval } from '@surprisal/core';
import { accuracy, count, decimal, interval } from '../../shared/format.js';
import { objective } from '../../shared/objective.js';
import { itemText } from '../itemNouns.js';
import { plural, t } from '../../shared/strings.js';
import type { Shown } from './shown.js';

/** How many are right, of how many. */
export const rightOf = ({ report }: Shown): { right: number; total: number } => ({
  right: report.classes.reduce((sum, { correct }) => sum + correct, 0),
  total: report.total,
});

/** Log loss, nats; null without scores, or where it is not known of an epoch of an earlier version. */
export const lossOf = ({ epoch, run, logLoss }: Shown): number | null =>
  epoch ? (epoch.testLogLoss ?? logLoss) : (run.imported?.loss ?? null);

/** The loss on the test part that the run was trained on; null where that is the log loss. */
export const objectiveOf = ({ epoch, run }: Shown): { name: string; value: number } | null =>
  epoch && run.config && !isLogLoss(run.config.loss)
    ? { name: objective(run.config.loss).name, value: epoch.testLoss ?? NaN }
    : null;

/** Such as `Accuracy 94.95% (94.5–95.4), log loss 0.198 nats, epoch 20, 10,000 test images`. */
export function headline(shown: Shown): string {
  const { right, total } = rightOf(shown);
  const loss = lossOf(shown);
  const parts = [t('Accuracy {0} {1}', accuracy(right / total), interval(wilsonInterval(right, total)))];
  if (loss !== null) parts.push(t('log loss {0} nats', decimal(loss)));
  const trained = objectiveOf(shown);
  if (trained) parts.push(t('objective {0}, {1}', decimal(trained.value), trained.name));
  if (shown.epoch) parts.push(t('epoch {0}', shown.epoch.epoch));
  parts.push(shown.epoch ? itemText('{0} test images', count(total)) : plural(total, '{0} row', '{0} rows'));
  return parts.join(', ');
}
