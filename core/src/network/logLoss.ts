/**
 * Log loss: the mean of -ln p of each item's class, where p is the softmax of its logits. In nats, without weights,
 * smoothing or epsilon, so that runs of any objective can be compared by it.
 *
 * `mean(ln(sum exp z) - z[label])`; `logits` is `labels.length * classes`, row by row. NaN where there are no items, or
 * where a logit is NaN.
 */
export function logLoss(logits: ArrayLike<number>, labels: ArrayLike<number>, classes: number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += surpriseAt(logits, labels[i], i * classes, classes);
  return sum / labels.length;
}

/**
 * -ln of the probability that softmax gives a class, of the `classes` logits from `from` on. The greatest of them is left
 * out of the sum, so that a surprise next to 0 keeps its digits.
 */
export function surpriseAt(logits: ArrayLike<number>, label: number, from: number, classes: number): number {
  let most = from;
  for (let k = from + 1; k < from + classes; k++) if (logits[k] > logits[most]) most = k;
  let others = 0;
  for (let k = from; k < from + classes; k++) if (k !== most) others += Math.exp(logits[k] - logits[most]);
  return Math.log1p(others) + (logits[most] - logits[from + label]);
}
