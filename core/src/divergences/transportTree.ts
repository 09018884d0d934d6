/**
 * The spanning tree of the network simplex: sources first, then sinks; each node but the root has one arc to its parent.
 *
 * It starts as the north-west corner and is kept strongly feasible: each arc without flow points to the root. Then no pivot
 * can come back to a tree that was left, even where masses tie; of the arcs that block a pivot, the last along its cycle
 * leaves.
 * Source: Cunningham, *A network simplex method* (1976).
 */
export class TransportTree {
  /** Sum to the cost of an arc at its two ends, on every arc of the tree; `lost` is what rounding took from each. */
  readonly price: Float64Array;
  readonly lost: Float64Array;
  private readonly sources: number;
  private readonly sinks: number;
  private readonly parent: Int32Array;
  /** Flow on the arc to the parent, which leaves a source and enters a sink. */
  private readonly flow: Float64Array;
  private readonly depth: Int32Array;
  private readonly stack: Int32Array;

  constructor(
    private readonly supply: Float64Array,
    private readonly demand: Float64Array,
    private readonly cost: Float64Array,
  ) {
    this.sources = supply.length;
    this.sinks = demand.length;
    const nodes = this.sources + this.sinks;
    this.price = new Float64Array(nodes);
    this.lost = new Float64Array(nodes);
    this.parent = new Int32Array(nodes).fill(-1);
    this.flow = new Float64Array(nodes);
    this.depth = new Int32Array(nodes);
    this.stack = new Int32Array(nodes);
    this.northWestCorner();
    this.refresh();
  }

  /** Brings the arc from a source to a sink into the tree, with as much flow as its cycle allows. */
  pivot(source: number, sink: number): void {
    const { parent, flow, sources } = this;
    const head = sources + sink;
    const join = this.join(source, head);
    // Along the cycle the arcs against it lose flow: below the source those that leave a source, below the sink those that
    // enter a sink. The last of the least leaves: nearest to the source on its side, nearest to the join on the other.
    let least = Infinity;
    let leaving = -1;
    let moved = source;
    for (let node = source; node !== join; node = parent[node])
      if (node < sources && flow[node] < least) {
        least = flow[node];
        leaving = node;
      }
    for (let node = head; node !== join; node = parent[node])
      if (node >= sources && flow[node] <= least) {
        least = flow[node];
        leaving = node;
        moved = head;
      }
    for (let node = source; node !== join; node = parent[node]) flow[node] += node < sources ? -least : least;
    for (let node = head; node !== join; node = parent[node]) flow[node] += node < sources ? least : -least;
    this.hang(moved, moved === source ? head : source, least, leaving);
    this.refresh();
  }

  /** The flows of the tree, computed anew from supply and demand, so that no rounding of the pivots is left in them. */
  plan(): Float64Array {
    const { sources, sinks, parent } = this;
    const plan = new Float64Array(sources * sinks);
    const net = Float64Array.of(...this.supply, ...this.demand);
    const lost = new Float64Array(net.length);
    for (const node of this.fromRoot().reverse()) {
      const up = parent[node];
      if (up < 0) continue;
      const mass = Math.max(0, net[node] + lost[node]);
      plan[this.arc(node)] = mass;
      // What is left for the parent, with the rounding of the difference kept beside it.
      const rest = net[up] - net[node];
      const back = rest - net[up];
      lost[up] += net[up] - (rest - back) + (-net[node] - back) - lost[node];
      net[up] = rest;
    }
    return plan;
  }

  /** The prices of the sources and of the sinks, where costs are whole numbers. */
  exactPrices(cost: readonly bigint[]): [sources: bigint[], sinks: bigint[]] {
    const price = Array.from(this.parent, () => 0n);
    for (const node of this.fromRoot().subarray(1)) price[node] = cost[this.arc(node)] - price[this.parent[node]];
    return [price.slice(0, this.sources), price.slice(this.sources)];
  }

  /** All nodes, each behind its parent. */
  private fromRoot(): Uint32Array {
    return Uint32Array.from(this.depth.keys()).sort((a, b) => this.depth[a] - this.depth[b]);
  }

  /** Turns round the path from `node` up to `last`, whose arc leaves the tree, and hangs it under `under`. */
  private hang(node: number, under: number, mass: number, last: number): void {
    const { parent, flow } = this;
    for (let done = false; !done;) {
      const up = parent[node];
      const given = flow[node];
      parent[node] = under;
      flow[node] = mass;
      done = node === last;
      under = node;
      mass = given;
      node = up;
    }
  }

  /** Where the paths of two nodes to the root meet. */
  private join(a: number, b: number): number {
    const { parent, depth } = this;
    while (a !== b)
      if (depth[a] >= depth[b]) a = parent[a];
      else b = parent[b];
    return a;
  }

  /** Depths and prices of all nodes from the root, which is the first source. */
  private refresh(): void {
    const { parent, depth, price, lost, stack, cost } = this;
    depth.fill(-1);
    depth[0] = 0;
    for (let node = 0; node < parent.length; node++) {
      let top = 0;
      let at = node;
      for (; depth[at] < 0; at = parent[at]) stack[top++] = at;
      while (top > 0) {
        const next = stack[--top];
        depth[next] = depth[at] + 1;
        // The difference and its rounding: one dear arc in the tree must not take the digits of all that hangs below it.
        const own = cost[this.arc(next)];
        const rest = own - price[at];
        const back = rest - own;
        price[next] = rest;
        lost[next] = own - (rest - back) - (price[at] + back) - lost[at];
        at = next;
      }
    }
  }

  /** The index of the arc from a node to its parent. */
  private arc(node: number): number {
    const up = this.parent[node];
    return node < this.sources ? node * this.sinks + up - this.sources : up * this.sinks + node - this.sources;
  }

  /** Fills source after source into sink after sink. Where both end together the next source hangs on, without flow. */
  private northWestCorner(): void {
    const { supply, demand, sources, sinks, parent, flow } = this;
    let i = 0;
    let j = 0;
    let left = supply[0];
    let wanted = demand[0];
    // The node that came last, with the arc from source i to sink j to its parent.
    let node = sources;
    parent[node] = 0;
    for (;;) {
      const lastSource = i === sources - 1;
      const lastSink = j === sinks - 1;
      // At the end the sums may differ by rounding: what the new node holds goes, so that its arc is never without flow.
      if (lastSink && (node < sources || !lastSource)) flow[node] = left;
      else flow[node] = lastSource ? wanted : Math.min(left, wanted);
      if (lastSource && lastSink) return;
      if (!lastSource && (lastSink || left <= wanted)) {
        wanted -= left;
        left = supply[++i];
        node = i;
        parent[node] = sources + j;
      } else {
        left -= wanted;
        wanted = demand[++j];
        node = sources + j;
        parent[node] = i;
      }
    }
  }
}
