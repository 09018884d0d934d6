import {
  bhattacharyyaCoefficient,
  bhattacharyyaCoefficientGradient,
  bhattacharyyaDistance,
  bhattacharyyaDistanceGradient,
  hellinger,
  hellingerGradient,
  jsDistance,
  jsDistanceGradient,
  jsDivergence,
  jsDivergenceGradient,
  klDivergence,
  klDivergenceGradient,
  totalVariation,
  totalVariationGradient,
  wasserstein1,
  wasserstein1Gradient,
  type DistanceOptions,
  type MeasureGradient,
  type Reduction,
  type TensorLike,
} from '@surprisal/core';

type Options = Omit<DistanceOptions, 'reduction'> & { reduction?: Reduction };

/** A distance as the tests of all of them call it. */
export interface Distance {
  value: (p: TensorLike, q: TensorLike, options?: Options) => number | Float64Array;
  gradient: (p: TensorLike, q: TensorLike, options?: Options) => MeasureGradient;
}

/** Every distance of two distributions that needs nothing but them. */
export const divergenceFamily: Readonly<Record<string, Distance>> = {
  klDivergence: { value: klDivergence, gradient: klDivergenceGradient },
  jsDivergence: { value: jsDivergence, gradient: jsDivergenceGradient },
  jsDistance: { value: jsDistance, gradient: jsDistanceGradient },
  totalVariation: { value: totalVariation, gradient: totalVariationGradient },
  hellinger: { value: hellinger, gradient: hellingerGradient },
  bhattacharyyaCoefficient: { value: bhattacharyyaCoefficient, gradient: bhattacharyyaCoefficientGradient },
  bhattacharyyaDistance: { value: bhattacharyyaDistance, gradient: bhattacharyyaDistanceGradient },
  wasserstein1: { value: wasserstein1, gradient: wasserstein1Gradient },
};
