import { tuple } from '../numeric/describe.js';
import { checkGradient, throughNormalize } from '../losses/classLoss.js';
import { divisorOf, reduce, REDUCTION, type Items, type Reduced, type Reduction } from '../losses/reduce.js';
import { CoreError } from '../numeric/error.js';
import { checkOptions, readChoice, type MatrixOption } from '../numeric/option.js';
import { checkNumbers, readDistributions, type Distributions } from '../probability/distribution.js';
import { sameShape } from '../probability/rows.js';
import { like, nest, type Like, type Nested } from '../tensor/like.js';
import { toTensor, type NumericArray, type TensorLike } from '../tensor/tensor.js';
import { moveEarth, type Transport } from './moveEarth.js';
import { DISTANCE_OPTIONS, eachRow, type DistanceGradient, type DistanceOptions } from './rowDistance.js';

export const COST = {
  kind: 'matrix',
  name: 'cost',
  title: 'Cost of carrying one unit from each class to each other; the difference of their indices when left out',
  default: null,
  min: -Number.MAX_VALUE,
} as const satisfies MatrixOption;

/** What it costs to turn one distribution into another, and how it is done. */
export interface EarthMover<T extends TensorLike, R extends Reduction> {
  readonly cost: Reduced<R>;
  /** `plan[i][j]` goes from class i of the target to class j of the prediction; one plan a row for a batch. */
  readonly plan: T extends NumericArray | readonly number[] ? number[][] : Nested;
}

/**
 * The earth mover's distance: the least cost of carrying the mass of one distribution to the places of another.
 *
 * `min sum plan[i][j] cost[i][j]` over plans with `sum_j plan[i][j] = p[i]`, `sum_i plan[i][j] = q[j]`, nothing negative.
 * Exact, by the network simplex. Shapes: two vectors, of n and m classes, or two batches with their classes along `axis`;
 * `cost` is `[n][m]`, any finite numbers. In the unit of the cost. The cost is reduced, the plan is one a row.
 * With a 0/1 cost it is `totalVariation`, with `|x_i - x_j|` it is `wasserstein1`. Of several cheapest plans one is given.
 * A cost may be as far above the others as numbers go, to forbid a way, and spoils none of their digits.
 * A class without mass sends and gets nothing. Rows that miss a sum of 1 are an error, or are divided by their sum with
 * `normalize`; sums that differ by rounding are brought to that of the target, as POT does.
 * Throws, naming the place: `notFinite`, `negative`, `unnormalised`, `shape`, `empty`, `option`.
 *
 * @example earthMover([0.1, 0.7, 0.2], [0, 0.5, 0.5], [[0, 1, 1], [1, 0, 1], [1, 1, 0]]).cost // 0.3
 * Source: Peyré and Cuturi, *Computational Optimal Transport*, 3.
 */
export function earthMover<T extends TensorLike, R extends Reduction = 'mean'>(
  target: T,
  prediction: TensorLike,
  cost: TensorLike,
  options: DistanceOptions & { reduction?: R } = {},
): EarthMover<T, R> {
  const problem = new EarthMoverProblem(target, prediction, cost, options);
  const { a, n, m } = problem;
  const plans = new Float64Array(a.rows.count * n * m);
  const items = problem.solve(({ plan }, row) => plans.set(plan, row * n * m));
  const plan = nest([...a.rows.batchShape, n, m], plans) as EarthMover<T, R>['plan'];
  return { cost: reduce(items, options), plan };
}

/** The items of `earthMover`: the cost of one a row. Without a `cost` both have the same classes, and it is the difference of their indices. */
export function earthMoverItems(
  target: TensorLike,
  prediction: TensorLike,
  { cost, ...options }: DistanceOptions & { cost?: TensorLike },
): Items {
  return new EarthMoverProblem(target, prediction, cost ?? null, options).solve(() => undefined);
}

/** The gradient of `earthMover` for its three arguments. */
export interface EarthMoverGradient<
  T extends TensorLike,
  P extends TensorLike,
  C extends TensorLike,
