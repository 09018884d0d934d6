import type { RunConfig } from '@surprisal/core';
import { short } from '../numbers.js';
import { t } from '../t.js';

/** The settings that another run has otherwise, in words; numbers with the value that the other has. */
export function differs(mine: RunConfig, other: RunConfig): string[] {
  const words: [string, (config: RunConfig) => unknown][] = [
    [t('classes'), ({ data }) => [data.classes, data.merge]],
    [t('rows of the data'), ({ data }) => [data.first, data.count, data.validationFraction]],
    [t('network'), ({ network }) => network],
    [t('loss'), ({ loss }) => loss],
    [t('optimiser'), ({ optimiser: { rate: _, ...optimiser } }) => optimiser],
    [t('rate {0}', short(other.optimiser.rate)), ({ optimiser }) => optimiser.rate],
    [t('batch {0}', short(other.batch)), ({ batch }) => batch],
    [t('epochs {0}', short(other.epochs)), ({ epochs }) => epochs],
    [t('seed {0}', short(other.seed)), ({ seed }) => seed],
    [t('early stop'), ({ earlyStop }) => earlyStop],
    [t('mode'), ({ mode }) => mode],
  ];
  const apart = (part: (config: RunConfig) => unknown) => JSON.stringify(part(mine)) !== JSON.stringify(part(other));
  return words.filter(([, part]) => apart(part)).map(([name]) => name);
}
