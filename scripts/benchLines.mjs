/** What a bench gave in each of its runs, as lines with their spread: ours, the best peer and the ratio of both. */

/**
 * @typedef {{ median: number, least: number, greatest: number }} Spread
 *
 * @typedef {object} Given what a bench gives of one run
 * @property {string} [title]
 * @property {number | number[]} ours several where a run has rounds of its own
 * @property {number | null} [peer] the peer beside it, in the same unit
 * @property {string} [against] what the peer is
 * @property {Record<string, number>} [peers] in place of `peer`: several, by name, of which the fastest counts
 * @property {number} [limit] the greatest ratio of ours to the peer's
 * @property {number} [bound] the greatest value of ours, where there is no peer
 * @property {string} [unit] ms without it
 * @property {string} [note]
 *
 * @typedef {object} Line
 * @property {string} title
 * @property {string} unit
 * @property {number} runs
 * @property {Spread} ours
 * @property {string | null} peer
 * @property {Spread | null} theirs
 * @property {Spread | null} ratio
 * @property {Record<string, Spread>} others the slower peers
 * @property {number | null} limit
 * @property {number | null} bound
 * @property {boolean | null} kept whether it keeps to its limit or bound in the median; null where it has none
 * @property {string} note
 */

/** @param {readonly number[]} values @returns {Spread} */
export function spreadOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, least: sorted[0], greatest: sorted[sorted.length - 1] };
}

/**
 * @param {{ title: string, peer: string, limit?: number }} bench what its lines have in common
 * @param {readonly (readonly Given[])[]} runs
 * @returns {Line[]}
 */
export function linesOf(bench, runs) {
  /** @type {Map<string, Given[]>} */
  const byTitle = new Map();
  for (const given of runs.flat()) {
    const title = given.title ?? bench.title;
    byTitle.set(title, [...(byTitle.get(title) ?? []), given]);
  }
  return [...byTitle].map(([title, all]) => lineOf(bench, title, all));
}

/** @param {{ peer: string, limit?: number }} bench @param {string} title @param {readonly Given[]} all of one title */
function lineOf(bench, title, all) {
  const last = all[all.length - 1];
  const ours = all.flatMap((it) => it.ours);
  const peers = peersOf(bench, all);
  const [best, ...slower] = [...peers].sort(([, a], [, b]) => spreadOf(a).median - spreadOf(b).median);
  const { bound = null, unit = 'ms', note = '' } = last;
  const limit = best && bound === null ? (('limit' in last ? last.limit : bench.limit) ?? null) : null;
  const ratio = best ? spreadOf(ours.map((each, i) => each / best[1][i])) : null;
  const [value, most] = bound === null ? [ratio?.median, limit] : [spreadOf(ours).median, bound];
  return {
    title,
    unit,
    runs: ours.length,
    ours: spreadOf(ours),
    peer: best?.[0] ?? null,
    theirs: best ? spreadOf(best[1]) : null,
    ratio,
    others: Object.fromEntries(slower.map(([name, values]) => [name, spreadOf(values)])),
    limit,
    bound,
    kept: most === null || value === undefined ? null : value <= most,
    note,
  };
}

/** The values of each peer, one for each of ours. @returns {Map<string, number[]>} */
function peersOf(bench, all) {
  const found = new Map();
  for (const { ours, peer = null, against = bench.peer, peers = peer === null ? {} : { [against]: peer } } of all)
    for (const [name, value] of Object.entries(peers))
      found.set(name, [...(found.get(name) ?? []), ...[ours].flat().map(() => value)]);
  return found;
}

/** As it is printed and stands in a table: whole from 100 on, with three digits below, and four around 1. @param {number} value */
export function digits(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size >= 100 ? value.toFixed(0) : String(+value.toPrecision(size >= 0.9 && size < 10 ? 4 : 3));
}

/** @param {Spread} spread */
export const range = ({ median, least, greatest }) =>
  digits(least) === digits(greatest) ? digits(median) : `${digits(median)} (${digits(least)} to ${digits(greatest)})`;

/** One line of the console. @param {Line} line */
export function told({ title, unit, ours, peer, theirs, ratio, limit, bound, kept, note }) {
  const beside = theirs && ratio ? `, ${peer} ${digits(theirs.median)} ${unit}, ratio ${range(ratio)}` : '';
  const most = bound === null ? limit : bound;
  const verdict = kept === null || most === null ? '' : kept ? ` (limit ${digits(most)})` : ` OVER ${digits(most)}`;
  return `${title}: ${beside ? digits(ours.median) : range(ours)} ${unit}${beside}${verdict}${note && `; ${note}`}`;
}
