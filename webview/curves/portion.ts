import type { CurvesQuery } from '../../extension/protocol/curves.js';

/** What the runs of a message may weigh: the host takes a million, and one that is larger is never answered. */
const MOST = 400_000;

/** How many of some queries, from the first on, go in one message; a single one always does. */
export function portionOf(queries: readonly Pick<CurvesQuery, 'lines'>[]): number {
  let weight = 0;
  const beyond = queries.findIndex(({ lines }) => {
    for (const ids of lines) for (const id of ids) weight += id.length + 16;
    return weight > MOST;
  });
  return beyond < 0 ? queries.length : Math.max(1, beyond);
}
