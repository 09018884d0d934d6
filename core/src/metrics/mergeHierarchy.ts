import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import type { ConfusionMatrix } from './confusionMatrix.js';
import type { Label } from './labels.js';
import { marginals } from './marginals.js';
import { mergeCounts } from './mergeClasses.js';
import { costOfPair, type MergeCost } from './mergeCost.js';

/** One step up: which two groups become one, and what that costs. */
export interface MergeStep extends MergeCost {
  a: readonly Label[];
  b: readonly Label[];
  /** Bits lost by this step and all before it. */
  lost: number;
  /** The part that is read right once these are one class. */
  accuracy: number | null;
}

const MOST_CLASSES = 100;

/**
 * Merges classes two by two, each time the pair that loses the least information, until one is left: a family tree of what
 * the predictions cannot tell apart.
 *
 * At each step the pair with the least `mergeCost`; of equals the first in the order of the matrix. Takes a confusion
 * matrix of up to 100 classes; gives one step fewer than classes, in order. All that is lost adds up to the mutual
 * information of actual and predicted class. Greedy: the best grouping into k classes may lose a little less, 6% at most
 * for any 8 of the digits.
 * Throws `limit` above 100 classes, and what `confusionFromCounts` throws for a matrix that is none.
 *
 * @example mergeHierarchy(confusionFromCounts([[5, 4, 0], [4, 5, 0], [0, 0, 9]]))[0].b // [1]
 * Source: Slonim and Tishby, *Agglomerative information bottleneck* (1999).
 */
export const mergeHierarchy = (cm: ConfusionMatrix): MergeStep[] => [...mergeSteps(cm)];

/**
 * The steps of `mergeHierarchy`, one at a time: with a hundred classes all of them take a second or more, so a page goes
 * on between them.
 * @example mergeSteps(confusionFromCounts([[5, 4, 0], [4, 5, 0], [0, 0, 9]])).next().value.b // [1]
 */
export function* mergeSteps(cm: ConfusionMatrix): Generator<MergeStep, void> {
  const { size } = marginals(cm);
  if (size > MOST_CLASSES)
    throw new CoreError('limit', counted(size, 'class', 'classes'), `at most ${grouped(MOST_CLASSES)}`, {
      argument: 'cm',
    });
  let groups: (readonly Label[])[] = cm.labels.map((label) => [label]);
  for (let lost = 0; groups.length > 1;) {
    const { counts } = mergeCounts(cm, groups);
    const now = { labels: groups.map((_, g) => g), counts };
    const sums = marginals(now);
    let best = { i: 0, j: 1, ...costOfPair(now, sums, 0, 1) };
    for (let i = 0; i < groups.length; i++)
      for (let j = i + 1; j < groups.length; j++) {
        const cost = costOfPair(now, sums, i, j);
        if (cost.bits < best.bits) best = { i, j, ...cost };
      }
    const { i, j, bits, share } = best;
    lost += bits;
    const right = sums.totalCorrect + counts[i][j] + counts[j][i];
    const accuracy = sums.total > 0 ? right / sums.total : null;
    yield { a: groups[i], b: groups[j], bits, share, lost, accuracy };
    groups = groups.flatMap((group, g) => (g === i ? [[...group, ...groups[j]]] : g === j ? [] : [group]));
  }
}
