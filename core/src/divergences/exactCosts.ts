import type { TransportTree } from './transportTree.js';

/** Costs as whole numbers of the least double, of which sums are exact however far apart they are. */
export function wholeCosts(costs: Float64Array): bigint[] {
  return Array.from(costs, (cost) => {
    const size = Math.abs(cost);
    if (size < 2 ** -50) return BigInt(cost * 2 ** 537 * 2 ** 537);
    return size < 2 ** 900 ? BigInt(cost * 2 ** 104) << 970n : BigInt(cost) << 1074n;
  });
}

/** An arc, at `source * sinks + sink`, that costs less than the prices of the tree: of the first source behind `after`; or -1. */
export function cheaperArc(tree: TransportTree, cost: readonly bigint[], after: number): number {
  const [sourcePrice, sinkPrice] = tree.exactPrices(cost);
  const sinks = sinkPrice.length;
  let best = 0n;
  let arc = -1;
  for (let seen = 1; seen <= sourcePrice.length && arc < 0; seen++) {
    const source = (after + seen) % sourcePrice.length;
    sinkPrice.forEach((theirs, sink) => {
      const reduced = cost[source * sinks + sink] - sourcePrice[source] - theirs;
      if (reduced >= best) return;
      best = reduced;
      arc = source * sinks + sink;
    });
  }
  return arc;
}
