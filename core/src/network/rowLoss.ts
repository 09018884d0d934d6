import type { LossConfig } from './config.js';

/** Probabilities are kept this far from 0 and 1 before their logarithm, as scikit-learn does in double precision. */
const EPSILON = 2 ** -52;
const surprise = (p: number): number =>
  -Math.log(p >= EPSILON && p <= 1 - EPSILON ? p : Math.min(Math.max(p, EPSILON), 1 - EPSILON));

type Reals = Float32Array | Float64Array;

/**
 * The loss of one row of probabilities, which it turns into the gradient by the logits, in place. `weights` are by
 * class. With softmax under it, a gradient g by the probabilities becomes `p * (g - sum g p)`.
 */
export function rowLoss(
  { id, labelSmoothing, gamma, alpha }: LossConfig,
  weights: Float64Array | null,
  classes: number,
): (row: Reals, at: number, label: number) => number {
  const off = labelSmoothing / classes;
  const target = (k: number, label: number): number => (k === label ? 1 - labelSmoothing + off : off);
  const products = new Float64Array(classes);
  /** Turns `products`, which hold g * p, into the gradient by the logits. */
  const through = (row: Reals, at: number): void => {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += products[k];
    for (let k = 0; k < classes; k++) row[at + k] = products[k] - row[at + k] * sum;
  };

  if (id === 'crossEntropy' && labelSmoothing === 0)
    return (row, at, label) => {
      const loss = surprise(row[at + label]);
      row[at + label] -= 1;
      if (!weights) return loss;
      const weight = weights[label];
      for (let k = 0; k < classes; k++) row[at + k] *= weight;
      return weight * loss;
    };
  if (id === 'crossEntropy')
    return (row, at, label) => {
      let loss = 0;
      for (let k = 0; k < classes; k++) {
        const share = (weights ? weights[k] : 1) * target(k, label);
        loss += share * surprise(row[at + k]);
        products[k] = -share;
      }
      through(row, at);
      return loss;
    };
  if (id === 'focal')
    return (row, at, label) => {
      let loss = 0;
      for (let k = 0; k < classes; k++) {
        const q = row[at + k];
        const share = (weights ? weights[k] : 1) * target(k, label) * alpha;
        if (share === 0) {
          products[k] = -share;
          continue;
        }
        const left = Math.max(1 - q, 0);
        const power = left ** gamma;
        const s = surprise(q);
        loss += share * power * s;
        const slope = left === 0 ? 0 : gamma * left ** (gamma - 1) * q * s;
        products[k] = -share * (slope + power);
      }
      through(row, at);
      return loss;
    };
  return (row, at, label) => {
    const weight = weights ? weights[label] : 1;
    let loss = 0;
    for (let k = 0; k < classes; k++) {
      const gap = row[at + k] - target(k, label);
      loss += weight * gap * gap;
      products[k] = 2 * weight * gap * row[at + k];
    }
    through(row, at);
    return loss;
  };
}

/** Weight of each class: as given, or `n / (classes * support)` of the training rows; null where all weigh 1. */
export function classWeights(
  { classWeights: wanted }: LossConfig,
  labels: ArrayLike<number>,
  rows: Uint32Array,
  classes: number,
): Float64Array | null {
  if (wanted === 'none') return null;
  if (wanted !== 'balanced') return Float64Array.from(wanted);
  const support = new Float64Array(classes);
  for (const row of rows) support[labels[row]]++;
  return support.map((n) => (n === 0 ? 0 : rows.length / (classes * n)));
}
