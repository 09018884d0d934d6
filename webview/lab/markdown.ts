import type { LabRow, MeanInterval } from '@surprisal/core';
import { dash, decimal, percent, plain } from '../shared/format.js';
import { plural, t } from '../shared/strings.js';
import { detailOf, nameOf } from './names.js';
import { bestRows, lab, sameRows, target } from './state.js';
import { answers, basis, edgeWords, signedEpochs, signedPoints } from './verdict.js';

/** The comparison as Markdown: answer, then both tables. */
export function markdown(): string {
  const { plan, title } = lab.value!;
  const range = (interval: MeanInterval | null, text: (x: number) => string): string =>
    interval && Number.isFinite(interval.low)
      ? `${text(interval.mean)} (${text(interval.low)} to ${text(interval.high)})`
      : interval
        ? text(interval.mean)
        : dash;
  const table = (rows: readonly LabRow[]): string[] => [
    `| ${[t('Loss'), t('Rate'), t('Test accuracy'), t('Difference, points'), t('Epochs to {0}', percent(target.value, 0)), t('Later, epochs'), t('Nats'), t('Calibration error')].join(' | ')} |`,
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map((row) => {
      const loss = plan.losses[row.loss];
      const cells = [
        [nameOf(loss), detailOf(loss)].filter(Boolean).join(', '),
        row.rate === null ? dash : plain(row.rate),
        row.failed > 0
          ? plural(row.seeds, 'diverged', '{1} of {0} runs diverged', row.failed)
          : range(row.accuracy, (x) => percent(x, 2)),
        row.loss === 0 ? t('baseline') : range(row.difference, signedPoints),
        row.epochs ? range(row.epochs, (x) => decimal(x, 1)) : t('{0} of {1} reach it', row.reached, row.seeds),
        row.loss === 0 ? t('baseline') : range(row.later, signedEpochs),
        decimal(row.nats),
        percent(row.calibration),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
  return [
    `# ${t('Losses compared: {0}', title)}`,
    '',
    ...answers().flatMap(({ title: answer, numbers }) => [`**${answer}** ${numbers.join(' ')}`, '']),
    [edgeWords(), basis()].filter(Boolean).join(' '),
    '',
    `## ${t('Same rate')}`,
    '',
    ...table(sameRows.value),
    '',
    `## ${t('Best rate of each')}`,
    '',
    ...table(bestRows.value),
    '',
  ].join('\n');
}
