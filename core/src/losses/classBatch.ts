import { CoreError } from '../numeric/error.js';
import { readFlag, readNumber, readVector } from '../numeric/option.js';
import { CoreWarning } from '../numeric/warning.js';
import { type DistributionOptions, type Distributions, readDistributions } from '../probability/distribution.js';
import { LABEL_SMOOTHING, smooth } from '../probability/labelSmoothing.js';
import { type Peak, readLogits, toLogProbabilities } from '../probability/logits.js';
import { Rows, sameShape } from '../probability/rows.js';
import { type NumericArray, type TensorLike, toTensor } from '../tensor/tensor.js';
import { type EpsilonOptions, EpsilonRule } from './epsilon.js';
import { CLASS_WEIGHTS, FROM_LOGITS, IGNORE_INDEX } from './options.js';

/** Everything that may stand between a target and a prediction and their loss over classes. */
export interface ClassOptions extends EpsilonOptions, DistributionOptions {
  fromLogits?: boolean;
  labelSmoothing?: number;
  classWeights?: ArrayLike<number> | null;
  ignoreIndex?: number | null;
}

/**
 * Targets and predictions over classes, checked once and then read row by row into the four arrays below, which are
 * used again for each row. Targets are class indices (one axis less than the prediction) or rows of its shape.
 */
export class ClassBatch {
  /** Target of the row, smoothed and weighted; the prediction, its logarithm under the epsilon rule, and `1 - q`. */
  readonly target: Float64Array;
  readonly q: Float64Array;
  readonly log: Float64Array;
  readonly rest: Float64Array;
  readonly rows: Rows;
  readonly rule: EpsilonRule;
  readonly weights: Float64Array | null;
  readonly smoothing: number;
  readonly fromLogits: boolean;
  /** Class indices, one a row, or null when the targets are rows. */
  readonly indices: NumericArray | null;
  readonly targets: Distributions | null;
  readonly predictions: Distributions | null;
  readonly warnings: CoreWarning[] = [];
  /** The prediction as it was given. */
  readonly logits: NumericArray;
  readonly ignoreIndex: number | null;
  private readonly peak: Peak = { best: 0, greatest: 0, rest: 0 };

  constructor(target: TensorLike, prediction: TensorLike, options: ClassOptions) {
    const truth = toTensor(target, 'target');
    const { shape, data } = toTensor(prediction, 'prediction');
    this.fromLogits = readFlag(FROM_LOGITS, options.fromLogits);
    this.rule = new EpsilonRule(options);
    this.smoothing = readNumber(LABEL_SMOOTHING, options.labelSmoothing);
    this.ignoreIndex = readNumber(IGNORE_INDEX, options.ignoreIndex);
    this.rows = new Rows(shape, 'prediction', options);
    const { classes, batchShape } = this.rows;
    this.weights = readVector(CLASS_WEIGHTS, options.classWeights, classes);
    const isIndices = truth.shape.length === shape.length - 1;
    if (isIndices) sameShape(batchShape, truth.shape, 'target');
    else sameShape(shape, truth.shape, 'target');
    if (!isIndices && this.ignoreIndex !== null)
      throw new CoreError(
        'option',
        `${this.ignoreIndex} with rows of probabilities`,
        'targets that are class indices',
        {
          argument: 'ignoreIndex',
        },
      );
    this.indices = isIndices ? truth.data : null;
    const reading = { ...options, unnormalised: 'warn', atMost1: false } as const;
    this.targets = isIndices ? null : readDistributions(truth, 'target', reading);
    this.logits = data;
    this.predictions = this.fromLogits
      ? null
      : readDistributions({ shape, data }, 'prediction', { ...reading, atMost1: true });
    this.warnings.push(...(this.targets?.warnings ?? []), ...(this.predictions?.warnings ?? []));
    this.target = new Float64Array(classes);
    this.q = new Float64Array(classes);
    this.log = new Float64Array(classes);
    this.rest = new Float64Array(classes);
  }

  /** Reads a row; false when its class index is ignored, though NaN in it is still an error. */
  load(row: number): boolean {
    if (!this.loadTarget(row)) {
      if (this.fromLogits) readLogits(this.logits, this.rows, row, this.log, this.peak);
      return false;
    }
    if (this.predictions) this.loadProbabilities(this.predictions.data, row);
    else this.loadLogits(row);
    return true;
  }

  /** The weight of the row's class, for `mean`; 1 where targets are rows or nothing is weighted. */
  classWeight(row: number): number {
    return this.indices && this.weights ? this.weights[this.indices[row]] : 1;
  }

  private loadTarget(row: number): boolean {
    const { target, rows, smoothing, weights } = this;
    const { classes, stride } = rows;
    if (this.indices) {
      const index = this.indices[row];
      if (index === this.ignoreIndex) return false;
      checkIndex(index, rows, row);
      target.fill(0);
      target[index] = 1;
    } else {
      const { data } = this.targets as Distributions;
      for (let k = 0, at = rows.start(row); k < classes; k++, at += stride) target[k] = data[at];
    }
    if (smoothing > 0) for (let k = 0; k < classes; k++) target[k] = smooth(target[k], smoothing, classes);
    if (weights) for (let k = 0; k < classes; k++) target[k] = target[k] * weights[k];
    return true;
  }

  private loadProbabilities(data: NumericArray, row: number): void {
    const { q, log, rest, rows, rule } = this;
    for (let k = 0, at = rows.start(row); k < rows.classes; k++, at += rows.stride) {
      const x = data[at];
      q[k] = x;
      log[k] = rule.log(x);
      rest[k] = Math.max(0, 1 - x);
    }
  }

  private loadLogits(row: number): void {
    const { q, log, rest, rows, peak } = this;
    readLogits(this.logits, rows, row, log, peak);
    if (toLogProbabilities(log, rows, row, peak)) this.warnInfinite(row);
    for (let k = 0; k < rows.classes; k++) {
      q[k] = Math.exp(log[k]);
      rest[k] = -Math.expm1(log[k]);
    }
  }

  private warnInfinite(row: number): void {
    if (this.warnings.some(({ code }) => code === 'infinite')) return;
    const place = { argument: 'prediction', path: this.rows.path(row, this.peak.best) };
    this.warnings.push(new CoreWarning('infinite', 'a logit of Infinity takes all the probability of its row', place));
  }
}

/** Throws `range`, with the index and the classes there are, unless it is one of them. */
export function checkIndex(index: number, rows: Rows, row: number): void {
  if (Number.isInteger(index) && index >= 0 && index < rows.classes) return;
  throw new CoreError('range', `class index ${index}`, `an integer from 0 to ${rows.classes - 1}`, {
    argument: 'target',
    path: rows.path(row),
  });
}
