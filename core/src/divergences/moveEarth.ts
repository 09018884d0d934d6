import { sum } from '../numeric/sum.js';
import { networkSimplex, type Transport } from './networkSimplex.js';

export type { Transport };

/** A cheapest plan between two rows of masses, classes without mass included, with prices that share the cost in halves. */
export function moveEarth(p: Float64Array, q: Float64Array, cost: Float64Array): Transport {
  const n = p.length;
  const m = q.length;
  const rows = Array.from(p.keys()).filter((i) => p[i] > 0);
  const columns = Array.from(q.keys()).filter((j) => q[j] > 0);
  const ratio = sum(p) / sum(q);
  const scale = Math.abs(ratio - 1) < 1e-14 ? 1 : ratio;
  const small = networkSimplex(
    Float64Array.from(rows, (i) => p[i]),
    Float64Array.from(columns, (j) => q[j] * scale),
    Float64Array.from(rows.flatMap((i) => columns.map((j) => cost[i * m + j]))),
  );
  const plan = new Float64Array(n * m);
  rows.forEach((i, r) => columns.forEach((j, c) => (plan[i * m + j] = small.plan[r * columns.length + c])));
  // A class without mass is priced as the first grain of it would be.
  const sourcePrice = new Float64Array(n).fill(Infinity);
  const sinkPrice = new Float64Array(m).fill(Infinity);
  rows.forEach((i, r) => (sourcePrice[i] = small.sourcePrice[r]));
  columns.forEach((j, c) => (sinkPrice[j] = small.sinkPrice[c]));
  for (let i = 0; i < n; i++)
    if (p[i] === 0) for (const j of columns) sourcePrice[i] = Math.min(sourcePrice[i], cost[i * m + j] - sinkPrice[j]);
  for (let j = 0; j < m; j++)
    if (q[j] === 0) for (let i = 0; i < n; i++) sinkPrice[j] = Math.min(sinkPrice[j], cost[i * m + j] - sourcePrice[i]);
  const paid = sum(p.map((mass, i) => mass * sourcePrice[i])) - sum(q.map((mass, j) => mass * sinkPrice[j]));
  return {
    cost: small.cost,
    plan,
    sourcePrice: sourcePrice.map((price) => price - paid / 2),
    sinkPrice: sinkPrice.map((price) => price + paid / 2),
  };
}
