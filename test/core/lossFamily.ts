import {
  binaryCrossEntropy,
  binaryCrossEntropyGradient,
  categoricalCrossEntropy,
  categoricalCrossEntropyGradient,
  crossEntropy,
  crossEntropyGradient,
  focalLoss,
  focalLossGradient,
  meanSquaredError,
  meanSquaredErrorGradient,
  type MeasureGradient,
  type TensorLike,
} from '@surprisal/core';

type Value = (target: TensorLike, prediction: TensorLike, options: object) => number | Float64Array;
type Gradient = (target: TensorLike, prediction: TensorLike, options: object) => MeasureGradient;

/** The losses as the tests of all of them call them. */
export const lossFamily: Readonly<Record<string, { value: Value; gradient: Gradient }>> = {
  crossEntropy: { value: crossEntropy, gradient: crossEntropyGradient },
  categoricalCrossEntropy: { value: categoricalCrossEntropy, gradient: categoricalCrossEntropyGradient },
  binaryCrossEntropy: { value: binaryCrossEntropy, gradient: binaryCrossEntropyGradient },
  focalLoss: { value: focalLoss, gradient: focalLossGradient },
  meanSquaredError: { value: meanSquaredError, gradient: meanSquaredErrorGradient },
};
