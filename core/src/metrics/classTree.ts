import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { finished } from '../numeric/finished.js';
import { averageLinkage } from './averageLinkage.js';
import type { ConfusionMatrix } from './confusionMatrix.js';
import { bestTurns } from './leafTurns.js';
import { marginals } from './marginals.js';

/** Classes in the order of a tree of confusions, and where its branches divide. */
export interface ClassTree {
  /** Indices of all classes. */
  order: number[];
  /** The place in `order` at which each branch divides, the topmost branch first: one fewer than classes. */
  splits: number[];
  /** How far apart the two halves of each are, from 0 to 1. */
  heights: number[];
}

const MOST_CLASSES = 1024;

/**
 * Makes a tree of the classes that are taken for one another, which gives an order of them and can be cut into blocks.
 *
 * With `r` the rates by actual class, classes are `1 - (r[i][j] + r[j][i]) / 2` apart. Average linkage makes a tree of
 * them; of all orders that keep every branch together, the one whose neighbours are least apart in sum.
 * Takes a confusion matrix of up to 1,024 classes; gives indices into its labels, each once. Of the two directions the one
 * whose first end is the lower index. A class without items has no rates and counts as never mistaken. Of branches that
 * are as far apart, the smallest are joined first, so that classes that are never mistaken make blocks of one size.
 * The best order on SciPy's `linkage(..., 'average')`, which its own `optimal_leaf_ordering` often misses.
 * Throws `limit` above 1,024 classes, and what `confusionFromCounts` throws for a matrix that is none.
 * @example classTree(confusionFromCounts([[8, 0, 2], [0, 9, 1], [3, 0, 7]])).splits // [2, 1]
 * Source: Bar-Joseph, Gifford and Jaakkola, *Fast optimal leaf ordering for hierarchical clustering* (2001).
 */
export function classTree(cm: ConfusionMatrix): ClassTree {
  return finished(classTreeSteps(cm));
}

/**
 * The work of `classTree` in pieces of a few milliseconds: of a thousand classes that are all taken for one another it takes
 * half a second, so a page goes on between them. What the generator returns is the tree.
 * @example [...classTreeSteps(confusionFromCounts([[3]]))].length // 2
 */
export function* classTreeSteps(cm: ConfusionMatrix): Generator<void, ClassTree> {
  const { size, actual } = marginals(cm);
  if (size > MOST_CLASSES)
    throw new CoreError('limit', counted(size, 'class', 'classes'), `at most ${grouped(MOST_CLASSES)}`, {
      argument: 'cm',
    });
  yield;
  const apart = distances(cm, actual);
  yield;
  const linkage = yield* averageLinkage(apart, size);
  const order = yield* bestTurns(linkage, apart);
  const place = new Int32Array(size);
  order.forEach((index, at) => (place[index] = at));
  const firstOf = (from: number, to: number): number => {
    let least = size;
    for (let at = from; at < to; at++) least = Math.min(least, place[linkage.leaves[at]]);
    return least;
  };
  const topDown = linkage.joins.reverse();
  return {
    order,
    splits: topDown.map(({ from, middle, to }) => Math.max(firstOf(from, middle), firstOf(middle, to))),
    heights: topDown.map(({ height }) => height),
  };
}

function distances({ counts }: ConfusionMatrix, actual: readonly number[]): Float64Array {
  const { length: size } = actual;
  const rate = (i: number, j: number): number => (actual[i] > 0 ? counts[i][j] / actual[i] : 0);
  const apart = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) apart[i * size + j] = apart[j * size + i] = 1 - (rate(i, j) + rate(j, i)) / 2;
  return apart;
}

/**
 * Cuts a tree of classes into blocks: the branches that are left when its topmost divisions are made.
 *
 * Takes a tree and how many blocks there are to be; gives where each begins in the tree's order, the first at 0. More
 * blocks than classes give one a class.
 * Throws `range` for a number of blocks that is none from 1 up.
 * @example classBlocks(classTree(confusionFromCounts([[8, 0, 2], [0, 9, 1], [3, 0, 7]])), 2) // [0, 2]
 * Source: SciPy's `fcluster(..., criterion='maxclust')`.
 */
export function classBlocks({ splits }: Pick<ClassTree, 'splits'>, blocks: number): number[] {
  if (!Number.isInteger(blocks) || blocks < 1)
    throw new CoreError('range', `${blocks} blocks`, 'a whole number from 1 up', { argument: 'blocks' });
  return [0, ...splits.slice(0, blocks - 1)].sort((a, b) => a - b);
}
