import type { RunConfig } from '@surprisal/core';
import { scaleOf } from '../../shared/scaling.js';
import { t } from '../../shared/strings.js';

/** The names of the settings in which another run differs. A number is named with the other run's value. */
export function settingsApart(mine: RunConfig, other: RunConfig): string[] {
  const words: [string, (config: RunConfig) => unknown][] = [
    [t('classes'), ({ data }) => [data.classes, data.merge]],
    [t('rows of the data'), ({ data }) => [data.first, data.count, data.validationFraction]],
    [t('scaling'), ({ data }) => scaleOf(data)],
    [t('network'), ({ network }) => network],
    [t('loss'), ({ loss }) => loss],
    [t('optimiser'), ({ optimiser }) => ({ ...optimiser, rate: 0 })],
    [t('rate {0}', other.optimiser.rate), ({ optimiser }) => optimiser.rate],
    [t('batch {0}', other.batch), ({ batch }) => batch],
    [t('epochs {0}', other.epochs), ({ epochs }) => epochs],
    [t('seed {0}', other.seed), ({ seed }) => seed],
    [t('early stop'), ({ earlyStop }) => earlyStop],
    [t('mode'), ({ mode }) => mode],
  ];
  const apart = (part: (config: RunConfig) => unknown) => JSON.stringify(part(mine)) !== JSON.stringify(part(other));
  return words.filter(([, part]) => apart(part)).map(([name]) => name);
}
