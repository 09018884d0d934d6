import { checkOptions, type NumberOption, readNumber } from '../numeric/option.js';
import { type Like, like } from '../tensor/like.js';
import { type TensorLike, toTensor } from '../tensor/tensor.js';
import { readDistributions } from './distribution.js';
import { AXIS, type AxisOptions } from './rows.js';

/** The share of each target that is spread evenly over the classes; the default is none. */
export const LABEL_SMOOTHING = {
  kind: 'number',
  name: 'labelSmoothing',
  title: 'Share of the target spread over all classes',
  default: 0,
  min: 0,
  max: 1,
} as const satisfies NumberOption;

/**
 * Targets that are not quite sure: a share `alpha` of each row is spread evenly over its classes.
 *
 * `(1 - alpha) y + alpha / n`, n the number of classes. Shapes: a vector, or a batch with its classes along `axis`; the
 * result has the shape and the form of the input. Unitless. `alpha` 0 changes nothing, 1 leaves the uniform distribution.
 * Under this formula `[1, 0, 0]` becomes `[.9, .05, .05]` at alpha = .15, not at .05. Rows keep a sum of 1; an unnormalised row
 * is smoothed as it is.
 * Throws, naming the place: `option` for alpha outside [0, 1], `negative`, `notFinite`, `empty`, `shape`.
 *
 * @example labelSmoothing([1, 0, 0], 0.15) // [0.9, 0.05, 0.05]
 * Source: the course; Szegedy et al. (2016), *Rethinking the inception architecture for computer vision*.
 */
export function labelSmoothing<T extends TensorLike>(target: T, alpha: number, options: AxisOptions = {}): Like<T> {
  checkOptions(options, [AXIS]);
  const share = readNumber(LABEL_SMOOTHING, alpha);
  const { shape } = toTensor(target, 'target');
  const { data, rows } = readDistributions(target, 'target', { axis: options.axis, unnormalised: 'warn' });
  return like(
    target,
    shape,
    Float64Array.from(data, (y) => smooth(y, share, rows.classes)),
  );
}

/** One element of a smoothed target. */
export function smooth(y: number, alpha: number, classes: number): number {
  return (1 - alpha) * y + alpha / classes;
}
