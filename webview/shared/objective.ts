import type { LossConfig } from '@surprisal/core';
import { objectiveName } from '../../extension/protocol/runState.js';
import { t } from './strings.js';

/** The loss that training lowers: its name in a sentence, and as a title with its unit. */
export function objective(loss: LossConfig): { name: string; title: string } {
  const name = objectiveName(loss, t);
  const capital = name.charAt(0).toUpperCase() + name.slice(1);
  return { name, title: loss.id === 'crossEntropy' ? t('{0}, nats', capital) : capital };
}
