import { CompensatedSum } from '../numeric/sum.js';
import { cheaperArc, wholeCosts } from './exactCosts.js';
import { TransportTree } from './transportTree.js';

/** A cheapest way to carry supplies to demands, and the prices that prove it cheapest. */
export interface Transport {
  cost: number;
  /** What goes from source `i` to sink `j`, at `i * sinks + j`. */
  plan: Float64Array;
  /** A price for each source and sink: `sourcePrice[i] + sinkPrice[j] <= cost[i][j]`, equal where something goes. */
  sourcePrice: Float64Array;
  sinkPrice: Float64Array;
}

/** How far below 0 a reduced cost must be to count: of the numbers it is made of, and of the greatest cost. */
const TOLERANCE = 1e-14;
const TOLERANCE_OF_ALL = 1e-26;

/** Where a cost is this much dearer than another, the last pivots are found in exact numbers. */
const FAR_APART = 1e9;

/** Costs above this are divided by `UNIT`, so that a price, a sum of many costs, does not overflow. */
const DEAR = 2 ** 900;
const UNIT = 2 ** 120;

/**
 * Carries `supply` to `demand`, positive and of one sum, at the least cost: the network simplex on the complete bipartite
 * graph, where a unit costs `given[i * sinks + j]`.
 *
 * Entering arcs are searched in blocks, the cheapest of a block first; the tree sees to it that no pivot is repeated.
 * Prices carry twice the digits of a double, and where costs are far apart the end is exact, so that an arc made so dear that
 * none should use it spoils no other.
 * Source: Ahuja, Magnanti and Orlin, *Network Flows*, 11.
 */
export function networkSimplex(supply: Float64Array, demand: Float64Array, given: Float64Array): Transport {
  const sinks = demand.length;
  const dearest = given.reduce((most, c) => Math.max(most, Math.abs(c)), 0);
  const unit = dearest > DEAR ? UNIT : 1;
  const cost = unit > 1 ? given.map((c) => c / unit) : given;
  const tree = new TransportTree(supply, demand, cost);
  const { price, lost } = tree;
  const block = Math.max(32, Math.ceil(Math.sqrt(cost.length)));
  const least = -TOLERANCE_OF_ALL * (dearest / unit);
  let source = 0;
  let sink = 0;
  for (;;) {
    let best = least;
    let from = -1;
    let to = -1;
    for (let seen = 1; seen <= cost.length; seen++) {
      const own = cost[source * sinks + sink];
      const end = supply.length + sink;
      const paid = price[source] + price[end];
      const reduced = own - paid - (lost[source] + lost[end]);
      if (reduced < best && reduced < -TOLERANCE * (Math.abs(own) + Math.abs(paid))) {
        best = reduced;
        from = source;
        to = sink;
      }
      if (++sink === sinks) {
        sink = 0;
        if (++source === supply.length) source = 0;
      }
      if (from >= 0 && seen % block === 0) break;
    }
    if (from < 0) break;
    tree.pivot(from, to);
  }
  if (given.some((c) => c !== 0 && Math.abs(c) < dearest / FAR_APART)) {
    const whole = wholeCosts(given);
    for (let arc = 0; (arc = cheaperArc(tree, whole, Math.floor(arc / sinks))) >= 0;)
      tree.pivot(Math.floor(arc / sinks), arc % sinks);
  }
  const plan = tree.plan();
  const total = new CompensatedSum();
  plan.forEach((mass, arc) => total.add(mass * given[arc]));
  const prices = price.map((x, node) => (x + lost[node]) * unit);
  return {
    cost: total.value,
    plan,
    sourcePrice: prices.slice(0, supply.length),
    sinkPrice: prices.slice(supply.length),
  };
}
