import { classTree } from './classTree.js';
import type { ConfusionMatrix } from './confusionMatrix.js';

/**
 * Orders classes so that those taken for one another stand side by side: an order for both axes of the matrix.
 *
 * The order of their `classTree`: neighbours are least apart, and every branch of the tree stays together.
 * Takes a confusion matrix of up to 1,024 classes; gives indices into its labels, each once. Of the two directions the
 * one whose first end is the lower index. A class without items has no rates and counts as never mistaken.
 * The best order on SciPy's `linkage(..., 'average')`, which its own `optimal_leaf_ordering` often misses.
 * Throws `limit` above 1,024 classes, and what `confusionFromCounts` throws for a matrix that is none.
 * @example leafOrder(confusionFromCounts([[8, 0, 2], [0, 9, 1], [3, 0, 7]])) // [0, 2, 1]
 * Source: Bar-Joseph, Gifford and Jaakkola, *Fast optimal leaf ordering for hierarchical clustering* (2001).
 */
export const leafOrder = (cm: ConfusionMatrix): number[] => classTree(cm).order;
