/**
 * Suites run side by side, since those that drive a browser wait for it half of their time: one lane begins with these,
 * one with the others, and a third with these again.
 */

/**
 * Each lane takes the longest of its own kind that is left, and then of the other kind.
 * @template {{ browser?: boolean }} S
 * @param {S[]} suites
 * @param {(suite: S) => number} seconds how long each took the last time
 * @param {(suite: S) => Promise<void>} run
 * @param {2 | 3} lanes
 */
export async function inLanes(suites, seconds, run, lanes = 3) {
  const left = [...suites].sort((a, b) => seconds(b) - seconds(a));
  const lane = async (/** @type {boolean} */ browser) => {
    while (left.length > 0) {
      const own = left.findIndex((suite) => Boolean(suite.browser) === browser);
      await run(left.splice(Math.max(own, 0), 1)[0]);
    }
  };
  await Promise.all([true, false, true].slice(0, lanes).map(lane));
}
