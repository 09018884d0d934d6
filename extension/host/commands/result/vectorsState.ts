import { CLOSE } from '@surprisal/core';
import type { PlacedDifference, VectorsAnswer } from '../../../protocol/answers.js';
import type { Phrase } from '../../../protocol/result.js';
import { result, short } from '../../ports/numbers.js';
import { plural, t } from '../../ports/t.js';
import { actionsFor, tableOf } from './tableWords.js';
import type { State, Words } from './resultWords.js';

/** Two arrays beside each other: whether they are close, where they differ most, and how they lie as vectors. */
export function vectorsState(words: Words, answer: VectorsAnswer): State {
  const { count: n, geometry, absolute, relative, apart, first, sides, remarks } = answer;
  const at = (difference: PlacedDifference | null): Phrase => {
    if (!difference) return [t('none')];
    const { value, path, numbers, ranges } = difference;
    const index = path.map((i) => `[${i}]`).join('');
    const both = t('{0} at {1}: {2} and {3}', short(value, 6), index, short(numbers[0], 8), short(numbers[1], 8));
    return [both, ...words.at(ranges[0]), ...words.at(ranges[1])];
  };
  const rows: [string, number][] = geometry
    ? [
        [t('Cosine similarity'), geometry.cosine ?? NaN],
        [t('Cosine distance, 1 - cosine'), geometry.cosineDistance ?? NaN],
        [t('Dot product'), geometry.dot],
        [t('L2 distance'), geometry.l2],
        [t('L1 distance'), geometry.l1],
        [t('Norm of the first'), geometry.norms[0]],
        [t('Norm of the second'), geometry.norms[1]],
      ]
    : [];
  const isClose =
    apart === 0
      ? plural(n, 'allclose: yes, the number is close.', 'allclose: yes, all {0} numbers are close.')
      : plural(
          apart,
          'allclose: no, {0} of {1} is not close.',
          'allclose: no, {0} of {1} are not close.',
          plural(n, '{0} number', '{0} numbers'),
        );
  const cosine = geometry?.cosine ?? null;
  return words.state(t('Compare vectors'), {
    canSwap: true,
    verdict: cosine === null ? isClose : t('{0} Cosine similarity {1}.', isClose, result(cosine)),
    facts: [
      { label: t('First'), text: words.side(sides[0]) },
      { label: t('Second'), text: words.side(sides[1]) },
      {
        label: t('Close'),
        code: `|first - second| <= ${CLOSE.atol.toExponential()} + ${CLOSE.rtol.toExponential()} * |second|`,
        text: [t('as numpy.allclose has it: the second one is the reference, so swapping may change the answer')],
      },
      ...(first ? [{ label: t('First not close'), text: at(first) }] : []),
      { label: t('Greatest difference'), text: at(absolute) },
      { label: t('Greatest relative'), text: [...at(relative), t('; |first - second| / |second|')] },
    ],
    warnings: [
      ...words.warnings(remarks),
      ...(geometry ? [] : [[t('A number is infinite or NaN, so there is no norm, distance or cosine.')]]),
      ...(geometry && cosine === null
        ? [[t('One of them is 0 throughout and has no direction, so there is no cosine.')]]
        : []),
    ],
    table: geometry
      ? tableOf(t('As vectors'), [
          { head: t('Measure'), values: rows.map(([name]) => name), style: 'text' },
          { head: t('Value'), values: Float64Array.from(rows, ([, value]) => value), style: 'result' },
        ])
      : null,
    actions: actionsFor(words, rows.length),
  });
}
