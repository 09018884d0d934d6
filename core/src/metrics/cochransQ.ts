import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { chiSquaredTail } from './chiSquaredTail.js';

/** Cochran's Q of several models on the same items; `null` where no item tells them apart. */
export interface CochransQ {
  statistic: number | null;
  freedom: number;
  p: number | null;
}

/**
 * Cochran's Q: whether several models are right equally often on the same items.
 *
 * Formula: with `k` models, `C_j` items that model j reads right, `R_i` models that read item i right and `N` rights in
 * all, `Q = (k-1) (k sum C_j^2 - N^2) / (k N - sum R_i^2)`; its p-value is that of chi-squared with `k - 1` degrees of
 * freedom, which holds where enough items are read differently.
 * Takes one list a model of 1 for right and 0 for wrong, all of one length; gives Q, its degrees of freedom and p. With
 * two models Q is McNemar's statistic without correction; `mcNemar` is exact. Where every item is read right by all or by
 * none, both are `null`.
 * Throws `shape` for fewer than two models or unlike lengths, `range` for a value that is neither 0 nor 1.
 * @example cochransQ([[1, 1, 0, 1], [0, 1, 0, 0], [0, 0, 0, 1]]).statistic // 2.6666666667
 * Source: Cochran, The comparison of percentages in matched samples (1950); as statsmodels' `cochrans_q`.
 */
export function cochransQ(models: readonly ArrayLike<number>[]): CochransQ {
  const k = models.length;
  if (k < 2) throw new CoreError('shape', counted(k, 'model'), 'two or more', { argument: 'models' });
  const n = models[0].length;
  const byModel = new Float64Array(k);
  let [all, squares] = [0, 0];
  models.forEach((model, j) => {
    if (model.length !== n)
      throw new CoreError('shape', counted(model.length, 'item'), `${n}, as of the first`, {
        argument: 'models',
        path: [j],
      });
  });
  for (let i = 0; i < n; i++) {
    let right = 0;
    for (let j = 0; j < k; j++) {
      const value = models[j][i];
      if (value !== 0 && value !== 1)
        throw new CoreError('range', `${value}`, '0 or 1', { argument: 'models', path: [j, i] });
      byModel[j] += value;
      right += value;
    }
    all += right;
    squares += right * right;
  }
  const freedom = k - 1;
  const apart = k * all - squares;
  if (apart === 0) return { statistic: null, freedom, p: null };
  const statistic = (freedom * (k * byModel.reduce((sum, each) => sum + each * each, 0) - all * all)) / apart;
  return { statistic, freedom, p: chiSquaredTail(statistic, freedom) };
}
