/**
 * Log loss: the mean of -ln p of each item's class, where p is the softmax of its logits. In nats, without weights,
 * smoothing or epsilon, so that runs of any objective can be compared by it.
 *
 * `mean(ln(sum exp z) - z[label])`; `logits` is `labels.length * classes`, row by row. NaN where there are no items, or
 * where a logit is NaN.
 */
export function logLoss(logits: ArrayLike<number>, labels: ArrayLike<number>, classes: number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const row = i * classes;
    let most = -Infinity;
    for (let k = 0; k < classes; k++) most = Math.max(most, logits[row + k]);
    let total = 0;
    for (let k = 0; k < classes; k++) total += Math.exp(logits[row + k] - most);
    sum += Math.log(total) + (most - logits[row + labels[i]]);
  }
  return sum / labels.length;
}
