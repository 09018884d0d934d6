import { CoreError, isPositiveSemidefinite, softmax, softmaxCrossEntropyHessian } from '@surprisal/core';
import type { ConvexityAnswer } from '../../protocol/answers.js';
import type { Question } from '../../protocol/compute.js';
import { eigenvalues } from './eigenvalues.js';
import { Misplaced } from './misplaced.js';
import { operandOf } from './operands.js';
import { shapeText } from './shapes.js';
import { placedIn, sideOf } from './sides.js';

const MOST_CLASSES = 200;

/** The curvature of softmax with cross-entropy at the selected logits. */
export function answerConvexity(question: Question): ConvexityAnswer {
  const operand = operandOf(question);
  const { tensor, range } = operand;
  if (tensor.shape.length !== 1 || tensor.data.length > MOST_CLASSES)
    throw new Misplaced(
      new CoreError('shape', shapeText(tensor.shape), `one vector of at most ${MOST_CLASSES} logits`),
      range,
    );
  return placedIn(operand, () => {
    const hessian = softmaxCrossEntropyHessian(tensor);
    return {
      kind: 'convexity',
      side: sideOf(operand, 'logits'),
      probabilities: Float64Array.from(softmax(tensor).data),
      eigenvalues: eigenvalues(hessian),
      convex: isPositiveSemidefinite(hessian),
    };
  });
}