> extends DistanceGradient<T, P> {
  readonly cost: Like<C>;
}

/**
 * The gradient of `earthMover`: for target and prediction the prices of their classes, for the cost the plan.
 * Prices are shared so that both sides pay half of the cost; only differences between classes have a meaning, since a
 * distribution keeps its sum. Where several plans are cheapest, at a corner, it is one of the subgradients.
 *
 * @example earthMoverGradient([1, 0], [0, 1], [[0, 3], [3, 0]]).cost // [[0, 1], [0, 0]]
 */
export function earthMoverGradient<T extends TensorLike, P extends TensorLike, C extends TensorLike>(
  target: T,
  prediction: P,
  cost: C,
  options: DistanceOptions = {},
): EarthMoverGradient<T, P, C> {
  const problem = new EarthMoverProblem(target, prediction, cost, options);
  const { a, b, n, m } = problem;
  const reduction = readChoice(REDUCTION, options.reduction);
  const divisor = divisorOf({ values: { length: a.rows.count }, counted: a.rows.count }, reduction);
  const byTarget = new Float64Array(a.data.length);
  const byPrediction = new Float64Array(b.data.length);
  const byCost = new Float64Array(n * m);
  problem.solve(({ plan, sourcePrice, sinkPrice }, row) => {
    sourcePrice.forEach((price, k) => (byTarget[a.rows.start(row) + k * a.rows.stride] = price / divisor));
    sinkPrice.forEach((price, k) => (byPrediction[b.rows.start(row) + k * b.rows.stride] = price / divisor));
    plan.forEach((mass, arc) => (byCost[arc] += mass / divisor));
  });
  if (a.normalized) throughNormalize(a, byTarget);
  if (b.normalized) throughNormalize(b, byPrediction);
  checkGradient(byTarget, a.rows.shape, 'target');
  checkGradient(byPrediction, b.rows.shape, 'prediction');
  return {
    target: like(target, a.rows.shape, byTarget),
    prediction: like(prediction, b.rows.shape, byPrediction),
    cost: like(cost, [n, m], byCost),
  };
}

/** The checked arguments, and the loop over the rows. */
class EarthMoverProblem {
  readonly a: Distributions;
  readonly b: Distributions;
  readonly n: number;
  readonly m: number;
  private readonly cost: Float64Array;

  constructor(target: TensorLike, prediction: TensorLike, cost: TensorLike | null, options: DistanceOptions) {
    checkOptions(options, DISTANCE_OPTIONS);
    this.a = readDistributions(target, 'target', { ...options, unnormalised: 'error' });
    this.b = readDistributions(prediction, 'prediction', { ...options, unnormalised: 'error' });
    const [ours, theirs] = [tuple(this.a.rows.batchShape), tuple(this.b.rows.batchShape)];
    if (ours !== theirs)
      throw new CoreError('shape', `rows of shape ${theirs}`, `${ours}, as the target has`, { argument: 'prediction' });
    const n = (this.n = this.a.rows.classes);
    const m = (this.m = this.b.rows.classes);
    if (cost === null) {
      sameShape(this.a.rows.shape, this.b.rows.shape, 'prediction');
      this.cost = Float64Array.from({ length: n * m }, (_, arc) => Math.abs(Math.floor(arc / m) - (arc % m)));
      return;
    }
    const { shape, data } = toTensor(cost, 'cost');
    if (shape.length !== 2 || shape[0] !== n || shape[1] !== m)
      throw new CoreError('shape', `shape ${tuple(shape)}`, `shape ${tuple([n, m])}`, { argument: 'cost' });
    checkNumbers(data, shape, 'cost');
    this.cost = Float64Array.from(data);
  }

  solve(visit: (solution: Transport, row: number) => void): Items {
    const { a, b } = this;
    const values = new Float64Array(a.rows.count);
    eachRow(a, b, (p, q, row) => {
      const solution = moveEarth(p, q, this.cost);
      values[row] = solution.cost;
      visit(solution, row);
    });
    return { values, counted: values.length, warnings: [...a.warnings, ...b.warnings] };
  }
}
