import type { CompareAnswer, ConvexityAnswer, DescribeAnswer, ManyAnswer } from '../../../protocol/answers.js';
import type { ResultColumn, ResultTable } from '../../../protocol/result.js';
import { arrayLines, pictureWords } from '../../language/arrayWords.js';
import { count, result, short } from '../../ports/numbers.js';
import { t } from '../../ports/t.js';
import { canInsert } from '../insert.js';
import { titleOf, unitName } from './names.js';
import { resultActions, type State, type Words } from './resultWords.js';

/** A table of numbers that stand in no one place of the text. */
export const tableOf = (title: string, columns: ResultColumn[], note?: string): ResultTable => ({
  title,
  columns,
  rows: columns[0].values.length,
  emphasis: null,
  selects: false,
  ...(note !== undefined && { note }),
});

/** The measures that could not be computed, and why. */
export const problemsOf = (rows: readonly { id: string; problem: string | null }[]): string[][] =>
  rows.flatMap(({ id, problem }) => (problem === null ? [] : [[t('{0}: {1}', titleOf(id), problem)]]));

export const numbers = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? NaN);

/** Every measure of a pair, one a row. */
export function compareState(words: Words, { rows, target, prediction, remarks, parts }: CompareAnswer): State {
  return words.state(t('Compare distributions'), {
    canSwap: true,
    verdict: identity(parts),
    facts: [
      { label: t('p, target'), text: words.side(target) },
      { label: t('q, prediction'), text: words.side(prediction) },
    ],
    warnings: [...words.warnings(remarks), ...problemsOf(rows)],
    table: tableOf(t('Measures'), [
      { head: t('Measure'), values: rows.map(({ id }) => titleOf(id)), style: 'text' },
      { head: t('p to q'), values: numbers(rows.map(({ value }) => value)), style: 'result' },
      { head: t('q to p'), values: numbers(rows.map(({ backward }) => backward)), style: 'result' },
      { head: t('Unit'), values: rows.map(({ unit }) => unitName(unit)), style: 'text' },
    ]),
    actions: actionsFor(words, rows.length),
  });
}

function identity(parts: CompareAnswer['parts']): string | null {
  if (!parts) return null;
  if (parts.divergence === Infinity)
    return t('KL is infinite: q rules out what p holds possible, and only its epsilon keeps the cross-entropy finite.');
  const [sum, ...terms] = [parts.entropy + parts.divergence, parts.entropy, parts.divergence].map((nats) =>
    result(nats),
  );
  return t('H(p, q) = H(p) + KL(p, q): {0} = {1} + {2} nats.', sum, ...terms);
}

/** One truth against many predictions, one a row; any column sorts. */
export function manyState(
  words: Words,
  { target, names, convention, columns, ranges, total, remarks }: ManyAnswer,
): State {
  const first = columns[0];
  if (ranges.length > 1) words.reads({ start: ranges[0], end: ranges.at(-1)! });
  let best = 0;
  first.values.forEach((value, i) => {
    if (value < first.values[best]) best = i;
  });
  return words.state(t('Compare with many'), {
    verdict: t(
      'Prediction {0} has the least {1}: {2}.',
      names[best],
      titleOf(first.id).toLowerCase(),
      result(first.values[best]),
    ),
    facts: [
      { label: t('Truth'), text: words.side(target) },
      { label: t('Predictions'), text: [count(total)] },
      { label: t('Convention'), text: [t(convention.words, ...convention.values)] },
    ],
    warnings: words.warnings(remarks),
    table: {
      title: t('Predictions'),
      note: t('in document order'),
      columns: [
        { head: t('Prediction'), values: names, style: 'text' },
        ...columns.map(({ id, values }) => ({ head: shortTitle(id), values, style: 'result' as const })),
      ],
      rows: names.length,
      emphasis: best,
      selects: true,
    },
    actions: actionsFor(words, total),
  });
}

/** For a column's head; the others are short enough. */
function shortTitle(id: string): string {
  const titles: Partial<Record<string, string>> = {
    klDivergence: t('KL'),
    jsDistance: t('JS distance'),
    hellinger: t('Hellinger'),
    wasserstein1: t('Wasserstein'),
    meanSquaredError: t('Squared error'),
  };
  return titles[id] ?? titleOf(id);
}

/** What a tensor is: the words and the picture of its hover, and a line for each of its rows. */
export function describeState(words: Words, { facts, side, remarks, table }: DescribeAnswer): State {
  const { picture } = facts;
  const [head, ...lines] = arrayLines(facts, (text) => text);
  return words.state(t('Tensor'), {
    verdict: head,
    facts: [
      ...lines.map((line, i) => ({ label: i === 0 ? t('Values') : '', text: [line] })),
      { label: t('Shape'), text: words.side(side) },
    ],
    warnings: words.warnings(remarks),
    pictures: picture
      ? [{ uri: picture.uri, width: picture.width, height: picture.height, label: pictureWords(facts) }]
      : [],
    table: table && {
      title: t('Rows'),
      note: t('in document order'),
      columns: [
        { head: '', values: table.mean.map((_, i) => i + 1), style: 'index' },
        { head: t('Least'), values: table.minimum, style: 'text' },
        { head: t('Greatest'), values: table.maximum, style: 'text' },
        { head: t('Mean'), values: table.mean, style: 'text' },
      ],
      rows: table.mean.length,
      emphasis: null,
      selects: true,
    },
    actions: actionsFor(words, table?.mean.length ?? 0),
  });
}

/** Whether the loss curves upwards at these logits, in words. */
export function convexityState(words: Words, { side, probabilities, eigenvalues, convex }: ConvexityAnswer): State {
  const greatest = eigenvalues[0];
  const least = eigenvalues.at(-1)!;
  const yes = t(
    'Convex here: no direction of the logits curves downwards. The least eigenvalue is {0}; along equal steps of all logits the loss does not change.',
    short(least),
  );
  return words.state(t('Convexity'), {
    verdict: convex ? yes : t('Not convex here: the least eigenvalue is {0}.', short(least)),
    facts: [
      {
        label: t('Hessian'),
        code: 'diag(p) - p p\u1D40',
        text: [t('of softmax with cross-entropy, whatever the target')],
      },
      { label: t('Greatest'), text: [t('{0}: the steepest curve', result(greatest))] },
      { label: t('Logits'), text: words.side(side) },
      { label: t('Care'), text: [t('this holds in the logits; in the weights of a network the loss is not convex')] },
    ],
    table: tableOf(
      t('Eigenvalues'),
      [
        { head: '', values: eigenvalues.map((_, i) => i + 1), style: 'index' },
        { head: t('Eigenvalue'), values: eigenvalues, style: 'result', bar: true },
      ],
      t('greatest first'),
    ),
    asides: [
      {
        title: t('Probabilities'),
        rows: Array.from(probabilities.subarray(0, 30), (p, k) => ({ label: String(k), text: p.toFixed(4), share: p })),
      },
    ],
    actions: actionsFor(words, eigenvalues.length),
  });
}

/** Rows that can be written into a document. */
const MOST_INSERTED = 1000;

export const actionsFor = ({ origin, last }: Words, rows: number): State['actions'] =>
  resultActions(rows > 0 && rows <= MOST_INSERTED && canInsert(origin, last));
