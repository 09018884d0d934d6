import { readVector, type VectorOption } from '../numeric/option.js';
import { CompensatedSum } from '../numeric/sum.js';
import { times } from '../numeric/times.js';
import { unitFor } from '../numeric/unit.js';
import { Rows } from '../probability/rows.js';
import { toTensor, type TensorLike } from '../tensor/tensor.js';
import { distance, type DistanceFunction, type DistanceGradientFunction } from './distance.js';
import { DISTANCE_OPTIONS, type DistanceOptions, type RowDistance } from './rowDistance.js';

export interface Wasserstein1Options extends DistanceOptions {
  /** Where each class lies on a line, in any order; 0, 1, 2, ... when left out. */
  positions?: ArrayLike<number>;
}

const POSITIONS = {
  kind: 'vector',
  name: 'positions',
  title: 'Where each class lies on a line; 0, 1, 2, ... when left out',
  default: null,
  min: -Number.MAX_VALUE,
  max: Number.MAX_VALUE,
  scalar: false,
} as const satisfies VectorOption;

export const WASSERSTEIN = distance<Wasserstein1Options>([POSITIONS, ...DISTANCE_OPTIONS], onLine);

/**
 * Wasserstein's first distance on a line: the least work that makes one distribution the other, mass times way.
 *
 * `sum |P_k - Q_k| (x_(k+1) - x_k)` with P and Q the cumulated masses in the order of the `positions` x. Shapes: two
 * vectors, or two batches with their classes along `axis` (one value a row, the mean of them unless `reduction` says
 * otherwise); one position a class. In the unit of the positions: steps between classes when left out.
 * The values are masses and the index is the place: SciPy's `wasserstein_distance(p, q)` reads the values as places, which
 * for [.1,.7,.2] and [0,.5,.5] is .2 instead of .4. For a 0/1 cost see `totalVariation`, for any other `earthMover`.
 * Rows that miss a sum of 1 are an error, or are divided by their sum with `normalize`; SciPy always divides.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `shape`, `empty`, `option`.
 *
 * @example wasserstein1([0.1, 0.7, 0.2], [0, 0.5, 0.5]) // 0.4
 * Source: Peyré and Cuturi, *Computational Optimal Transport*, 2.6.
 */
export const wasserstein1: DistanceFunction<Wasserstein1Options> = WASSERSTEIN.value;

/**
 * The gradient of `wasserstein1`: for each class the signed way that is still to go behind it, for the prediction the
 * opposite. Where the cumulated masses are equal, at a corner, that part is 0. Only differences between classes have a
 * meaning, since a distribution keeps its sum.
 *
 * @example wasserstein1Gradient([1, 0], [0, 1]).target // [1, 0]
 */
export const wasserstein1Gradient: DistanceGradientFunction<Wasserstein1Options> = WASSERSTEIN.gradient;

/** The distance for the positions of one call. */
function onLine(target: TensorLike, options: Wasserstein1Options): RowDistance {
  const { classes } = new Rows(toTensor(target, 'target').shape, 'target', options);
  const given =
    readVector(POSITIONS, options.positions, classes) ?? Float64Array.from({ length: classes }, (_, k) => k);
  // In units in which the way from the least to the greatest is a number as well.
  const unit = unitFor(given.reduce((most, x) => Math.max(most, Math.abs(x)), 0));
  const positions = given.map((x) => x / unit);
  const order = Uint32Array.from(positions.keys()).sort((a, b) => positions[a] - positions[b]);
  const gap = Float64Array.from(order, (k, at) => (at + 1 < classes ? positions[order[at + 1]] - positions[k] : 0));
  const ahead = (apart: Float64Array, visit: (at: number, difference: number) => void): void => {
    const difference = new CompensatedSum();
    order.forEach((k, at) => {
      difference.add(apart[k]);
      visit(at, difference.value);
    });
  };
  return {
    value(_p, _q, apart) {
      const work = new CompensatedSum();
      ahead(apart, (at, difference) => work.add(times(Math.abs(difference), gap[at])));
      return work.value * unit;
    },
    gradient(_p, _q, byP, byQ, apart) {
      const signs = new Float64Array(classes);
      ahead(apart, (at, difference) => (signs[at] = Math.sign(difference)));
      let way = 0;
      for (let at = classes - 1; at >= 0; at--) {
        way += times(signs[at], gap[at]);
        byP[order[at]] = way * unit;
        byQ[order[at]] = way === 0 ? 0 : -way * unit;
      }
    },
  };
}
