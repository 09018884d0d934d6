/**
 * The exponential mean of a curve over so many steps, debiased; what it measures is the level that the values have had
 * lately.
 *
 * With `w = 1 - 1 / over` a value that is `d` steps old weighs `w ** d`: after each value
 * `mean = (w^d * mean + (1 - w^d) * value) / (1 - w^total)`, `d` the steps since the value before (1 for the first, and a
 * value that is not finite is one).
 * So values that stand one step apart give TensorBoard's smoothing of weight `w`, and values that stand much further
 * apart than `over` stay as they are.
 *
 * `steps`, `values`: `[n]`, the steps rising. `over` in steps, at least 1, and 1 is no smoothing; all else throws
 * nothing and smooths nothing. A value that is not finite stays as it stands and does not enter the mean.
 * Other than in TensorBoard, the weight of a value follows from its distance in steps, not from its place in the list,
 * and a constant curve is not an exception (its mean is its value, up to rounding).
 *
 * @example smoothed(Float64Array.of(1, 2, 3), Float64Array.of(0, 3, 3), 2) // [0, 2, 2.571428571428571]
 */
export function smoothed(steps: Float64Array, values: Float64Array, over: number): Float64Array {
  if (!(over > 1)) return values.slice();
  const ln = Math.log1p(-1 / over);
  const means = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  let before = NaN;
  // Steps mostly lie equally far apart.
  let known = NaN;
  let [kept, gained] = [0, 1];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      means[i] = values[i];
      if (weight > 0) before = steps[i];
      continue;
    }
    const apart = Number.isNaN(before) ? 1 : steps[i] - before;
    if (apart !== known) {
      known = apart;
      // 1 - kept, which keeps its digits where steps lie much closer than `over`.
      [kept, gained] = [Math.exp(ln * apart), -Math.expm1(ln * apart)];
    }
    sum = kept * sum + gained * values[i];
    weight = kept * weight + gained;
    means[i] = sum / weight;
    before = steps[i];
  }
  return means;
}
