import type { ReportAnswer } from '../../../protocol/answers.js';
import { reportLines } from '../../language/reportWords.js';
import { count } from '../../ports/numbers.js';
import { t } from '../../ports/t.js';
import { actionsFor } from './tableWords.js';
import type { State, Words } from './resultWords.js';

/** A printed classification report: what its hover says, and its classes and means, each with a link to its line. */
export function reportState(words: Words, { facts, side, table }: ReportAnswer): State {
  const [head, ...faults] = reportLines(facts);
  words.reads(side.range);
  return words.state(t('Classification report'), {
    verdict: head,
    facts: [{ label: t('Read'), text: [words.line(side.range)] }],
    warnings: faults.map((fault) => [fault]),
    table: {
      title: t('Classes'),
      note: t('as printed; the class missed most is set off'),
      columns: [
        { head: t('Class'), values: table.labels, style: 'text' },
        { head: t('Precision'), values: table.precision, style: 'share' },
        { head: t('Recall'), values: table.recall, style: 'share', bar: true },
        { head: t('F1'), values: table.f1, style: 'share' },
        { head: t('Items'), values: Array.from(table.support, count), style: 'text' },
      ],
      rows: table.total,
      emphasis: worstOf(facts.summary.worst[0]?.label, table.labels),
      selects: true,
    },
    actions: actionsFor(words, table.total),
  });
}

const worstOf = (label: string | undefined, labels: readonly string[]): number | null => {
  const at = label === undefined ? -1 : labels.indexOf(label);
  return at < 0 ? null : at;
};
